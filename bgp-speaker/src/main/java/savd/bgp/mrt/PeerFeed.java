package savd.bgp.mrt;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import savd.bgp.wire.Malformed;
import savd.bgp.wire.RibEntryDecoder;
import savd.bgp.wire.SessionParameters;
import savd.bgp.wire.UpdateDecoder;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.net.RouteSink;

/** One peer of a file: its decoders and the batch being filled for it. */
final class PeerFeed {
  private static final int FULL_CHANGES = 1024;
  private static final int FULL_OCTETS = 1 << 16;
  private static final Set<AddressFamily> ALL = EnumSet.allOf(AddressFamily.class);

  private final PeerId id;
  private final Asn asn;
  private final Optional<BgpRole> role;
  private final RouteSink sink;
  private final Malformed.Listener listener;
  private final UpdateDecoder[] decoders = new UpdateDecoder[8];
  private final RibEntryDecoder[] entryDecoders = new RibEntryDecoder[2];
  private RouteBatch batch;
  private boolean inTable;

  PeerFeed(
      PeerId id, Asn asn, Optional<BgpRole> role, RouteSink sink, Malformed.Listener listener) {
    this.id = id;
    this.asn = asn;
    this.role = role;
    this.sink = sink;
    this.listener = listener;
  }

  /** The batch to add to; the time is that of the file, in nanoseconds. */
  RouteBatch batch(long timeNanos) {
    if (batch != null && (batch.size() >= FULL_CHANGES || batch.attributeOctets() >= FULL_OCTETS)) {
      flush();
    }
    if (batch == null) {
      batch = sink.acquire(id, timeNanos);
    }
    return batch;
  }

  void flush() {
    if (batch != null) {
      RouteBatch full = batch;
      batch = null;
      sink.submit(full);
    }
  }

  /** A file is not asked what a session is: only the grammar counts. */
  private SessionParameters parameters(boolean internal, boolean fourOctetAs, boolean addPath) {
    Set<AddressFamily> paths = addPath ? ALL : Set.of();
    return SessionParameters.between(internal ? asn : new Asn(0), asn)
        .withFourOctetAs(fourOctetAs)
        .withAddPath(paths, Set.of())
        .withExtendedNextHop(ALL)
        .withExtendedMessages(true)
        .withPeerRole(role)
        .withChecks(Set.of());
  }

  UpdateDecoder updates(boolean internal, boolean fourOctetAs, boolean addPath) {
    int i = (internal ? 4 : 0) | (fourOctetAs ? 2 : 0) | (addPath ? 1 : 0);
    if (decoders[i] == null) {
      decoders[i] = new UpdateDecoder(parameters(internal, fourOctetAs, addPath), listener);
    }
    return decoders[i];
  }

  /** A decoder that has disabled a family or reset starts anew: the file goes on. */
  void forget(UpdateDecoder decoder) {
    for (int i = 0; i < decoders.length; i++) {
      if (decoders[i] == decoder) {
        decoders[i] = null;
      }
    }
  }

  /**
   * For the entries of a table. Its writer chose among its routes with the LOCAL_PREF it shows, so
   * that is kept as on an internal session.
   */
  RibEntryDecoder entries(boolean fourOctetAs) {
    int i = fourOctetAs ? 1 : 0;
    if (entryDecoders[i] == null) {
      entryDecoders[i] = new RibEntryDecoder(parameters(true, fourOctetAs, false), listener);
    }
    inTable = true;
    return entryDecoders[i];
  }

  /** Says that the table of this peer is complete, where there was one. */
  void endOfTable(long timeNanos) {
    if (inTable) {
      batch(timeNanos).event(RouteBatch.Kind.END_OF_RIB, AddressFamily.IPV4);
      batch(timeNanos).event(RouteBatch.Kind.END_OF_RIB, AddressFamily.IPV6);
    }
  }
}
