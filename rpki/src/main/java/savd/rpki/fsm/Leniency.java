package savd.rpki.fsm;

/** What a cache is known to do wrong and is forgiven, each time with a count. */
public enum Leniency {
  /** Withdrawals of what was never announced; they change nothing. */
  UNKNOWN_WITHDRAWAL("unknown-withdrawal"),
  /** Announcements of what is announced already; they change nothing. */
  DUPLICATE_ANNOUNCEMENT("duplicate-announcement"),
  /** Withdrawals of an ASPA that list providers; the list is not looked at. */
  WITHDRAWAL_WITH_PROVIDERS("withdrawal-with-providers"),
  /** Providers out of order or named twice; they are put in order. */
  UNSORTED_PROVIDERS("unsorted-providers");

  private final String key;

  Leniency(String key) {
    this.key = key;
  }

  /** As a configuration names it. */
  public String key() {
    return key;
  }
}
