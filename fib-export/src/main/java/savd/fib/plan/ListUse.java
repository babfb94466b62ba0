package savd.fib.plan;

/** What the chains of a list do with a source that is on it; any other source returns. */
enum ListUse {
  /** The packet passes. */
  PASS("pass"),
  /** The packet goes to the blocking chain of its interface. */
  BLOCK("block");

  private final String word;

  ListUse(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  Verdict verdict() {
    return switch (this) {
      case PASS -> new Verdict.Accept();
      case BLOCK -> new Verdict.Goto(Names.BLOCK);
    };
  }
}
