package savd.rpki.wire;

/** The types of PDUs, with the lengths each may have. */
enum PduType {
  SERIAL_NOTIFY(0, 0, 12, 12),
  SERIAL_QUERY(1, 0, 12, 12),
  RESET_QUERY(2, 0, 8, 8),
  CACHE_RESPONSE(3, 0, 8, 8),
  IPV4_PREFIX(4, 0, 20, 20),
  IPV6_PREFIX(6, 0, 32, 32),
  /** 12 octets in version 0, 24 in later ones; see {@link #lengthFits}. */
  END_OF_DATA(7, 0, 12, 24),
  CACHE_RESET(8, 0, 8, 8),
  ROUTER_KEY(9, 1, 33, Pdus.MAX_LENGTH),
  ERROR_REPORT(10, 0, 16, Pdus.MAX_LENGTH),
  ASPA(11, 2, 12, Pdus.MAX_LENGTH);

  private static final PduType[] BY_CODE = new PduType[12];

  static {
    for (PduType t : values()) {
      BY_CODE[t.code] = t;
    }
  }

  private final int code;
  private final int since;
  private final int minLength;
  private final int maxLength;

  PduType(int code, int since, int minLength, int maxLength) {
    this.code = code;
    this.since = since;
    this.minLength = minLength;
    this.maxLength = maxLength;
  }

  int code() {
    return code;
  }

  /** The type of a code in a version; null when the version has none. */
  static PduType of(int code, int version) {
    PduType t = code < BY_CODE.length ? BY_CODE[code] : null;
    return t != null && version >= t.since ? t : null;
  }

  /**
   * @param length as the header says, unsigned
   */
  boolean lengthFits(int version, long length) {
    if (this == END_OF_DATA) {
      return length == (version == 0 ? 12 : 24);
    }
    return length >= minLength && length <= maxLength && (this != ASPA || length % 4 == 0);
  }
}
