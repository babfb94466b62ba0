package savd.net;

/**
 * An autonomous system number, 0 to 4294967295 (RFC 6793), written in asplain (RFC 5396).
 *
 * @param value the 32 bits, unsigned
 */
public record Asn(int value) implements Comparable<Asn> {
  /**
   * AS_TRANS, which stands for a four-octet number towards a two-octet speaker (RFC 6793, section
   * 9).
   */
  public static final Asn TRANS = new Asn(23456);

  public static Asn of(long value) {
    if (value < 0 || value > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("AS number out of range 0..4294967295: " + value);
    }
    return new Asn((int) value);
  }

  /**
   * Reads asplain, with or without a leading "AS"; throws {@link IllegalArgumentException} naming
   * the text.
   */
  public static Asn parse(String text) {
    String digits = text.regionMatches(true, 0, "AS", 0, 2) ? text.substring(2) : text;
    try {
      return of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not an AS number: " + text);
    }
  }

  public long toLong() {
    return Integer.toUnsignedLong(value);
  }

  /** True for the ranges of RFC 6996, 64512..65534 and 4200000000..4294967294. */
  public boolean isPrivate() {
    long v = toLong();
    return (v >= 64512 && v <= 65534) || (v >= 4200000000L && v <= 4294967294L);
  }

  @Override
  public int compareTo(Asn other) {
    return Integer.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(value);
  }
}
