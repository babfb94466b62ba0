package savd.cetp.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import savd.cetp.fsm.Host;
import savd.net.IpAddress;

/**
 * How much of the control thread's queue packets of hosts may fill: together a part of it, and each
 * host a little, so that one that floods neither keeps the others from setting up sessions nor the
 * sessions of all from being looked after. Packets of nobody's are not queued at all.
 */
final class HostShares {
  static final int EACH = 32;
  static final int ALL = 1024;

  /** What one host has in the queue; of its addresses, one. */
  private record Share(Host host, AtomicInteger waiting) {}

  private final AtomicInteger all = new AtomicInteger();
  private volatile Map<IpAddress, Share> byAddress = Map.of();
  private volatile Map<String, AtomicInteger> byName = Map.of();

  HostShares(List<Host> hosts) {
    serve(hosts);
  }

  /** The hosts are these; what is in the queue stays counted. */
  void serve(List<Host> hosts) {
    Map<IpAddress, Share> addresses = new HashMap<>();
    Map<String, AtomicInteger> names = new HashMap<>();
    Map<String, AtomicInteger> before = byName;
    for (Host h : hosts) {
      AtomicInteger waiting = before.getOrDefault(h.name(), new AtomicInteger());
      names.put(h.name(), waiting);
      Share share = new Share(h, waiting);
      // Where several names have an address, the first one speaks for it.
      h.ipv4().ifPresent(a -> addresses.putIfAbsent(a, share));
      h.ipv6().ifPresent(a -> addresses.putIfAbsent(a, share));
    }
    byName = names;
    byAddress = addresses;
  }

  /** Whether a host of ours has an address. */
  boolean isHost(IpAddress source) {
    return byAddress.containsKey(source);
  }

  /**
   * Queues for the host that has an address.
   *
   * @param queue false when there is no room
   * @return false when it was not queued
   */
  boolean take(IpAddress source, Predicate<Host> queue) {
    Share share = byAddress.get(source);
    if (share == null || share.waiting.get() >= EACH || all.get() >= ALL) {
      return false;
    }
    share.waiting.incrementAndGet();
    all.incrementAndGet();
    if (queue.test(share.host)) {
      return true;
    }
    giveBack(share.host);
    return false;
  }

  /** What {@link #take} has queued is out of the queue. */
  void giveBack(Host host) {
    all.decrementAndGet();
    AtomicInteger waiting = byName.get(host.name());
    if (waiting != null) {
      waiting.decrementAndGet();
    }
  }
}
