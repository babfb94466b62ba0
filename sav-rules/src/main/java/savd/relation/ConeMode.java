package savd.relation;

/** Which members of the customer cone count as reached only through it (PI-SAV). */
public enum ConeMode {
  /**
   * Those without any provider outside. What members say about their providers counts, what they
   * say about detours counts against them only.
   */
  STANDALONE("standalone"),
  /** The same, and what is below a member that has said "no detour". */
  CONSERVATIVE("conservative"),
  /** All but what is below a member that has a detour, once all members with one have answered. */
  AGGRESSIVE("aggressive");

  private final String word;

  ConeMode(String word) {
    this.word = word;
  }

  /** As the configuration and every answer say it. */
  public String word() {
    return word;
  }
}
