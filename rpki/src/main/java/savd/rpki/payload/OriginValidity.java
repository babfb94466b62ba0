package savd.rpki.payload;

/** The outcome of origin validation (RFC 6811, section 2). */
public enum OriginValidity {
  /** A VRP covers the route, allows its length and names its origin. */
  VALID,
  /** VRPs cover the route and none matches. */
  INVALID,
  /** No VRP covers the route. */
  NOT_FOUND
}
