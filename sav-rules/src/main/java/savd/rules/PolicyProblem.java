package savd.rules;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import savd.net.BgpRole;
import savd.net.IngressInterface;

/**
 * Something in the policy, seen against the neighbours there are, that the operator has to know.
 *
 * @param ingress the interface concerned
 * @param kind what it is
 * @param text one sentence for the operator
 */
public record PolicyProblem(IngressInterface ingress, Kind kind, String text) {
  /** What can be wrong. */
  public enum Kind {
    /** Configured and negotiated roles on the interface differ; nothing that needs a role works. */
    ROLE_CONTRADICTION,
    /** The method needs a role and there is none. */
    ROLE_MISSING,
    /** The method is not defined for this role (RFC 8704). */
    METHOD_NOT_FOR_ROLE,
    /** The method reads the neighbours of the interface and there is none. */
    NO_NEIGHBOR,
    /** Loose uRPF with a default route in the RIB permits every source. */
    LOOSE_WITH_DEFAULT,
    /** The method needs RPKI data, none are in force, and the fallback stands in for it. */
    FALLBACK_IN_FORCE;

    /** True where the interface stays without rules until the problem is solved. */
    public boolean leavesUnfiltered() {
      return switch (this) {
        case ROLE_CONTRADICTION, ROLE_MISSING, METHOD_NOT_FOR_ROLE, NO_NEIGHBOR -> true;
        case LOOSE_WITH_DEFAULT, FALLBACK_IN_FORCE -> false;
      };
    }
  }

  /** The sentences. */
  static final class Problems {
    private Problems() {}

    static String word(BgpRole role) {
      return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static PolicyProblem contradiction(
        IngressInterface ingress, Map<BgpRole, List<String>> claims) {
      StringBuilder text = new StringBuilder("roles contradict each other on " + ingress + ": ");
      String between = "";
      for (Map.Entry<BgpRole, List<String>> claim : claims.entrySet()) {
        text.append(between).append(word(claim.getKey())).append(" says ");
        text.append(String.join(", ", claim.getValue()));
        between = "; ";
      }
      return new PolicyProblem(ingress, Kind.ROLE_CONTRADICTION, text.toString());
    }

    static PolicyProblem roleMissing(IngressInterface ingress, SavMethod method) {
      return new PolicyProblem(
          ingress,
          Kind.ROLE_MISSING,
          "method "
              + method.word()
              + " on "
              + ingress
              + " needs a role: configure one, or let the neighbor negotiate it (RFC 9234)");
    }

    static PolicyProblem notForRole(IngressInterface ingress, SavMethod method, BgpRole role) {
      return new PolicyProblem(
          ingress,
          Kind.METHOD_NOT_FOR_ROLE,
          "method " + method.word() + " is not defined towards a " + word(role) + ": " + ingress);
    }

    static PolicyProblem noNeighbor(IngressInterface ingress, SavMethod method) {
      return new PolicyProblem(
          ingress,
          Kind.NO_NEIGHBOR,
          "method " + method.word() + " on " + ingress + " has no neighbor to learn from");
    }

    static PolicyProblem fallback(
        IngressInterface ingress,
        SavMethod wanted,
        SavMethod inForce,
        RpkiAvailability availability) {
      return new PolicyProblem(
          ingress,
          Kind.FALLBACK_IN_FORCE,
          "method "
              + wanted.word()
              + " on "
              + ingress
              + " is replaced by "
              + inForce.word()
              + ": "
              + availability.text());
    }

    static PolicyProblem looseWithDefault(IngressInterface ingress) {
      return new PolicyProblem(
          ingress,
          Kind.LOOSE_WITH_DEFAULT,
          "loose uRPF on "
              + ingress
              + " permits every source while a default route is present: "
              + "use loose-ignoring-default");
    }
  }
}
