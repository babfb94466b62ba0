package savd.pisav.fsm;

import java.util.LinkedHashMap;
import java.util.Map;

/** Changes between notices, found once for all sessions that need them. */
final class NoticeChanges {
  private static final int KEPT = 16;

  private record Step(int from, int to) {}

  private final Map<Step, NoticeChange> known = new LinkedHashMap<>();

  NoticeChange between(Numbered from, Numbered to) {
    Step step = new Step(from.serial(), to.serial());
    NoticeChange change = known.get(step);
    if (change == null) {
      change = NoticeChange.between(from.notice(), to.notice());
      known.put(step, change);
      if (known.size() > KEPT) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return change;
  }
}
