package savd.testbed.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Prefix;
import savd.testbed.lab.Await;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabPlan;
import savd.testbed.lab.LabPlan.End;
import savd.testbed.lab.LabPlan.InterfaceAddress;
import savd.testbed.lab.LabPlan.Link;
import savd.testbed.lab.LabPlan.Node;
import savd.testbed.node.SavdPlan;
import savd.testbed.probe.Flow;
import savd.testbed.router.BirdRouter;
import savd.testbed.router.FrrRouter;
import savd.testbed.router.Relation;
import savd.testbed.router.RouterDaemon;
import savd.testbed.router.RouterPlan;
import savd.testbed.router.Session;
import savd.testbed.router.Session.Options;
import savd.testbed.router.Session.Policy;

/**
 * A cone with a member that is multihomed outside. AS 4 is the top, with the provider AS 3; its
 * customers are AS 2 (FRR) and AS 5, which is AS 3's customer too; AS 6 is a customer of AS 5. All
 * but AS 2 run BIRD.
 *
 * <p>savd is in AS 4, beside the router and with sessions of its own with every neighbour; and in
 * AS 5, where it hears from the router, over an internal session, what that router forwards by.
 * That order matters: BIRD tells the kernel first and its neighbours then, so the member knows of a
 * way when packets take it already, and never before.
 *
 * <p>Packets of AS 5 and AS 6 to AS 2 take AS 4 as long as the link between AS 5 and AS 4 is there
 * and preferred; else they take AS 3, and arrive at AS 4's provider interface.
 */
public final class Multihomed {
  private static final Duration ROUTES = Duration.ofSeconds(60);
  private static final int[][] LINKS = {{2, 4}, {3, 4}, {5, 4}, {5, 3}, {6, 5}};
  private static final int ROUTER = 1;
  private static final int SAVD = 3;
  private static final int PROTOCOL = 0xFF01;
  private static final int HOST_BEHIND = 7;

  /** Which way AS 5 sends what both its providers reach. */
  public enum Preference {
    TOP,
    OUTSIDE
  }

  private Multihomed() {}

  /** Where the top or a member speaks the protocol of PI-SAV: an address on no link. */
  public static IpAddress protocolAddress(int as, AddressFamily family) {
    return host(as, PROTOCOL, family);
  }

  private static IpAddress host(int as, int number, AddressFamily family) {
    Prefix p = ProblemStatement.prefix(as, family);
    return IpAddress.of(family, p.high(), p.low() + number);
  }

  public static LabPlan plan(String name) {
    List<Node> nodes = new ArrayList<>();
    for (int as = 2; as <= 6; as++) {
      List<IpAddress> hosts = new ArrayList<>();
      for (AddressFamily family : AddressFamily.values()) {
        hosts.add(host(as, ROUTER, family));
        if (as == 4 || as == 5) {
          hosts.add(host(as, SAVD, family));
          hosts.add(protocolAddress(as, family));
        }
      }
      nodes.add(new Node("as" + as, hosts));
    }
    List<Link> links = new ArrayList<>();
    for (int[] l : LINKS) {
      links.add(new Link(end(l[0], l[1], 2), end(l[1], l[0], 1)));
    }
    return new LabPlan(name, nodes, links);
  }

  private static End end(int as, int other, int host) {
    List<InterfaceAddress> addresses = new ArrayList<>();
    for (AddressFamily family : AddressFamily.values()) {
      int bits = family == AddressFamily.IPV4 ? 29 : 64;
      addresses.add(new InterfaceAddress(address(as, other, host, family), bits));
      if (as == 4) {
        addresses.add(new InterfaceAddress(address(as, other, SAVD, family), bits));
      }
    }
    return new End("as" + as, "as" + other, addresses);
  }

  /** Host 1 is the upper end of the link, 2 the lower, 3 savd beside AS 4's router. */
  private static IpAddress address(int as, int other, int host, AddressFamily family) {
    String link = Math.min(as, other) + "" + Math.max(as, other);
    return IpAddress.parse(
        family == AddressFamily.IPV4
            ? "31.200." + link + "." + host
            : "2a10:200:" + link + "::" + host);
  }

  private static int hostOf(int as, int other) {
    for (int[] l : LINKS) {
      if (l[0] == as && l[1] == other) {
        return 2;
      }
    }
    return 1;
  }

  // ---- packets

  /** Honest packets of AS 5 or AS 6 to AS 2, handed to AS 5's router, which sends them its way. */
  public static Flow honest(int source, AddressFamily family) {
    // Of a host behind the router: a packet with an address of the router's own would be a martian.
    return new Flow(
        "as6", "as5", host(source, HOST_BEHIND, family), ProblemStatement.host(2, family));
  }

  /**
   * Packets that AS 3 sends to AS 4 with somebody else's source, to AS 2 or, of AS 2's, to AS 5.
   */
  public static Flow spoofed(int source, AddressFamily family) {
    return new Flow(
        "as3",
        "as4",
        host(source, HOST_BEHIND, family),
        ProblemStatement.host(source == 2 ? 5 : 2, family));
  }

  // ---- routers

  /** Starts every router; returns when the sessions between them are up. */
  public static Map<String, RouterDaemon> startRouters(Lab lab) {
    Map<String, RouterDaemon> routers = new LinkedHashMap<>();
    routers.put("as4", new BirdRouter(lab, "as4", as4()));
    routers.put("as3", new BirdRouter(lab, "as3", as3()));
    routers.put("as2", new FrrRouter(lab, "as2", as2()));
    routers.put("as5", new BirdRouter(lab, "as5", as5(Preference.TOP)));
    routers.put("as6", new BirdRouter(lab, "as6", as6()));
    routers.values().forEach(RouterDaemon::start);
    routers.get("as4").awaitEstablished(ROUTES);
    for (String name : List.of("as3v4", "as3v6", "as6v4", "as6v6")) {
      Await.until(ROUTES, "session " + name, () -> routers.get("as5").isEstablished(name));
    }
    return routers;
  }

  private static String suffix(AddressFamily family) {
    return family == AddressFamily.IPV4 ? "v4" : "v6";
  }

  private static void sessions(List<Session> list, int as, int other, Relation relation) {
    for (AddressFamily f : AddressFamily.values()) {
      list.add(session(as, other, "", hostOf(other, as), relation, Policy.USUAL, f));
      if (other == 4) {
        list.add(session(as, other, "savd", SAVD, relation, Policy.USUAL.deaf(), f));
      }
    }
  }

  private static Session session(
      int as, int other, String mark, int host, Relation relation, Policy policy, AddressFamily f) {
    return new Session(
        "as" + other + mark + suffix(f),
        address(as, other, hostOf(as, other), f),
        address(other, as, host, f),
        Asn.of(other),
        relation,
        Set.of(f),
        policy,
        Options.PLAIN);
  }

  private static RouterPlan router(int as, List<Session> sessions) {
    return new RouterPlan(
        Asn.of(as),
        Ipv4Address.parse("31." + as + ".0.1"),
        sessions,
        ProblemStatement.prefixes(as),
        true);
  }

  private static RouterPlan as2() {
    List<Session> s = new ArrayList<>();
    sessions(s, 2, 4, Relation.PROVIDER);
    return router(2, s);
  }

  private static RouterPlan as3() {
    List<Session> s = new ArrayList<>();
    sessions(s, 3, 4, Relation.CUSTOMER);
    sessions(s, 3, 5, Relation.CUSTOMER);
    return router(3, s);
  }

  private static RouterPlan as4() {
    List<Session> s = new ArrayList<>();
    sessions(s, 4, 2, Relation.CUSTOMER);
    sessions(s, 4, 3, Relation.PROVIDER);
    sessions(s, 4, 5, Relation.CUSTOMER);
    return router(4, s);
  }

  /**
   * The plan of the multihomed member's router. To prefer AS 3, its routes get the local preference
   * of a peer's; what it is sent stays the same.
   */
  public static RouterPlan as5(Preference preference) {
    List<Session> s = new ArrayList<>();
    sessions(s, 5, 4, Relation.PROVIDER);
    sessions(s, 5, 3, preference == Preference.OUTSIDE ? Relation.PEER : Relation.PROVIDER);
    sessions(s, 5, 6, Relation.CUSTOMER);
    for (AddressFamily f : AddressFamily.values()) {
      s.add(
          new Session(
              "savd" + suffix(f),
              host(5, ROUTER, f),
              host(5, SAVD, f),
              Asn.of(5),
              Relation.CUSTOMER,
              Set.of(f),
              Policy.USUAL.deaf(),
              Options.PLAIN));
    }
    return router(5, s);
  }

  private static RouterPlan as6() {
    List<Session> s = new ArrayList<>();
    sessions(s, 6, 5, Relation.PROVIDER);
    return router(6, s);
  }

  // ---- savd

  /** A plan for savd at the top; interfaces and further sections are the caller's affair. */
  public static SavdPlan top(List<SavdPlan.Ingress> interfaces) {
    List<SavdPlan.Neighbour> neighbours = new ArrayList<>();
    for (int as : new int[] {2, 3, 5}) {
      for (AddressFamily f : AddressFamily.values()) {
        neighbours.add(
            new SavdPlan.Neighbour(
                "as" + as + suffix(f),
                address(as, 4, hostOf(as, 4), f),
                address(4, as, SAVD, f),
                Asn.of(as),
                "as" + as,
                as == 3 ? BgpRole.PROVIDER : BgpRole.CUSTOMER,
                List.of(families(f))));
      }
    }
    return savd(4, interfaces, neighbours);
  }

  /** A plan for savd at the member, which validates nothing. */
  public static SavdPlan member() {
    List<SavdPlan.Neighbour> neighbours = new ArrayList<>();
    for (AddressFamily f : AddressFamily.values()) {
      neighbours.add(
          new SavdPlan.Neighbour(
              "router" + suffix(f),
              host(5, ROUTER, f),
              host(5, SAVD, f),
              Asn.of(5),
              "",
              BgpRole.PEER,
              List.of(families(f), "multihop = true")));
    }
    return savd(5, List.of(), neighbours);
  }

  private static String families(AddressFamily f) {
    return "families = [\"" + (f == AddressFamily.IPV4 ? "ipv4" : "ipv6") + "\"]";
  }

  private static SavdPlan savd(
      int as, List<SavdPlan.Ingress> interfaces, List<SavdPlan.Neighbour> neighbours) {
    return new SavdPlan(
        Asn.of(as),
        Ipv4Address.parse("31." + as + ".0.3"),
        interfaces,
        neighbours,
        List.of(),
        SavdPlan.Settings.USUAL);
  }
}
