package savd.cetp.session;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import savd.net.IngressInterface;

/** Names of interfaces by index, asked of the kernel once in a while. One thread. */
final class InterfaceNames {
  private static final long KEEP_NANOS = 10_000_000_000L;
  private static final int MAX_KEPT = 4096;

  private record Kept(Optional<IngressInterface> name, long untilNanos) {}

  private final Map<Integer, Kept> kept = new HashMap<>();

  /** The interface of an index; empty for 0 and for one that is gone. */
  Optional<IngressInterface> of(int index) {
    if (index <= 0) {
      return Optional.empty();
    }
    long now = System.nanoTime();
    Kept k = kept.get(index);
    if (k == null || k.untilNanos - now <= 0) {
      if (kept.size() >= MAX_KEPT) {
        kept.clear();
      }
      k = new Kept(asked(index), now + KEEP_NANOS);
      kept.put(index, k);
    }
    return k.name;
  }

  private static Optional<IngressInterface> asked(int index) {
    try {
      return Optional.ofNullable(NetworkInterface.getByIndex(index))
          .map(n -> new IngressInterface(n.getName()));
    } catch (SocketException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
