package savd.testbed.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import savd.net.AddressFamily;
import savd.net.EnforcementMode;
import savd.testbed.lab.Lab;
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan.Exemption;
import savd.testbed.node.SavdPlan.Ingress;
import savd.testbed.probe.Flow;
import savd.testbed.probe.PacketProbe;
import savd.testbed.rpki.RpkiData;
import savd.testbed.scenario.ProblemStatement.Variant;

/** The topology of the figures running, with savd in AS 4 and RPKI data from a file. */
final class Scene implements AutoCloseable {
  private static final Duration SETTLE = Duration.ofSeconds(60);
  private final Variant variant;
  private final Lab lab;
  private final PacketProbe probe;
  private final SavdNode savd;
  private int file;

  Scene(String labName, Variant variant) {
    this.variant = variant;
    lab = Lab.open(ProblemStatement.plan(labName));
    probe = new PacketProbe(lab);
    try {
      ProblemStatement.startRouters(lab, variant);
      savd =
          ProblemStatement.startSavd(
              lab, ProblemStatement.savd(variant, interfaces("loose", "loose", false)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private List<Ingress> interfaces(String customers, String provider, boolean roas) {
    List<Ingress> list = new ArrayList<>();
    for (int as : new int[] {1, 2, 3, 5}) {
      String method = as == 3 ? provider : customers;
      Ingress i =
          new Ingress(
              "as" + as, ProblemStatement.role(as, variant), method, EnforcementMode.ENFORCE);
      list.add(i.with("roa = " + roas));
    }
    return list;
  }

  /**
   * Goes on with other methods and data; returns when they are in force.
   *
   * @param roas whether EFP-uRPF takes prefixes from ROAs
   */
  void configure(
      String customers, String provider, boolean roas, RpkiData data, List<Exemption> exceptions) {
    configure(customers, provider, roas, data, exceptions, "");
  }

  /** The same with further sections, in savd's own language. */
  void configure(
      String customers,
      String provider,
      boolean roas,
      RpkiData data,
      List<Exemption> exceptions,
      String sections) {
    String section = sections;
    if (!data.vrps().isEmpty() || !data.aspas().isEmpty()) {
      Path dump = lab.directory("as4").resolve("rpki" + file++ + ".json");
      data.write(dump);
      section += "[rpki]\nfiles = [\"" + dump + "\"]\npoll-interval = \"1s\"\n";
    }
    savd.configure(
        savd.plan()
            .withInterfaces(interfaces(customers, provider, roas))
            .withExceptions(exceptions)
            .withSections(section));
    savd.awaitPayloads(data.counts(), SETTLE);
    savd.awaitEstablished(SETTLE);
    savd.awaitInForce(SETTLE);
  }

  /** How many packets of each flow arrived. */
  Map<Flow, Integer> send(List<Flow> flows, int each) {
    return probe.send(flows, each);
  }

  String savdOnItself() {
    return savd.describe();
  }

  /** A packet that arrives at AS 4 straight from a neighbour, bound for some other AS. */
  static Flow at(int ingress, int source, AddressFamily family) {
    int owner = source == 6 ? 1 : source == 7 ? 3 : source;
    for (int destination : new int[] {2, 1, 5}) {
      if (destination != ingress && destination != owner) {
        return new Flow(
            "as" + ingress,
            "as4",
            ProblemStatement.host(source, family),
            ProblemStatement.host(destination, family));
      }
    }
    throw new IllegalArgumentException("no destination for P" + source + " at AS " + ingress);
  }

  @Override
  public void close() {
    probe.close();
    lab.close();
  }
}
