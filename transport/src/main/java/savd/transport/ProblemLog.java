package savd.transport;

import org.slf4j.Logger;

/**
 * Tells each problem with one party once. A failure that repeats is counted and told again only
 * when it changes, or when all is well at last.
 */
public final class ProblemLog {
  private final Logger log;
  private final String party;
  private String last = "";
  private long repeats;

  /**
   * @param party who it is about, in front of each line
   */
  public ProblemLog(Logger log, String party) {
    this.log = log;
    this.party = party;
  }

  /**
   * An attempt failed.
   *
   * @param what it failed at, in front of {@code why}; may be empty
   */
  public void failed(String what, String why) {
    if (why.equals(last)) {
      repeats++;
      return;
    }
    String before = repeats == 0 ? "" : " (before that " + repeats + " more times: " + last + ")";
    log.warn("{}: {}{}{}", party, what, why, before);
    forget();
    last = why;
  }

  /** What worked has ended; told each time. */
  public void ended(String what, String why) {
    log.warn("{}: {}{}", party, what, why);
    forget();
    last = why;
  }

  /** What failed before works; told each time. */
  public void works(String what) {
    String after = repeats == 0 ? "" : " (after " + (repeats + 1) + " failures: " + last + ")";
    log.info("{}: {}{}", party, what, after);
    forget();
  }

  /** The same of what happens all the time: told only after a failure. */
  public void worksStill(String what) {
    if (last.isEmpty()) {
      log.debug("{}: {}", party, what);
    } else {
      log.info("{}: {}, after {} failures", party, what, repeats + 1);
    }
    forget();
  }

  private void forget() {
    last = "";
    repeats = 0;
  }

  /** Something that ends nothing. */
  public void note(String text) {
    log.info("{}: {}", party, text);
  }

  public void warn(String text) {
    log.warn("{}: {}", party, text);
  }
}
