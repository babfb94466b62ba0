package savd.rules;

import java.util.HashMap;
import java.util.Map;
import savd.net.Prefix;
import savd.rules.SourcePass.Why;

/**
 * Sources that members brought to pass go on passing for the hold after their reason is gone, as
 * anything else that is to be blocked waits.
 */
final class HeldPass {
  private final Map<Prefix, Held> held = new HashMap<>();
  private SourcePass wanted = SourcePass.NOTHING;

  private record Held(Why why, long deadline) {}

  /** These are wanted now: the pass with those that are held. */
  SourcePass become(SourcePass now, long holdNanos, long nowNanos) {
    wanted
        .prefixes()
        .forEach(
            (p, why) -> {
              if (why.kind() != SourcePass.Kind.CONFIGURED && holdNanos != 0) {
                held.putIfAbsent(p, new Held(why, nowNanos + holdNanos));
              }
            });
    wanted = now;
    held.keySet().removeAll(now.prefixes().keySet());
    return current(nowNanos);
  }

  /** The pass as it is at a moment: what was held long enough is gone. */
  SourcePass current(long nowNanos) {
    held.values().removeIf(h -> h.deadline() <= nowNanos);
    Map<Prefix, Why> others = new HashMap<>();
    held.forEach((p, h) -> others.put(p, h.why()));
    return wanted.with(others);
  }

  /** When the next is held long enough; {@link Long#MAX_VALUE} without one. */
  long nextDeadline() {
    return held.values().stream().mapToLong(Held::deadline).min().orElse(Long.MAX_VALUE);
  }
}
