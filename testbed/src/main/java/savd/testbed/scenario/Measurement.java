package savd.testbed.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import savd.net.AddressFamily;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.Prefix;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabException;
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan;
import savd.testbed.node.SavdPlan.Exemption;
import savd.testbed.node.SavdPlan.Ingress;
import savd.testbed.probe.Flow;
import savd.testbed.probe.PacketProbe;
import savd.testbed.scenario.ProblemStatement.Variant;

/** Sends the figures' packets through one variant of the topology, method after method. */
public final class Measurement {
  /** What was seen of one kind of traffic; the families must agree. */
  public record Cell(
      Variant variant, Traffic traffic, Method method, boolean exempted, Verdict seen) {}

  private static final int PACKETS = 50;
  private static final Duration SETTLE = Duration.ofSeconds(60);
  private static final List<Traffic> AT_PROVIDER =
      List.of(
          Traffic.FROM_PROVIDER,
          Traffic.FROM_MULTIHOMED,
          Traffic.REFLECTION_FROM_PROVIDER,
          Traffic.DIRECT_FROM_PROVIDER);
  private static final List<Traffic> LEGITIMATE =
      List.of(
          Traffic.OF_AS1,
          Traffic.OF_AS2,
          Traffic.OF_AS5,
          Traffic.LIMITED_PROPAGATION,
          Traffic.HIDDEN_PREFIX);
  private static final List<Traffic> ATTACKS =
      List.of(Traffic.REFLECTION_IN_CONE, Traffic.DIRECT_IN_CONE);

  private final String labName;
  private final List<Cell> cells = new ArrayList<>();

  /**
   * @param labName the first part of the namespaces' names
   */
  public Measurement(String labName) {
    this.labName = labName;
  }

  /** Builds the variant's laboratory, measures, takes it down, and returns all cells so far. */
  public List<Cell> measure(Variant variant) {
    try (Lab lab = Lab.open(ProblemStatement.plan(labName));
        PacketProbe probe = new PacketProbe(lab)) {
      ProblemStatement.startRouters(lab, variant);
      SavdPlan plan = ProblemStatement.savd(variant, interfaces(variant, Method.ACL, LEGITIMATE));
      SavdNode savd = ProblemStatement.startSavd(lab, plan);
      boolean first = variant == Variant.P6_VIA_AS2;
      for (Method method : Method.values()) {
        if (method == Method.LOOSE) {
          if (first) {
            run(savd, probe, variant, method, AT_PROVIDER, false);
          }
          continue;
        }
        if (method == Method.ACL && first) {
          run(savd, probe, variant, method, AT_PROVIDER, false);
        }
        boolean peer = variant.as1() == BgpRole.PEER;
        List<Traffic> legitimate = peer ? List.of(Traffic.LIMITED_PROPAGATION) : LEGITIMATE;
        run(savd, probe, variant, method, legitimate, false);
        if (!peer) {
          run(savd, probe, variant, method, ATTACKS, false);
        }
        if (first && method != Method.ACL) {
          run(savd, probe, variant, method, List.of(Traffic.HIDDEN_PREFIX), true);
        }
      }
    }
    return List.copyOf(cells);
  }

  private void run(
      SavdNode savd,
      PacketProbe probe,
      Variant variant,
      Method method,
      List<Traffic> traffic,
      boolean exempted) {
    List<Exemption> exceptions =
        exempted
            ? List.of(new Exemption("dsr", ProblemStatement.prefixes(3), List.of("as1")))
            : List.of();
    savd.configure(
        savd.plan()
            .withInterfaces(interfaces(variant, method, traffic))
            .withExceptions(exceptions));
    savd.awaitEstablished(SETTLE);
    savd.awaitInForce(SETTLE);
    for (Traffic t : traffic) {
      cells.add(new Cell(variant, t, method, exempted, seen(probe, t)));
    }
  }

  private static Verdict seen(PacketProbe probe, Traffic traffic) {
    Map<AddressFamily, Verdict> seen = new EnumMap<>(AddressFamily.class);
    for (AddressFamily family : AddressFamily.values()) {
      Flow flow = traffic.flow(family);
      int arrived = probe.send(List.of(flow), PACKETS).get(flow);
      if (arrived != 0 && arrived != PACKETS) {
        throw new LabException(arrived + " of " + PACKETS + " packets of " + flow + " arrived");
      }
      seen.put(family, arrived == 0 ? Verdict.BLOCK : Verdict.PERMIT);
    }
    if (seen.get(AddressFamily.IPV4) != seen.get(AddressFamily.IPV6)) {
      throw new LabException("the families differ for " + traffic + ": " + seen);
    }
    return seen.get(AddressFamily.IPV4);
  }

  /**
   * The method on the customers' interfaces, and what the document puts beside it: loose uRPF at
   * the provider, or the ACL there when the ACL is looked at; a peer's interface is loose.
   */
  private static List<Ingress> interfaces(Variant variant, Method method, List<Traffic> traffic) {
    boolean provider = traffic == AT_PROVIDER;
    Method customers = provider ? Method.EFP_B : method;
    List<Ingress> list = new ArrayList<>();
    for (int as : new int[] {1, 2, 5}) {
      BgpRole role = ProblemStatement.role(as, variant);
      Method m = role == BgpRole.PEER ? Method.LOOSE : customers;
      List<Prefix> allow = m == Method.ACL ? allowed(as, traffic) : List.of();
      list.add(ingress(as, role, m, allow, List.of()));
    }
    boolean acl = provider && method == Method.ACL;
    list.add(
        ingress(
            3,
            BgpRole.PROVIDER,
            acl ? Method.ACL : Method.LOOSE,
            acl ? ProblemStatement.prefixes(3, 5) : List.of(),
            acl ? ProblemStatement.prefixes(1, 2, 6) : List.of()));
    return list;
  }

  private static Ingress ingress(
      int as, BgpRole role, Method method, List<Prefix> allow, List<Prefix> deny) {
    return new Ingress("as" + as, role, method.word(), EnforcementMode.ENFORCE, allow, deny);
  }

  /**
   * What an operator who knows the traffic writes. P1 over AS 2 is legitimate in figure 6 and an
   * attack in figure 8: an ACL is right in both only because somebody changes it in between, which
   * is the operational overhead the text holds against it.
   */
  private static List<Prefix> allowed(int as, List<Traffic> traffic) {
    return switch (as) {
      case 1 -> ProblemStatement.prefixes(1, 3, 6);
      case 2 ->
          traffic == ATTACKS ? ProblemStatement.prefixes(2, 6) : ProblemStatement.prefixes(1, 2, 6);
      default -> ProblemStatement.prefixes(5);
    };
  }
}
