package savd.rpki.session;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells each problem of a cache once. A failure that repeats is counted and told again only when it
 * changes, or when the cache is back.
 */
final class ProblemLog {
  private static final Logger LOG = LoggerFactory.getLogger("savd.rpki");

  private final String cache;
  private String last = "";
  private long repeats;

  ProblemLog(String cache) {
    this.cache = cache;
  }

  void failed(String why) {
    if (why.equals(last)) {
      repeats++;
      return;
    }
    LOG.warn(
        "cache {}: {}{}",
        cache,
        why,
        repeats == 0 ? "" : " (before that " + repeats + " more times: " + last + ")");
    last = why;
    repeats = 0;
  }

  /** End of Data came. */
  void good(String what) {
    if (!last.isEmpty()) {
      LOG.info("cache {}: {}, after {} failures", cache, what, repeats + 1);
    } else {
      LOG.debug("cache {}: {}", cache, what);
    }
    last = "";
    repeats = 0;
  }

  void note(String text) {
    LOG.info("cache {}: {}", cache, text);
  }

  void warn(String text) {
    LOG.warn("cache {}: {}", cache, text);
  }
}
