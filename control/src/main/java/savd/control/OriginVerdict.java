package savd.control;

/** The outcome of origin validation of a route (RFC 6811). */
public enum OriginVerdict {
  VALID,
  INVALID,
  /** No VRP covers it. */
  NOT_FOUND
}
