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
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabPlan;
import savd.testbed.lab.LabPlan.End;
import savd.testbed.lab.LabPlan.InterfaceAddress;
import savd.testbed.lab.LabPlan.Link;
import savd.testbed.lab.LabPlan.Node;
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan;
import savd.testbed.router.BirdRouter;
import savd.testbed.router.FrrRouter;
import savd.testbed.router.GobgpRouter;
import savd.testbed.router.Relation;
import savd.testbed.router.RouterDaemon;
import savd.testbed.router.RouterPlan;
import savd.testbed.router.Session;
import savd.testbed.router.Session.Options;
import savd.testbed.router.Session.Policy;
import savd.testbed.rpki.RpkiData;

/**
 * The topology all figures share. AS 3 is provider of AS 4 and AS 5; AS 4 of AS 1, AS 2 and AS 5;
 * AS 2 of AS 1. AS 1 (FRR) originates P1 and P6, AS 2 (BIRD) P2, AS 3 (BIRD) P3 and P7, AS 5
 * (GoBGP) P5. AS 1 marks P1 with NO_EXPORT towards AS 2, and P6 towards AS 4.
 *
 * <p>AS 4's router is a BIRD that holds the sessions and fills the kernel's table, and savd beside
 * it in the same namespace, with an address of its own on every link and a session of its own with
 * every neighbour. The neighbours send both the same and hear nothing from savd. This is how savd
 * stands beside a router that forwards: it needs no cooperation of that router, and it sees every
 * neighbour's routes before any best path is chosen.
 *
 * <p>The prefixes are ordinary global ones: those set aside for documentation are on every list of
 * martians, savd's own included. The packets never leave the namespaces.
 */
public final class ProblemStatement {
  /** What differs between the figures, and between readings of them. */
  public enum Variant {
    /** As the figures are drawn: AS 2 passes P6 on to AS 4. */
    P6_VIA_AS2(Relation.PROVIDER, true, "AS 1 customer of AS 4, P6 received from AS 2 too"),
    /**
     * AS 4 hears of AS 1 from AS 1 only, which is what the text of section 4.2.1 concludes from.
     */
    NOTHING_VIA_AS2(Relation.PROVIDER, false, "AS 1 customer of AS 4, nothing of AS 1's via AS 2"),
    PEER_P6_VIA_AS2(Relation.PEER, true, "AS 1 peer of AS 4, P6 received from AS 2 too"),
    PEER_NOTHING_VIA_AS2(Relation.PEER, false, "AS 1 peer of AS 4, nothing of AS 1's via AS 2");

    private final Relation ofAs4ToAs1;
    private final boolean p6ViaAs2;
    private final String text;

    Variant(Relation ofAs4ToAs1, boolean p6ViaAs2, String text) {
      this.ofAs4ToAs1 = ofAs4ToAs1;
      this.p6ViaAs2 = p6ViaAs2;
      this.text = text;
    }

    /** What AS 1 is to AS 4. */
    public BgpRole as1() {
      return ofAs4ToAs1 == Relation.PROVIDER ? BgpRole.CUSTOMER : BgpRole.PEER;
    }

    public boolean p6ViaAs2() {
      return p6ViaAs2;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final Duration ROUTES = Duration.ofSeconds(60);
  private static final int[][] LINKS = {{1, 4}, {2, 4}, {3, 4}, {5, 4}, {1, 2}, {5, 3}};

  private ProblemStatement() {}

  /** P1 to P7 of a family. */
  public static Prefix prefix(int number, AddressFamily family) {
    return family == AddressFamily.IPV4
        ? Prefix.parse("31." + number + ".0.0/16")
        : Prefix.parse("2a10:" + number + "::/32");
  }

  /** P1 to P7 of both families. */
  public static List<Prefix> prefixes(int... numbers) {
    List<Prefix> list = new ArrayList<>();
    for (int number : numbers) {
      for (AddressFamily family : AddressFamily.values()) {
        list.add(prefix(number, family));
      }
    }
    return list;
  }

  /** The host in P1 to P7 that sends or is sent to. */
  public static IpAddress host(int number, AddressFamily family) {
    Prefix p = prefix(number, family);
    return IpAddress.of(family, p.high(), p.low() + 1);
  }

  public static LabPlan plan(String name) {
    List<Node> nodes = new ArrayList<>();
    for (int as = 1; as <= 5; as++) {
      List<IpAddress> hosts = new ArrayList<>();
      for (AddressFamily family : AddressFamily.values()) {
        hosts.add(host(as, family));
        if (as == 1) {
          hosts.add(host(6, family));
        }
        if (as == 3) {
          hosts.add(host(7, family));
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
        addresses.add(new InterfaceAddress(address(as, other, 3, family), bits));
      }
    }
    return new End("as" + as, "as" + other, addresses);
  }

  /** Host 1 is the upper end of the link, 2 the lower, 3 savd beside the upper. */
  private static IpAddress address(int as, int other, int host, AddressFamily family) {
    String link = Math.min(as, other) + "" + Math.max(as, other);
    return IpAddress.parse(
        family == AddressFamily.IPV4
            ? "31.200." + link + "." + host
            : "2a10:200:" + link + "::" + host);
  }

  /** What ASes that take part in the RPKI publish: ROAs for their prefixes, and an ASPA. */
  public static RpkiData published(int... ases) {
    List<Vrp> vrps = new ArrayList<>();
    List<Aspa> aspas = new ArrayList<>();
    for (int as : ases) {
      for (Prefix p :
          prefixes(as == 1 ? new int[] {1, 6} : as == 3 ? new int[] {3, 7} : new int[] {as})) {
        vrps.add(new Vrp(p, p.length(), Asn.of(as)));
      }
      aspas.add(
          switch (as) {
            case 1 -> RpkiData.aspa(1, 2, 4);
            case 2 -> RpkiData.aspa(2, 4);
            case 3 -> RpkiData.aspa(3, 0);
            case 4 -> RpkiData.aspa(4, 3);
            case 5 -> RpkiData.aspa(5, 3, 4);
            default -> throw new IllegalArgumentException("no AS " + as + " here");
          });
    }
    return new RpkiData(vrps, aspas);
  }

  /** Starts every router but savd; returns when their sessions are up. */
  public static Map<String, RouterDaemon> startRouters(Lab lab, Variant variant) {
    Map<String, RouterDaemon> routers = new LinkedHashMap<>();
    routers.put("as4", new BirdRouter(lab, "as4", as4(variant)));
    routers.put("as3", new BirdRouter(lab, "as3", as3()));
    routers.put("as2", new BirdRouter(lab, "as2", as2()));
    routers.put("as1", new FrrRouter(lab, "as1", as1(variant)));
    routers.put("as5", new GobgpRouter(lab, "as5", as5()));
    // GoBGP leaves the kernel alone; an edge AS has default routes.
    lab.run("as5", "ip", "route", "add", "default", "via", "31.200.45.1").orThrow();
    lab.run("as5", "ip", "-6", "route", "add", "default", "via", "2a10:200:45::1").orThrow();
    routers.values().forEach(RouterDaemon::start);
    routers.get("as4").awaitEstablished(ROUTES);
    routers.get("as3").isEstablished("as5v4");
    return routers;
  }

  /** A plan for savd with its eight sessions; the interfaces are the caller's affair. */
  public static SavdPlan savd(Variant variant, List<SavdPlan.Ingress> interfaces) {
    List<SavdPlan.Neighbour> neighbours = new ArrayList<>();
    for (int as : new int[] {1, 2, 3, 5}) {
      for (AddressFamily family : AddressFamily.values()) {
        neighbours.add(
            new SavdPlan.Neighbour(
                "as" + as + suffix(family),
                address(as, 4, lower(as, 4), family),
                address(4, as, 3, family),
                Asn.of(as),
                "as" + as,
                role(as, variant),
                List.of(
                    "families = [\"" + (family == AddressFamily.IPV4 ? "ipv4" : "ipv6") + "\"]")));
      }
    }
    return new SavdPlan(
        Asn.of(4),
        Ipv4Address.parse("31.4.0.3"),
        interfaces,
        neighbours,
        List.of(),
        SavdPlan.Settings.USUAL);
  }

  /** What a neighbour is to AS 4. */
  public static BgpRole role(int as, Variant variant) {
    return switch (as) {
      case 1 -> variant.as1();
      case 3 -> BgpRole.PROVIDER;
      default -> BgpRole.CUSTOMER;
    };
  }

  /** Starts savd in AS 4; returns when it has its sessions and the kernel its rules. */
  public static SavdNode startSavd(Lab lab, SavdPlan plan) {
    SavdNode savd = SavdNode.inside(lab, "as4", plan);
    savd.start();
    savd.awaitEstablished(ROUTES);
    savd.awaitInForce(ROUTES);
    return savd;
  }

  private static String suffix(AddressFamily family) {
    return family == AddressFamily.IPV4 ? "v4" : "v6";
  }

  /** The host number of an AS's end of a link. */
  private static int lower(int as, int other) {
    for (int[] l : LINKS) {
      if (l[0] == as && l[1] == other) {
        return 2;
      }
    }
    return 1;
  }

  private static void sessions(
      List<Session> list, int as, int other, Relation relation, Policy policy) {
    for (AddressFamily family : AddressFamily.values()) {
      list.add(session(as, other, "", lower(other, as), relation, policy, family));
      if (other == 4) {
        // AS 4's savd hears the same as its router, and is not listened to.
        list.add(session(as, other, "savd", 3, relation, policy.deaf(), family));
      }
    }
  }

  private static Session session(
      int as, int other, String mark, int host, Relation relation, Policy policy, AddressFamily f) {
    return new Session(
        "as" + other + mark + suffix(f),
        address(as, other, lower(as, other), f),
        address(other, as, host, f),
        Asn.of(other),
        relation,
        Set.of(f),
        policy,
        // GoBGP sends End-of-RIB only with graceful restart.
        as == 5 ? Options.PLAIN.with(Session.GracefulRestart.ON) : Options.PLAIN);
  }

  private static RouterPlan router(
      int as, List<Session> sessions, boolean forwards, int... originated) {
    return new RouterPlan(
        Asn.of(as),
        Ipv4Address.parse("31." + as + ".0.1"),
        sessions,
        prefixes(originated),
        forwards);
  }

  private static RouterPlan as1(Variant variant) {
    List<Session> s = new ArrayList<>();
    Policy towardsAs2 = Policy.USUAL.withNoExport(prefixes(1));
    sessions(
        s,
        1,
        2,
        Relation.PROVIDER,
        variant.p6ViaAs2 ? towardsAs2 : towardsAs2.withNoExport(prefixes(1, 6)));
    sessions(s, 1, 4, variant.ofAs4ToAs1, Policy.USUAL.withNoExport(prefixes(6)));
    return router(1, s, true, 1, 6);
  }

  private static RouterPlan as2() {
    List<Session> s = new ArrayList<>();
    sessions(s, 2, 1, Relation.CUSTOMER, Policy.USUAL);
    sessions(s, 2, 4, Relation.PROVIDER, Policy.USUAL);
    return router(2, s, true, 2);
  }

  private static RouterPlan as3() {
    List<Session> s = new ArrayList<>();
    sessions(s, 3, 4, Relation.CUSTOMER, Policy.USUAL);
    sessions(s, 3, 5, Relation.CUSTOMER, Policy.USUAL);
    return router(3, s, true, 3, 7);
  }

  private static RouterPlan as4(Variant variant) {
    List<Session> s = new ArrayList<>();
    sessions(
        s,
        4,
        1,
        variant.ofAs4ToAs1 == Relation.PEER ? Relation.PEER : Relation.CUSTOMER,
        Policy.USUAL);
    sessions(s, 4, 2, Relation.CUSTOMER, Policy.USUAL);
    sessions(s, 4, 3, Relation.PROVIDER, Policy.USUAL);
    sessions(s, 4, 5, Relation.CUSTOMER, Policy.USUAL);
    return router(4, s, true, 4);
  }

  private static RouterPlan as5() {
    List<Session> s = new ArrayList<>();
    sessions(s, 5, 3, Relation.PROVIDER, Policy.USUAL);
    sessions(s, 5, 4, Relation.PROVIDER, Policy.USUAL);
    return router(5, s, false, 5);
  }
}
