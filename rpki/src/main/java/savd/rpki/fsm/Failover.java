package savd.rpki.fsm;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which of several caches to speak with, and whose data to use (RFC 8210, section 10).
 *
 * <p>The document says / we do: the most preferred cache that works is used. Only while it has not
 * confirmed its data for some time is the next one asked as well; so one set is held at a time, and
 * a cache that comes back within that time is not noticed. Data of a lost cache stay in use until
 * another cache has a complete set, or they expire.
 */
public final class Failover {
  private Failover() {}

  /**
   * A cache as it is now.
   *
   * @param name unique
   * @param running whether it is spoken with, or tried
   * @param confirmed whether its present connection has brought an End of Data
   * @param waitedNanos for how long it has been running without that; 0 when it has
   * @param hasPayload whether it has a set that did not expire
   */
  public record View(
      String name, boolean running, boolean confirmed, long waitedNanos, boolean hasPayload) {}

  /**
   * What is to be.
   *
   * @param running the caches to speak with
   * @param used whose data are in force; empty for nobody's
   * @param againNanos when to decide again though nothing happens; empty for not at all
   */
  public record Decision(Set<String> running, Optional<String> used, Optional<Long> againNanos) {}

  /**
   * Decides.
   *
   * @param caches the most preferred first
   * @param used whose data are in force at present
   * @param patienceNanos how long a cache may be without confirmation before the next one is asked
   */
  public static Decision decide(List<View> caches, Optional<String> used, long patienceNanos) {
    Set<String> running = new LinkedHashSet<>();
    Optional<Long> again = Optional.empty();
    for (View v : caches) {
      running.add(v.name());
      if (v.confirmed() && v.hasPayload()) {
        break;
      }
      long left = patienceNanos - (v.running() ? v.waitedNanos() : 0);
      if (left > 0) {
        again = Optional.of(left);
        break;
      }
    }
    Optional<String> next = choose(caches, used);
    // Data in force go on being looked after, so that their end is noticed.
    next.ifPresent(running::add);
    return new Decision(running, next, again);
  }

  private static Optional<String> choose(List<View> caches, Optional<String> used) {
    Optional<String> confirmed =
        caches.stream().filter(v -> v.confirmed() && v.hasPayload()).map(View::name).findFirst();
    if (confirmed.isPresent()) {
      return confirmed;
    }
    return caches.stream()
        .filter(View::hasPayload)
        .map(View::name)
        .filter(n -> used.isEmpty() || used.get().equals(n))
        .findFirst()
        .or(() -> caches.stream().filter(View::hasPayload).map(View::name).findFirst());
  }
}
