package savd.cetp.fsm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/**
 * Which source addresses may come in by which interface. Somebody else knows, and is asked by
 * {@link EdgeAction.CheckSource}: for a set-up, for an RLOC of a session that is heard from, and
 * again for these when the rules have changed; never for a packet. How many are asked at a time and
 * how many are remembered is bounded, oldest forgotten first.
 */
final class SourceVerdicts {
  private static final int MAX = 1 << 14;
  private static final int MAX_OUTSTANDING = 64;
  private static final long ANSWER_NANOS = 3_000_000_000L;
  private static final long KEEP_NANOS = 60_000_000_000L;

  /** An address on an interface. */
  record Source(IpAddress address, IngressInterface ingress) {}

  private static final class Said {
    private SourceVerdict verdict;
    private long askedNanos;
    private boolean asked;
    private boolean ofSession;
  }

  private final EdgeMachine machine;
  private final Deque<Source> again = new ArrayDeque<>();
  private int outstanding;
  private long askedNanos;
  private final Map<Source, Said> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Source, Said> eldest) {
          return size() > MAX;
        }
      };

  SourceVerdicts(EdgeMachine machine) {
    this.machine = machine;
  }

  private boolean applies(Optional<IngressInterface> ingress) {
    return machine.settings.checksSources() && ingress.isPresent();
  }

  /** What is known; nothing is asked. */
  Optional<SourceVerdict> known(IpAddress address, Optional<IngressInterface> ingress) {
    if (!applies(ingress)) {
      return Optional.of(SourceVerdict.PERMITTED);
    }
    Said e = known.get(new Source(address, ingress.get()));
    return e == null ? Optional.empty() : Optional.ofNullable(e.verdict);
  }

  /**
   * What is known; asks when nothing is, or not since long.
   *
   * @param ofSession whether a session lives by the answer, which is to be asked for again
   */
  Optional<SourceVerdict> look(
      IpAddress address, Optional<IngressInterface> ingress, boolean ofSession, long now) {
    if (!applies(ingress)) {
      return Optional.of(SourceVerdict.PERMITTED);
    }
    Source source = new Source(address, ingress.get());
    Said e = known.computeIfAbsent(source, s -> new Said());
    e.ofSession |= ofSession;
    if (e.verdict == null || now - e.askedNanos > KEEP_NANOS) {
      ask(source, e, now);
    }
    return Optional.ofNullable(e.verdict);
  }

  private void ask(Source source, Said e, long now) {
    if (outstanding > 0 && now - askedNanos > ANSWER_NANOS) {
      // An answer that does not come must not keep others from being asked for.
      outstanding = 0;
    }
    boolean waits = e.asked && now - e.askedNanos <= ANSWER_NANOS;
    if (!waits && outstanding < MAX_OUTSTANDING) {
      outstanding++;
      askedNanos = now;
      e.asked = true;
      e.askedNanos = now;
      machine.emit(new EdgeAction.CheckSource(source.address(), source.ingress()));
    }
  }

  /** An answer has come; true when a session lives by it and it is another than before. */
  boolean told(Source source, SourceVerdict verdict, long now) {
    outstanding = Math.max(0, outstanding - 1);
    Said e = known.computeIfAbsent(source, s -> new Said());
    boolean other = e.verdict == null ? verdict == SourceVerdict.BLOCKED : e.verdict != verdict;
    e.verdict = verdict;
    e.asked = false;
    e.askedNanos = now;
    askAgain(now);
    return other && e.ofSession;
  }

  /** The rules are others now: what sessions live by is asked for again, a few at a time. */
  void forget(long now) {
    known.values().removeIf(e -> !e.ofSession);
    again.clear();
    again.addAll(known.keySet());
    askAgain(now);
  }

  private void askAgain(long now) {
    while (!again.isEmpty() && outstanding < MAX_OUTSTANDING) {
      Source source = again.poll();
      Said e = known.get(source);
      if (e != null) {
        ask(source, e, now);
      }
    }
  }
}
