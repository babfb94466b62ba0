package savd.rpki.validation;

/**
 * The outcome of ASPA path verification. The ordinal is the two-bit code of {@link
 * AspaVerification#verdicts}.
 */
public enum AspaValidity {
  /** Attestations are missing; to be preferred no less than a valid path. */
  UNKNOWN,
  VALID,
  /** The route was leaked or its path was made up; not eligible, yet kept. */
  INVALID;

  private static final AspaValidity[] VALUES = values();

  /** One of the two verdicts that {@link AspaVerification#verdicts} gives. */
  public static AspaValidity of(int verdicts, Direction direction) {
    return VALUES[verdicts >>> 2 * direction.ordinal() & 3];
  }
}
