package savd.cetp.fsm;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import savd.net.AddressFamily;
import savd.net.IpAddress;

/**
 * Who may take how many slots. A host takes one with each name it asks for, a caller one with each
 * host it is let in to; neither may take them all. What rests counts for who had it.
 *
 * <p>Invariant: a quarter of all is left for the other direction.
 */
final class SlotShares {
  /** A caller's edge: an IPv4 address, or an IPv6 /56. */
  private record Source(AddressFamily family, long network) {
    static Source of(IpAddress a) {
      boolean ipv4 = a.family() == AddressFamily.IPV4;
      return new Source(a.family(), ipv4 ? a.low() : a.high() >>> 8);
    }
  }

  /** What one of them has. */
  private static final class Share {
    private final Object whose;
    private final Session.Role role;
    private int used;

    /** Until when those it had are not to be used again, soonest first. */
    private final ArrayDeque<Long> resting = new ArrayDeque<>(0);

    Share(Object whose, Session.Role role) {
      this.whose = whose;
      this.role = role;
    }
  }

  private final SlotPool pool;
  private final Share[] bySlot;
  private final Map<Object, Share> shares = new HashMap<>();
  private final int[] used = new int[Session.Role.values().length];

  SlotShares(SlotPool pool) {
    this.pool = pool;
    bySlot = new Share[pool.size()];
  }

  /** A slot for a name that a host has asked for; empty when there is none for it. */
  OptionalInt outbound(String host, int most, long now) {
    return take(host, Session.Role.OUTBOUND, most, now);
  }

  /** A slot for a caller; empty when there is none for it. */
  OptionalInt inbound(IpAddress from, int most, long now) {
    return take(Source.of(from), Session.Role.INBOUND, most, now);
  }

  private OptionalInt take(Object whose, Session.Role role, int most, long now) {
    Share share = shares.get(whose);
    if (share != null && held(share, now) >= most || used[role.ordinal()] >= mostOfDirection()) {
      return OptionalInt.empty();
    }
    OptionalInt slot = pool.take(now);
    if (slot.isPresent()) {
      share = share != null ? share : shares.computeIfAbsent(whose, w -> new Share(w, role));
      share.used++;
      used[role.ordinal()]++;
      bySlot[slot.getAsInt()] = share;
    }
    return slot;
  }

  private int mostOfDirection() {
    return pool.size() - pool.size() / 4;
  }

  private static int held(Share share, long now) {
    while (!share.resting.isEmpty() && share.resting.peekFirst() - now <= 0) {
      share.resting.removeFirst();
    }
    return share.used + share.resting.size();
  }

  /** Gives back a slot; see {@link SlotPool#release}. */
  void release(int slot, long now) {
    pool.release(slot, now);
    Share share = left(slot);
    if (share != null) {
      share.resting.addLast(now + SlotPool.REST_NANOS);
    }
  }

  /** Gives back a slot that has stood for nobody; see {@link SlotPool#giveBack}. */
  void giveBack(int slot, long now) {
    pool.giveBack(slot, now);
    Share share = left(slot);
    if (share != null && share.used == 0 && held(share, now) == 0) {
      shares.remove(share.whose);
    }
  }

  private Share left(int slot) {
    Share share = bySlot[slot];
    if (share != null) {
      bySlot[slot] = null;
      share.used--;
      used[share.role.ordinal()]--;
    }
    return share;
  }

  /** Forgets who has nothing any more. */
  void forget(long now) {
    shares.values().removeIf(s -> held(s, now) == 0);
  }

  int size() {
    return pool.size();
  }

  /** Whether few are left, of all or for one direction. */
  boolean isShort() {
    int few = pool.size() / 10;
    return pool.free() < few
        || used[0] > mostOfDirection() - few
        || used[1] > mostOfDirection() - few;
  }

  /** Whether few are left for whom a slot belongs to. */
  boolean isShortFor(int slot, int most) {
    Share share = bySlot[slot];
    return share != null && share.used > most - Math.max(1, most / 10);
  }

  /** Whether somebody has nearly as much as it may have. */
  boolean isShortForAny(int mostOfHost, int mostOfSource) {
    int most = Math.min(mostOfHost, mostOfSource);
    return shares.values().stream().anyMatch(s -> s.used > most - Math.max(1, most / 10));
  }
}
