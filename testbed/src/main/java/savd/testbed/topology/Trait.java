package savd.testbed.topology;

/**
 * What a topology may have beside what PI-SAV is made for: each of these is something that the
 * information at the top cannot show, or that the document asks the operator to tell.
 */
public enum Trait {
  /** ASPAs lack a provider that no path at the top shows. */
  ASPA_LACKS_PROVIDER,
  /** Members of the cone have lateral peerings with ASes above the top. */
  PEERING_ABOVE,
  /**
   * Announcements with NO_EXPORT lie within or over others: an AS on the way has the less specific
   * only and sends packets down to where the more specific leads outside.
   */
  HIDDEN_MORE_SPECIFIC,
  /** Transit ASes take a default route beside the routes of their customers. */
  DEFAULT_TRANSIT,
  /** Partial transit is not configured at the top. */
  PARTIAL_TRANSIT_UNTOLD,
  /** Second users of a prefix that neither a route nor a ROA nor an exception shows. */
  SECOND_USER_UNTOLD,
  /** Second users of a prefix whose routes are Invalid by the ROAs of the first. */
  SECOND_USER_INVALID
}
