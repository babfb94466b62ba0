package savd.control;

/** The outcome of ASPA verification of a route's AS path. */
public enum PathVerdict {
  VALID,
  INVALID,
  /** Attestations are missing. */
  UNKNOWN
}
