package savd.rules;

/** Why a covering route is not enough. */
public enum WhyNot {
  LEAKED,
  DEFAULT_ROUTE,
  NOT_BEST,
  ELSEWHERE,
  ORIGIN_NOT_LINKED,
  NO_ORIGIN,
  ROV_INVALID,
  ASPA_INVALID,
  NOT_IN_CONE,
  NUMBER_NOT_ASSERTED,
  NO_ROA
}
