package savd.rpki.payload;

import savd.net.Asn;
import savd.net.Prefix;

/**
 * A Validated ROA Payload (RFC 6811, section 2): the AS may originate the prefix and more-specifics
 * up to the maximum length.
 *
 * @param prefix as in the ROA
 * @param maxLength from the prefix's length to the family's bits
 * @param asn the origin; AS 0 says that nobody may (RFC 6483, section 4)
 */
public record Vrp(Prefix prefix, int maxLength, Asn asn) {
  public Vrp {
    if (maxLength < prefix.length() || maxLength > prefix.family().bits()) {
      throw new IllegalArgumentException(
          "maximum length "
              + maxLength
              + " of "
              + prefix
              + " is not in "
              + prefix.length()
              + ".."
              + prefix.family().bits());
    }
  }

  /** "192.0.2.0/24-28 AS64496"; the maximum length only where it differs. */
  @Override
  public String toString() {
    return prefix + (maxLength == prefix.length() ? "" : "-" + maxLength) + " AS" + asn;
  }
}
