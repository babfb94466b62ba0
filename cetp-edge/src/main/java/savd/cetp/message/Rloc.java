package savd.cetp.message;

/**
 * A routing locator of the sender with its preference.
 *
 * @param order 0 to 255; the lowest of all types is tried first
 * @param preference 0 to 253, lower is better among equal orders; {@link #DRAIN}; {@link #FAILED}
 */
public record Rloc(int order, int preference, Locator locator) {
  /** Prepare to switch flows over to another RLOC. */
  public static final int DRAIN = 0xFE;

  /** Do not use: has probably failed. */
  public static final int FAILED = 0xFF;

  @Override
  public String toString() {
    String p =
        switch (preference) {
          case DRAIN -> "drain";
          case FAILED -> "failed";
          default -> Integer.toString(preference);
        };
    return locator + " order " + order + " pref " + p;
  }
}
