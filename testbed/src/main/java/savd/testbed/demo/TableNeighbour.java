package savd.testbed.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IpAddress;
import savd.testbed.lab.LabPlan;
import savd.testbed.node.SavdPlan;

/** AS 6's place in the laboratory and in savd's configuration, where there is a table for it. */
final class TableNeighbour {
  static final String NODE = "as6";
  static final String OURS = "31.200.46.3";
  static final String THEIRS = "31.200.46.2";

  private TableNeighbour() {}

  static LabPlan beside(LabPlan plan, Optional<Path> mrt) {
    if (mrt.isEmpty()) {
      return plan;
    }
    List<LabPlan.Node> nodes = new ArrayList<>(plan.nodes());
    nodes.add(new LabPlan.Node(NODE, List.of()));
    List<LabPlan.Link> links = new ArrayList<>(plan.links());
    links.add(new LabPlan.Link(end(NODE, "as4", THEIRS), end("as4", NODE, OURS)));
    return new LabPlan(plan.name(), nodes, links);
  }

  private static LabPlan.End end(String node, String device, String address) {
    return new LabPlan.End(node, device, List.of(LabPlan.InterfaceAddress.parse(address + "/29")));
  }

  /** As a lateral peer: its own interface permits what any route but a default covers. */
  static SavdPlan beside(SavdPlan plan, Optional<Path> mrt, IpAddress theirs, IpAddress ours) {
    if (mrt.isEmpty()) {
      return plan;
    }
    List<SavdPlan.Ingress> interfaces = new ArrayList<>(plan.interfaces());
    interfaces.add(
        new SavdPlan.Ingress(
            NODE, BgpRole.PEER, "loose-ignoring-default", EnforcementMode.ENFORCE));
    List<SavdPlan.Neighbour> neighbours = new ArrayList<>(plan.neighbours());
    neighbours.add(
        new SavdPlan.Neighbour(
            NODE, theirs, ours, RealTable.ASN, NODE, BgpRole.PEER, List.of("passive = true")));
    return new SavdPlan(
        plan.asn(), plan.identifier(), interfaces, neighbours, plan.exceptions(), plan.settings());
  }
}
