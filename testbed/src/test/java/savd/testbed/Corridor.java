package savd.testbed;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Prefix;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabPlan;
import savd.testbed.lab.LabPlan.End;
import savd.testbed.lab.LabPlan.InterfaceAddress;
import savd.testbed.lab.LabPlan.Link;
import savd.testbed.lab.LabPlan.Node;
import savd.testbed.node.SavdPlan;
import savd.testbed.peer.ChurningPeer;
import savd.testbed.probe.ContinuousProbe.Expectation;
import savd.testbed.probe.ContinuousProbe.Expected;
import savd.testbed.probe.Flow;

/** Three nodes in a row: a neighbour that never rests, savd's router, and where packets go. */
final class Corridor {
  /** How many prefixes come and go. */
  static final int CHURNING = 2000;

  private Corridor() {}

  /** Builds it, with the routes to where packets go. */
  static Lab open() {
    Lab lab = Lab.open(plan());
    lab.run("dut", "ip", "route", "add", "31.5.0.0/16", "via", "31.200.2.2").orThrow();
    lab.run("dut", "ip", "-6", "route", "add", "2a10:5::/32", "via", "2a10:200:2::2").orThrow();
    return lab;
  }

  private static LabPlan plan() {
    return new LabPlan(
        Requirements.labName(),
        List.of(
            new Node("src", List.of()),
            new Node("dut", List.of()),
            new Node("dst", List.of(IpAddress.parse("31.5.0.1"), IpAddress.parse("2a10:5::1")))),
        List.of(
            new Link(
                new End("src", "dut", addresses(1, 2)), new End("dut", "src", addresses(1, 1))),
            new Link(
                new End("dut", "dst", addresses(2, 1)), new End("dst", "dut", addresses(2, 2)))));
  }

  private static List<InterfaceAddress> addresses(int link, int host) {
    return List.of(
        InterfaceAddress.parse("31.200." + link + "." + host + "/24"),
        InterfaceAddress.parse("2a10:200:" + link + "::" + host + "/64"));
  }

  static SavdPlan savd(String method) {
    return new SavdPlan(
        Asn.of(65000),
        Ipv4Address.parse("31.200.1.1"),
        List.of(new SavdPlan.Ingress("src", BgpRole.CUSTOMER, method, EnforcementMode.ENFORCE)),
        List.of(
            new SavdPlan.Neighbour(
                "src",
                IpAddress.parse("31.200.1.2"),
                IpAddress.parse("31.200.1.1"),
                Asn.of(65001),
                "src",
                BgpRole.CUSTOMER,
                List.of("passive = true"))),
        List.of(),
        SavdPlan.Settings.USUAL);
  }

  static ChurningPeer.Character character() {
    return new ChurningPeer.Character(
        Asn.of(65001),
        Asn.of(65000),
        new InetSocketAddress("31.200.1.2", 0),
        new InetSocketAddress("31.200.1.1", 179),
        IpAddress.parse("31.200.1.2"),
        IpAddress.parse("2a10:200:1::2"),
        List.of(Prefix.parse("31.1.0.0/16"), Prefix.parse("2a10:1::/32")),
        churning());
  }

  static List<Prefix> churning() {
    List<Prefix> list = new ArrayList<>();
    for (int i = 0; i < CHURNING / 2; i++) {
      // Every other one, so that neighbours do not merge into one interval all the time.
      list.add(Prefix.parse("31." + (64 + i / 128) + "." + 2 * (i % 128) + ".0/24"));
      list.add(Prefix.parse("2a11:" + Integer.toHexString(i + 1) + "::/32"));
    }
    return list;
  }

  static Flow flow(Prefix p) {
    IpAddress source = IpAddress.of(p.family(), p.high(), p.low() + 7);
    String to = p.family() == AddressFamily.IPV4 ? "31.5.0.1" : "2a10:5::1";
    return new Flow("src", "dut", source, IpAddress.parse(to));
  }

  static List<Expected> flows() {
    return List.of(
        new Expected(flow(Prefix.parse("31.1.0.0/16")), Expectation.PERMITTED),
        new Expected(flow(Prefix.parse("31.99.0.0/16")), Expectation.FORBIDDEN),
        new Expected(flow(Prefix.parse("2a10:1::/32")), Expectation.PERMITTED),
        new Expected(flow(Prefix.parse("2a10:99::/32")), Expectation.FORBIDDEN));
  }
}
