package savd.testbed.topology;

/**
 * What a topology may have beside what PI-SAV is made for: each of these but the last is something
 * that the information at the top cannot show, or that the document asks the operator to tell; the
 * last is what answers of members could be wrong about.
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
  SECOND_USER_INVALID,
  /**
   * Prefixes of members that an AS outside announces too, with parts that members announce to some
   * of their neighbours, and ASes that take no parts: who is led to the outside origin by the whole
   * may be led to the cone by a part, on the way.
   */
  ANYCAST_WITH_PARTS
}
