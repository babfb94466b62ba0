package savd.bgp.mrt;

import java.util.Optional;
import savd.bgp.wire.MessageType;
import savd.bgp.wire.UpdateDecoder;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.RouteBatch;

/** BGP4MP with its ADD-PATH subtypes (RFC 6396, section 4.4; RFC 8050) and the old type BGP. */
final class MessageReader {
  private static final int ESTABLISHED = 6;
  private static final int HEADER = 19;

  private static final int BGP_UPDATE = 1;
  private static final int BGP_STATE_CHANGE = 3;

  private static final int STATE_CHANGE = 0;
  private static final int MESSAGE = 1;
  private static final int MESSAGE_AS4 = 4;
  private static final int STATE_CHANGE_AS4 = 5;
  private static final int MESSAGE_ADDPATH = 8;
  private static final int MESSAGE_AS4_ADDPATH = 9;

  private final PeerFeeds feeds;
  private final MrtCounts counts;
  private final LastMalformed malformed;

  MessageReader(PeerFeeds feeds, MrtCounts counts, LastMalformed malformed) {
    this.feeds = feeds;
    this.counts = counts;
    this.malformed = malformed;
  }

  void bgp4mp(int subtype, RecordReader r, long timeNanos) throws MrtFormatException {
    switch (subtype) {
      case STATE_CHANGE -> stateChange(false, r, timeNanos);
      case STATE_CHANGE_AS4 -> stateChange(true, r, timeNanos);
      case MESSAGE -> message(false, false, r, timeNanos);
      case MESSAGE_AS4 -> message(true, false, r, timeNanos);
      case MESSAGE_ADDPATH -> message(false, true, r, timeNanos);
      case MESSAGE_AS4_ADDPATH -> message(true, true, r, timeNanos);
      // What is left: the LOCAL subtypes, which hold what the writer sent, and two obsolete ones.
      default -> counts.skippedRecords++;
    }
  }

  private AddressFamily family(int afi) throws MrtFormatException {
    return switch (afi) {
      case 1 -> AddressFamily.IPV4;
      case 2 -> AddressFamily.IPV6;
      default -> throw new MrtFormatException("address family " + afi + " of a peer");
    };
  }

  private void stateChange(boolean fourOctets, RecordReader r, long timeNanos)
      throws MrtFormatException {
    Asn asn = new Asn(r.asn(fourOctets));
    r.asn(fourOctets);
    r.skip(2); // interface
    AddressFamily family = family(r.u16());
    IpAddress address = r.address(family);
    r.skip(family.bits() / 8);
    state(feeds.of(address, asn, 0), r, timeNanos);
  }

  private void state(Optional<PeerFeed> feed, RecordReader r, long timeNanos)
      throws MrtFormatException {
    int before = r.u16();
    int after = r.u16();
    if (feed.isEmpty()) {
      counts.skippedRecords++;
      return;
    }
    counts.stateChanges++;
    if (before == ESTABLISHED && after != ESTABLISHED) {
      feed.get().batch(timeNanos).event(RouteBatch.Kind.PEER_LOST, AddressFamily.IPV4);
    }
  }

  private void message(boolean fourOctets, boolean addPath, RecordReader r, long timeNanos)
      throws MrtFormatException {
    Asn asn = new Asn(r.asn(fourOctets));
    Asn local = new Asn(r.asn(fourOctets));
    r.skip(2); // interface
    AddressFamily family = family(r.u16());
    IpAddress address = r.address(family);
    r.skip(family.bits() / 8);
    int at = r.skip(HEADER);
    byte[] b = r.bytes();
    int length = (b[at + 16] & 0xFF) << 8 | b[at + 17] & 0xFF;
    int type = b[at + 18];
    if (length - HEADER > r.left()) {
      throw new MrtFormatException(
          "a message of " + length + " octets in " + (r.left() + HEADER) + " octets of the record");
    }
    Optional<PeerFeed> feed = feeds.of(address, asn, 0);
    if (type != MessageType.UPDATE.code() || feed.isEmpty()) {
      counts.skippedRecords++;
      return;
    }
    boolean internal = asn.equals(local);
    boolean good =
        update(feed.get(), internal, fourOctets, addPath, b, at, length, timeNanos)
            // BIRD before version 2.0.6 and others recorded ADD-PATH sessions under plain subtypes.
            || !addPath
                && malformed.isNlri()
                && update(feed.get(), internal, fourOctets, true, b, at, length, timeNanos);
    if (!good) {
      counts.problem(malformed.text());
    }
  }

  /** The type BGP has two-octet numbers, IPv4 peers, and UPDATEs without their header. */
  void bgp(int subtype, RecordReader r, long timeNanos) throws MrtFormatException {
    if (subtype != BGP_UPDATE && subtype != BGP_STATE_CHANGE) {
      counts.skippedRecords++;
      return;
    }
    Asn asn = new Asn(r.u16());
    IpAddress address = r.address(AddressFamily.IPV4);
    Optional<PeerFeed> feed = feeds.of(address, asn, 0);
    if (subtype == BGP_STATE_CHANGE) {
      state(feed, r, timeNanos);
      return;
    }
    Asn local = new Asn(r.u16());
    r.skip(4);
    if (feed.isEmpty()) {
      counts.skippedRecords++;
      return;
    }
    // The decoder looks at no octet of the header, and MrtInput keeps room in front of the record.
    int at = r.at() - HEADER;
    int length = r.left() + HEADER;
    if (!update(feed.get(), asn.equals(local), false, false, r.bytes(), at, length, timeNanos)) {
      counts.problem(malformed.text());
    }
  }

  /** Reads one UPDATE; false where it is malformed, then nothing of it is in the batch. */
  private boolean update(
      PeerFeed feed,
      boolean internal,
      boolean fourOctets,
      boolean addPath,
      byte[] b,
      int at,
      int length,
      long timeNanos)
      throws MrtFormatException {
    if (length < MessageType.UPDATE.minLength()) {
      throw new MrtFormatException("an UPDATE of " + length + " octets");
    }
    UpdateDecoder decoder = feed.updates(internal, fourOctets, addPath);
    RouteBatch batch = feed.batch(timeNanos);
    int size = batch.size();
    int blocks = batch.attributeCount();
    long announced = decoder.announced();
    long withdrawn = decoder.withdrawn();
    malformed.clear();
    decoder.decode(b, at, length, batch);
    if (malformed.isBeyondWithdraw()) {
      batch.truncate(size, blocks);
      feed.forget(decoder);
      return false;
    }
    if (!malformed.isClear()) {
      counts.problem(malformed.text());
    }
    counts.announcements += decoder.announced() - announced;
    counts.withdrawals += decoder.withdrawn() - withdrawn;
    return true;
  }
}
