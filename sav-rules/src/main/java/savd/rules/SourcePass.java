package savd.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.relation.MemberStatement;

/**
 * Sources that pass wherever PI-SAV is the method, and why.
 *
 * @param prefixes each with its reason
 */
record SourcePass(Map<Prefix, Why> prefixes) {
  static final SourcePass NOTHING = new SourcePass(Map.of());

  /** No honest member says more. */
  private static final int MOST_PER_MEMBER = 1_000;

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

  static SourcePass of(
      PiSavPolicy policy,
      Collection<MemberStatement> statements,
      Map<Asn, Set<IpAddress>> contacts) {
    Map<Prefix, Why> all = new TreeMap<>();
    for (MemberStatement s : statements) {
      s.outsideOrigins().stream()
          .filter(p -> !p.isDefault())
          .limit(MOST_PER_MEMBER)
          .forEach(p -> all.put(p, new Why(Kind.SEEN_OUTSIDE, s.member())));
    }
    contacts.forEach(
        (asn, some) ->
            some.forEach(
                a ->
                    all.put(
                        Prefix.of(a.family(), a.high(), a.low(), a.family().bits()),
                        new Why(Kind.CONTACT, asn))));
    policy.exceptions().forEach(p -> all.put(p, new Why(Kind.CONFIGURED, new Asn(0))));
    return new SourcePass(all);
  }

  /** The same with others beside those that have a reason of their own. */
  SourcePass with(Map<Prefix, Why> others) {
    Map<Prefix, Why> all = new TreeMap<>(others);
    all.putAll(prefixes);
    return new SourcePass(all);
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
