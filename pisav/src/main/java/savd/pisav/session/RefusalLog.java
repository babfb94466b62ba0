package savd.pisav.session;

import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import savd.pisav.fsm.Ending;
import savd.pisav.message.ErrorCode;

/**
 * Tells how sessions end: the same of the same party once a minute, and of everybody together no
 * more than a few a second, so that nobody outside decides how long the log is.
 */
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger("savd.pisav");
  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int A_SECOND = 10;
  private static final int MAX_PARTIES = 1_000;

  private record Subject(String party, ErrorCode code, Ending.By by) {}

  private static final class Told {
    private long atNanos;
    private long repeats;
  }

  private final LinkedHashMap<Subject, Told> told = new LinkedHashMap<>();
  private long secondNanos = System.nanoTime();
  private int inSecond;
  private long untold;

  /**
   * @param party the key or, without one, the address, so that one party is one subject
   * @param who for the line
   */
  void ended(String party, String who, Ending ending) {
    long now = System.nanoTime();
    Subject subject = new Subject(party, ending.code(), ending.by());
    Told t = told.get(subject);
    if (t != null && now - t.atNanos < AGAIN_NANOS || !hasRoom(now)) {
      if (t != null) {
        t.repeats++;
      }
      untold++;
      return;
    }
    if (t == null) {
      t = new Told();
    } else {
      told.remove(subject);
    }
    boolean refused = ending.by() == Ending.By.US && ending.code() != ErrorCode.CEASE;
    LOG.atLevel(refused ? Level.WARN : Level.INFO)
        .log(
            "{}: {}{}{}",
            who,
            refused ? "refused, " : "",
            ending,
            t.repeats == 0 ? "" : " (" + t.repeats + " more times since it was told)");
    t.atNanos = now;
    t.repeats = 0;
    told.put(subject, t);
    if (told.size() > MAX_PARTIES) {
      told.pollFirstEntry();
    }
  }

  private boolean hasRoom(long nowNanos) {
    if (nowNanos - secondNanos >= SECOND_NANOS) {
      if (untold > 0) {
        LOG.info("{} endings of sessions were not told", untold);
      }
      untold = 0;
      inSecond = 0;
      secondNanos = nowNanos;
    }
    return inSecond++ < A_SECOND;
  }
}
