package savd.pisav.wire;

/** The elements (type, length, value) of bodies, with the messages they belong to. */
enum ElementType {
  LIMITS(1, Place.HELLO),
  HEAD(2, Place.NOTICE),
  CONTACTS(3, Place.NOTICE),
  MEMBERS_ADDED(4, Place.NOTICE),
  MEMBERS_REMOVED(5, Place.NOTICE),
  SUB_TRANSIT_ADDED(6, Place.NOTICE),
  SUB_TRANSIT_REMOVED(7, Place.NOTICE),
  IPV4_ADDED(8, Place.NOTICE),
  IPV4_REMOVED(9, Place.NOTICE),
  IPV6_ADDED(10, Place.NOTICE),
  IPV6_REMOVED(11, Place.NOTICE),
  NOTICE_TOTALS(12, Place.NOTICE),
  VERDICT(13, Place.RESPONSE),
  DETOURED(14, Place.RESPONSE),
  PARTIAL_TRANSIT(15, Place.RESPONSE),
  OUTSIDE_IPV4(16, Place.RESPONSE),
  OUTSIDE_IPV6(17, Place.RESPONSE),
  RESPONSE_TOTALS(18, Place.RESPONSE),
  PROVIDERS(19, Place.RESPONSE);

  /** Set by a sender that wants no answer of somebody who does not know the element. */
  static final int CRITICAL = 0x8000;

  /** Type and length. */
  static final int HEADER_LENGTH = 4;

  /** Where an element may be. */
  enum Place {
    HELLO,
    NOTICE,
    RESPONSE
  }

  private final int code;
  private final Place place;

  ElementType(int code, Place place) {
    this.code = code;
    this.place = place;
  }

  int code() {
    return code;
  }

  Place place() {
    return place;
  }

  /** The element of a code without its critical bit; null when there is none. */
  static ElementType of(int code) {
    return code >= 1 && code <= values().length ? values()[code - 1] : null;
  }
}
