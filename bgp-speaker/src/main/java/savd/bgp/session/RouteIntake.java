package savd.bgp.session;

import savd.bgp.wire.UpdateDecoder;
import savd.net.AddressFamily;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.net.RouteSink;

/**
 * Brings one neighbour's routes, and what happens to all of them at once, to the sink in order.
 *
 * <p>The UPDATEs of one read share a batch as long as it is of modest size. While the sink lags the
 * intake is paused: the owner stops reading the socket, so that TCP slows the neighbour down.
 */
final class RouteIntake {
  /** A batch is handed over once it holds so many changes, or so many octets of attributes. */
  private static final int FULL_CHANGES = 4096;

  private static final int FULL_OCTETS = 64 * 1024;

  private final PeerId peer;
  private final RouteSink sink;
  private RouteBatch batch;

  RouteIntake(PeerId peer, RouteSink sink) {
    this.peer = peer;
    this.sink = sink;
  }

  /** What an UPDATE came to. */
  enum Result {
    ROUTES,
    END_OF_RIB_IPV4,
    END_OF_RIB_IPV6,
    /** The session must end; {@link UpdateDecoder#resetReason} says why. */
    RESET
  }

  Result update(UpdateDecoder decoder, byte[] bytes, int offset, int length) {
    RouteBatch into = open();
    int before = into.size();
    if (!decoder.decode(bytes, offset, length, into)) {
      return Result.RESET;
    }
    boolean end = into.size() == before + 1 && into.kind(before) == RouteBatch.Kind.END_OF_RIB;
    Result result =
        !end
            ? Result.ROUTES
            : into.family(before) == AddressFamily.IPV4
                ? Result.END_OF_RIB_IPV4
                : Result.END_OF_RIB_IPV6;
    if (into.size() >= FULL_CHANGES || into.attributeOctets() >= FULL_OCTETS) {
      submit();
    }
    return result;
  }

  /** Something that concerns all routes of a family, or of the neighbour; goes out at once. */
  void event(RouteBatch.Kind kind, AddressFamily family) {
    open().event(kind, family);
    submit();
  }

  private RouteBatch open() {
    if (batch == null) {
      batch = sink.acquire(peer, System.nanoTime());
    }
    return batch;
  }

  /** Hands over what has been collected. */
  void submit() {
    if (batch != null && !batch.isEmpty()) {
      RouteBatch full = batch;
      batch = null;
      sink.submit(full);
    }
  }

  boolean mayContinue() {
    return sink.isWritable();
  }

  void whenMayContinue(Runnable task) {
    sink.whenWritable(task);
  }
}
