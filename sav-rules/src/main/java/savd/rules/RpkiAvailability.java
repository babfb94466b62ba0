package savd.rules;

/** Whether there are RPKI data to go by. */
public enum RpkiAvailability {
  /** No source has delivered a complete set yet. */
  NONE_YET("no RPKI data have arrived yet"),
  IN_FORCE("RPKI data are in force"),
  /** All sources have been lost for longer than their data may be used. */
  EXPIRED("the RPKI data have expired");

  private final String text;

  RpkiAvailability(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
