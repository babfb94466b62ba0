package savd.rpki.validation;

import savd.net.BgpRole;

/**
 * Which of the two procedures of the draft's sections 5.4 and 5.5 applies to a neighbour's routes.
 */
public enum Direction {
  /** The path may only climb: every AS was handed the route by a customer. */
  UPSTREAM,
  /** The path may climb, make one step sideways, and descend. */
  DOWNSTREAM;

  /** The direction of routes from a neighbour that has this role towards us. */
  public static Direction of(BgpRole neighbor) {
    return switch (neighbor) {
      case CUSTOMER, PEER, RS, RS_CLIENT -> UPSTREAM;
      case PROVIDER -> DOWNSTREAM;
    };
  }
}
