package savd.relation;

/** What an AS number can stand for (IANA AS Numbers registry). */
public enum AsnUse {
  /** One AS of the public Internet. */
  PUBLIC,
  /**
   * Whoever uses it: private (RFC 6996) and documentation (RFC 5398) numbers. Nothing that comes
   * from outside says anything about them; a local assertion does.
   */
  LOCAL,
  /**
   * No AS, or many: AS 0 (RFC 7607), AS_TRANS (RFC 6793), the last numbers (RFC 7300), reserved.
   */
  NONE;

  /** The use of a number of 32 bits. */
  public static AsnUse of(int asn) {
    long n = Integer.toUnsignedLong(asn);
    if (n == 0 || n == 23456 || n == 65535 || n == 4294967295L || (n >= 65552 && n <= 131071)) {
      return NONE;
    }
    boolean documentation = (n >= 64496 && n <= 64511) || (n >= 65536 && n <= 65551);
    boolean isPrivate = (n >= 64512 && n <= 65534) || n >= 4200000000L;
    return documentation || isPrivate ? LOCAL : PUBLIC;
  }
}
