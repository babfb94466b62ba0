package savd.cetp.session;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import savd.cetp.fsm.CookieCheck;
import savd.cetp.fsm.EdgeEvent;
import savd.cetp.fsm.Path;
import savd.cetp.message.Identity;
import savd.cetp.message.Octets;
import savd.cetp.tun.ControlSink.Claim;
import savd.net.AddressFamily;
import savd.net.IpAddress;

/**
 * Looks at cookies on the data plane's thread, so that a flood of made-up ones takes no place in
 * the queue of the control plane, and no time of it. Of the bad ones some are handed on, which make
 * that address prove itself; the others are counted here.
 *
 * <p>Bounded: HMACs a second, and for each source address good cookies a second, which nobody else
 * can use up. {@link #look} is for one thread, {@link #counted} for any.
 */
final class CookieGate {
  /** At 3 µs each they take the data plane's thread a quarter of its time. */
  static final int LOOKS_PER_SECOND = 80_000;

  /** Of bad ones, handed on. */
  static final int TOLD_PER_SECOND = 64;

  /** Of good ones, of one source address, an IPv4 address or an IPv6 /56. */
  static final int GOOD_PER_SECOND = 200;

  private static final int BUCKETS = 1 << 14;
  private static final int MAX_INGRESSES = 4096;
  private static final long SECOND = 1_000_000_000L;
  private static final List<EdgeEvent> EVENTS =
      List.of(EdgeEvent.COOKIE_BAD, EdgeEvent.COOKIE_OLD, EdgeEvent.RATE_LIMITED);

  /** {@link CookieCheck#look}. */
  interface Look {
    CookieCheck.Verdict at(
        Octets cookie, Path path, Identity source, Identity destination, long now);
  }

  private final Look check;
  private final Map<Integer, AtomicLongArray> counted = new ConcurrentHashMap<>();
  private final int[] good = new int[BUCKETS];

  /** Nobody can choose an address that shares another's place. */
  private final long seed = ThreadLocalRandom.current().nextLong() | 1;

  private long second = Long.MIN_VALUE;
  private int looks;
  private int told;

  CookieGate(Look check) {
    this.check = check;
  }

  /**
   * What a cookie is worth that came back with {@code source > destination} over the path.
   *
   * @param ingress index of the interface it came in by, 0 when not known
   */
  Claim look(
      Path path, Identity source, Identity destination, Octets cookie, int ingress, long now) {
    if (CookieCheck.isOfSession(cookie)) {
      // Made for other identities, and of no use for getting in: it may wait with the others.
      return Claim.KNOCK;
    }
    turn(now);
    if (looks >= LOOKS_PER_SECOND) {
      return refused(ingress, EdgeEvent.RATE_LIMITED);
    }
    looks++;
    return switch (check.at(cookie, path, source, destination, now)) {
      case GOOD, REPLAYED ->
          ++good[bucket(path.remote().address())] > GOOD_PER_SECOND
              ? refused(ingress, EdgeEvent.RATE_LIMITED)
              : Claim.COOKIE;
      case BAD -> bad(ingress, EdgeEvent.COOKIE_BAD);
      case OLD -> bad(ingress, EdgeEvent.COOKIE_OLD);
    };
  }

  private Claim bad(int ingress, EdgeEvent event) {
    return told++ < TOLD_PER_SECOND ? Claim.KNOCK : refused(ingress, event);
  }

  private Claim refused(int ingress, EdgeEvent event) {
    AtomicLongArray counts = counted.get(ingress);
    if (counts == null && counted.size() < MAX_INGRESSES) {
      counts = counted.computeIfAbsent(ingress, i -> new AtomicLongArray(EVENTS.size()));
    }
    if (counts != null) {
      counts.getAndIncrement(EVENTS.indexOf(event));
    }
    return Claim.NOTHING;
  }

  private void turn(long now) {
    if (now / SECOND != second) {
      second = now / SECOND;
      looks = 0;
      told = 0;
      Arrays.fill(good, 0);
    }
  }

  private int bucket(IpAddress from) {
    long key = from.family() == AddressFamily.IPV4 ? from.low() : from.high() >>> 8;
    long mixed = (key ^ seed) * 0x9E37_79B9_7F4A_7C15L;
    mixed = (mixed ^ mixed >>> 32) * seed;
    return (int) (mixed >>> 50);
  }

  /** What was kept from the control plane, by the index of the interface. */
  Map<Integer, Map<EdgeEvent, Long>> counted() {
    Map<Integer, Map<EdgeEvent, Long>> all = new HashMap<>();
    counted.forEach(
        (ingress, counts) -> {
          Map<EdgeEvent, Long> events = new EnumMap<>(EdgeEvent.class);
          for (EdgeEvent event : EVENTS) {
            long count = counts.get(EVENTS.indexOf(event));
            if (count > 0) {
              events.put(event, count);
            }
          }
          all.put(ingress, events);
        });
    return all;
  }
}
