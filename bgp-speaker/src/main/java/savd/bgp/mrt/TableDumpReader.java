package savd.bgp.mrt;

import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.RouteBatch;

/** TABLE_DUMP and TABLE_DUMP_V2 (RFC 6396, sections 4.2 and 4.3; RFC 8050, section 4). */
final class TableDumpReader {
  private static final int PEER_INDEX_TABLE = 1;
  private static final int RIB_IPV4_UNICAST = 2;
  private static final int RIB_IPV6_UNICAST = 4;
  private static final int RIB_GENERIC = 6;
  private static final int RIB_IPV4_UNICAST_ADDPATH = 8;
  private static final int RIB_IPV6_UNICAST_ADDPATH = 10;
  private static final int RIB_GENERIC_ADDPATH = 12;
  private static final int UNICAST = 1;

  private final PeerFeeds feeds;
  private final MrtCounts counts;
  private final LastMalformed malformed;
  private PeerFeed[] index = new PeerFeed[0];
  private int indexSize = -1;

  TableDumpReader(PeerFeeds feeds, MrtCounts counts, LastMalformed malformed) {
    this.feeds = feeds;
    this.counts = counts;
    this.malformed = malformed;
  }

  /**
   * One route. Subtypes 1 and 2 are the families; 3 and 4 the same with AS numbers of four octets,
   * which OpenBGPD once wrote.
   */
  void tableDump(int subtype, RecordReader r, long timeNanos) throws MrtFormatException {
    if (subtype < 1 || subtype > 4) {
      counts.skippedRecords++;
      return;
    }
    boolean fourOctets = subtype > 2;
    AddressFamily family = subtype % 2 == 1 ? AddressFamily.IPV4 : AddressFamily.IPV6;
    r.skip(4); // view and sequence number
    int addressOctets = family.bits() / 8;
    int prefixAt = r.skip(addressOctets);
    int length = r.u8();
    r.skip(5); // status and time of origin
    IpAddress address = r.address(family);
    Asn asn = new Asn(r.asn(fourOctets));
    int size = r.u16();
    int at = r.skip(size);
    checkLength(length, family);
    Optional<PeerFeed> feed = feeds.of(address, asn, 0);
    if (feed.isEmpty()) {
      counts.skippedRecords++;
      return;
    }
    byte[] b = r.bytes();
    long high = RecordReader.high(b, family, prefixAt, addressOctets, length);
    long low = RecordReader.low(b, family, prefixAt, addressOctets, length);
    RouteBatch batch = feed.get().batch(timeNanos);
    entry(feed.get(), fourOctets, r, at, size, family, high, low, length, 0, batch);
  }

  private static void checkLength(int length, AddressFamily family) throws MrtFormatException {
    if (length > family.bits()) {
      throw new MrtFormatException("a prefix length of " + length + " for " + family);
    }
  }

  private void entry(
      PeerFeed feed,
      boolean fourOctets,
      RecordReader r,
      int at,
      int size,
      AddressFamily family,
      long high,
      long low,
      int length,
      int pathId,
      RouteBatch batch) {
    boolean good =
        feed.entries(fourOctets)
            .announce(r.bytes(), at, at + size, family, high, low, length, pathId, batch);
    if (good) {
      counts.ribEntries++;
    } else {
      counts.problem(malformed.text());
    }
  }

  void tableDumpV2(int subtype, RecordReader r, long timeNanos) throws MrtFormatException {
    switch (subtype) {
      case PEER_INDEX_TABLE -> peerIndexTable(r);
      case RIB_IPV4_UNICAST -> rib(AddressFamily.IPV4, false, r, timeNanos);
      case RIB_IPV6_UNICAST -> rib(AddressFamily.IPV6, false, r, timeNanos);
      case RIB_IPV4_UNICAST_ADDPATH -> rib(AddressFamily.IPV4, true, r, timeNanos);
      case RIB_IPV6_UNICAST_ADDPATH -> rib(AddressFamily.IPV6, true, r, timeNanos);
      case RIB_GENERIC -> generic(false, r, timeNanos);
      case RIB_GENERIC_ADDPATH -> generic(true, r, timeNanos);
      default -> counts.skippedRecords++;
    }
  }

  private void peerIndexTable(RecordReader r) throws MrtFormatException {
    r.skip(4); // identifier of the collector
    r.skip(r.u16()); // name of the view
    int count = r.u16();
    indexSize = 0;
    index = new PeerFeed[count];
    for (int i = 0; i < count; i++) {
      int type = r.u8();
      int identifier = r.int32();
      IpAddress address = r.address((type & 1) != 0 ? AddressFamily.IPV6 : AddressFamily.IPV4);
      Asn asn = new Asn(r.asn((type & 2) != 0));
      index[i] = feeds.of(address, asn, identifier).orElse(null);
      indexSize = i + 1;
    }
  }

  private void generic(boolean addPath, RecordReader r, long timeNanos) throws MrtFormatException {
    int sequence = r.int32();
    int afi = r.u16();
    int safi = r.u8();
    if (safi != UNICAST || afi != 1 && afi != 2) {
      counts.skippedRecords++;
      return;
    }
    prefixAndEntries(
        afi == 1 ? AddressFamily.IPV4 : AddressFamily.IPV6, addPath, sequence, r, timeNanos);
  }

  private void rib(AddressFamily family, boolean addPath, RecordReader r, long timeNanos)
      throws MrtFormatException {
    prefixAndEntries(family, addPath, r.int32(), r, timeNanos);
  }

  private void prefixAndEntries(
      AddressFamily family, boolean addPath, int sequence, RecordReader r, long timeNanos)
      throws MrtFormatException {
    if (indexSize < 0) {
      throw new MrtFormatException("a route without a PEER_INDEX_TABLE before it");
    }
    int length = r.u8();
    checkLength(length, family);
    int octets = (length + 7) >>> 3;
    int prefixAt = r.skip(octets);
    long high = RecordReader.high(r.bytes(), family, prefixAt, octets, length);
    long low = RecordReader.low(r.bytes(), family, prefixAt, octets, length);
    int entries = r.u16();
    for (int i = 0; i < entries; i++) {
      int peer = r.u16();
      r.skip(4); // time of origin
      int pathId = addPath ? r.int32() : 0;
      int size = r.u16();
      int at = r.skip(size);
      if (peer >= indexSize) {
        throw new MrtFormatException(
            "peer " + peer + " of " + indexSize + " in entry " + i + ", sequence " + sequence);
      }
      PeerFeed feed = index[peer];
      if (feed != null) {
        RouteBatch batch = feed.batch(timeNanos);
        entry(feed, true, r, at, size, family, high, low, length, pathId, batch);
      }
    }
  }
}
