package savd.testbed.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import savd.net.AddressFamily;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.testbed.node.SavdPlan;
import savd.testbed.node.SavdPlan.Exemption;
import savd.testbed.node.SavdPlan.Ingress;
import savd.testbed.scenario.ProblemStatement;
import savd.testbed.scenario.ProblemStatement.Variant;
import savd.testbed.scenario.Traffic;
import savd.testbed.scenario.Verdict;

/** What both demonstrations tell: the configuration, and what must become of each packet. */
final class Story {
  static final Variant VARIANT = Variant.P6_VIA_AS2;

  private static final Map<String, String> METHODS =
      Map.of("as1", "auto", "as2", "efp-a", "as3", "loose", "as5", "strict");

  private static final String PICTURE =
      """
                       AS 3 (P3)                     AS 4 is ours: a router that forwards, and savd beside it.
                       /       \\                      Customers below, the provider above.
                 as3  /         \\
              AS 4 (P4)          \\                    interface   neighbour   method of savd
            as2 /  | as1 \\ as5     \\                  as1         customer    auto (here EFP-uRPF B), P3 exempted
               /   |       \\        \\                 as2         customer    EFP-uRPF A
        AS 2 (P2)  |        AS 5 (P5)                as3         provider    loose uRPF, P1 P2 P6 denied
              \\    |                                 as5         customer    strict uRPF
              AS 1 (P1, P6)
      """;

  private Story() {}

  static String picture() {
    return PICTURE;
  }

  static SavdPlan plan() {
    List<Ingress> interfaces = new ArrayList<>();
    for (int as : new int[] {1, 2, 3, 5}) {
      String name = "as" + as;
      BgpRole role = ProblemStatement.role(as, VARIANT);
      interfaces.add(
          new Ingress(
              name,
              role,
              METHODS.get(name),
              EnforcementMode.ENFORCE,
              List.of(),
              as == 3 ? ProblemStatement.prefixes(1, 2, 6) : List.of()));
    }
    return ProblemStatement.savd(VARIANT, interfaces)
        .withExceptions(
            List.of(new Exemption("anycast", ProblemStatement.prefixes(3), List.of("as1"))));
  }

  static String method(Traffic traffic) {
    return METHODS.get(traffic.ingress());
  }

  /** By the configuration above and the documents of its methods. */
  static Verdict expected(Traffic traffic) {
    return switch (traffic) {
      case FROM_PROVIDER, FROM_MULTIHOMED, OF_AS1, OF_AS2, OF_AS5 -> Verdict.PERMIT;
      // P6 from AS 2 links AS 1 to that interface, so P1 passes there, honest or not.
      case LIMITED_PROPAGATION, REFLECTION_IN_CONE -> Verdict.PERMIT;
      case HIDDEN_PREFIX -> Verdict.PERMIT;
      case REFLECTION_FROM_PROVIDER, DIRECT_FROM_PROVIDER, DIRECT_IN_CONE -> Verdict.BLOCK;
    };
  }

  static String row(String... cells) {
    return "%-5s %-7s %-12s %-54s %-9s %-9s %-9s %s".formatted((Object[]) cells).stripTrailing();
  }

  static String head(String last) {
    return row("iface", "method", "source", "packets", "expected", last + " v4", last + " v6", "");
  }

  static String row(Traffic traffic, Verdict v4, Verdict v6) {
    Verdict expected = expected(traffic);
    String remark = expected == v4 && expected == v6 ? "as expected" : "NOT AS EXPECTED";
    if (traffic == Traffic.REFLECTION_IN_CONE && expected == v4) {
      remark = "the limit of the method: same source, same link as an honest packet";
    }
    return row(
        traffic.ingress(),
        method(traffic),
        traffic.source(AddressFamily.IPV4).toString(),
        traffic.toString(),
        word(expected),
        word(v4),
        word(v6),
        remark);
  }

  private static String word(Verdict verdict) {
    return verdict == Verdict.PERMIT ? "passes" : "dropped";
  }
}
