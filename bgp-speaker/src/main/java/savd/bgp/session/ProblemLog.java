package savd.bgp.session;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells each problem of a neighbour once. A failure that repeats is counted and told again only
 * when it changes, or when the session is up at last.
 */
final class ProblemLog {
  private static final Logger LOG = LoggerFactory.getLogger("savd.bgp");

  private final String neighbor;
  private String last = "";
  private long repeats;

  ProblemLog(String neighbor) {
    this.neighbor = neighbor;
  }

  void up(String what) {
    String after = repeats == 0 ? "" : " (after " + (repeats + 1) + " failures: " + last + ")";
    LOG.info("neighbor {}: session up, {}{}", neighbor, what, after);
    last = "";
    repeats = 0;
  }

  void down(String why) {
    LOG.warn("neighbor {}: session down: {}", neighbor, why);
    last = why;
    repeats = 0;
  }

  /** An attempt failed. */
  void failed(String why) {
    if (why.equals(last)) {
      repeats++;
      return;
    }
    LOG.warn(
        "neighbor {}: no session: {}{}",
        neighbor,
        why,
        repeats == 0 ? "" : " (before that " + repeats + " more times: " + last + ")");
    last = why;
    repeats = 0;
  }

  /** Something that ends nothing. */
  void note(String text) {
    LOG.info("neighbor {}: {}", neighbor, text);
  }

  void warn(String text) {
    LOG.warn("neighbor {}: {}", neighbor, text);
  }
}
