package savd.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import savd.net.Asn;
import savd.net.Prefix;

/**
 * Sources that pass wherever PI-SAV is the method, and why.
 *
 * @param prefixes each with its reason
 */
record SourcePass(Map<Prefix, Why> prefixes) {
  static final SourcePass NOTHING = new SourcePass(Map.of());

  /** Why a source passes; with the AS that is behind it, AS 0 for the operator. */
  record Why(Kind kind, Asn by) {}

  /** What a pass is for. */
  enum Kind {
    /** A hidden prefix, direct server return. */
    CONFIGURED,
    /** A member's address for the member protocol. */
    CONTACT,
    /** A member sees the prefix with an origin outside the cone. */
    SEEN_OUTSIDE
  }

  SourcePass {
    prefixes = Map.copyOf(prefixes);
  }

  /** What passes on an interface: what its policy allows and, where PI-SAV is the method, these. */
  List<Prefix> allowed(InterfacePolicy policy, SavMethod method) {
    List<Prefix> out = new ArrayList<>(policy.allow());
    if (concerns(method)) {
      out.addAll(prefixes.keySet());
    }
    return out;
  }

  static boolean concerns(SavMethod method) {
    return method instanceof SavMethod.PiSav || method instanceof SavMethod.PiSavLoose;
  }
}
