package savd.rpki.sources;

/** Whether RPKI data can be relied on. */
public enum Availability {
  /** Some configured source has not said anything yet, or none is configured. */
  AWAITED,
  /** All of it is there. */
  IN_FORCE,
  /** It was there; since then every cache was lost for longer than its data last. */
  EXPIRED
}
