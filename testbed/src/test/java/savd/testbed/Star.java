package savd.testbed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
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
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan;
import savd.testbed.router.Advertised;
import savd.testbed.router.FrrRouter;
import savd.testbed.router.Relation;
import savd.testbed.router.RouterDaemon;
import savd.testbed.router.RouterPlan;
import savd.testbed.router.Session;
import savd.testbed.router.Session.Options;
import savd.testbed.router.Session.Policy;

/** savd in the middle, AS 65000, and routers around it, each its provider on a link of its own. */
final class Star implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(60);

  /** How a router is made. */
  interface Maker {
    RouterDaemon make(Lab lab, String node, RouterPlan plan);
  }

  /**
   * One ray.
   *
   * @param name of the router's node, and of savd's interface to it
   * @param options of its sessions
   * @param joint both families on one session over IPv4, or a session each
   * @param ours further lines of savd's neighbour section
   */
  record Ray(String name, Maker maker, Options options, boolean joint, List<String> ours) {
    Ray(String name, Maker maker) {
      this(name, maker, Options.PLAIN, false, List.of());
    }
  }

  private final List<Ray> rays;
  private final Lab lab;
  private final Map<String, RouterDaemon> routers = new LinkedHashMap<>();
  private final SavdNode savd;

  /** Builds everything and returns when all sessions are established. */
  Star(List<Ray> rays) {
    this.rays = rays;
    lab = Lab.open(plan());
    try {
      for (int i = 0; i < rays.size(); i++) {
        Ray ray = rays.get(i);
        RouterDaemon router = ray.maker().make(lab, ray.name(), router(i));
        router.start();
        routers.put(ray.name(), router);
      }
      savd = SavdNode.inside(lab, "savd", savdPlan());
      savd.start();
      savd.awaitEstablished(BOUND);
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  Lab lab() {
    return lab;
  }

  SavdNode savd() {
    return savd;
  }

  RouterDaemon router(String name) {
    return routers.get(name);
  }

  Map<String, RouterDaemon> routers() {
    return routers;
  }

  private LabPlan plan() {
    List<Node> nodes = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    nodes.add(new Node("savd", List.of()));
    for (int i = 0; i < rays.size(); i++) {
      String name = rays.get(i).name();
      nodes.add(new Node(name, List.of()));
      links.add(
          new Link(new End("savd", name, addresses(i, 1)), new End(name, "savd", addresses(i, 2))));
    }
    return new LabPlan(Requirements.labName(), nodes, links);
  }

  private static List<InterfaceAddress> addresses(int ray, int host) {
    return List.of(
        new InterfaceAddress(address(ray, host, AddressFamily.IPV4), 24),
        new InterfaceAddress(address(ray, host, AddressFamily.IPV6), 64));
  }

  static IpAddress address(int ray, int host, AddressFamily family) {
    return IpAddress.parse(
        family == AddressFamily.IPV4
            ? "31.201." + ray + "." + host
            : "2a10:201:" + ray + "::" + host);
  }

  static Asn asn(int ray) {
    return Asn.of(65001 + ray);
  }

  /** The prefixes of a ray: {@code count} of each family. */
  static List<Prefix> prefixes(int ray, int count) {
    List<Prefix> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(Prefix.parse("31." + (10 + ray) + "." + i + ".0/24"));
      list.add(Prefix.parse("2a10:" + (10 + ray) + ":" + Integer.toHexString(i) + "::/48"));
    }
    return list;
  }

  private RouterPlan router(int ray) {
    List<Session> sessions = new ArrayList<>();
    Ray r = rays.get(ray);
    Policy policy = Policy.USUAL.withNoExport(prefixes(ray, 2));
    for (AddressFamily transport : transports(r)) {
      sessions.add(
          new Session(
              sessionName(transport),
              address(ray, 2, transport),
              address(ray, 1, transport),
              Asn.of(65000),
              Relation.CUSTOMER,
              carried(r, transport),
              policy,
              r.options()));
    }
    return new RouterPlan(
        asn(ray), Ipv4Address.parse("31.201." + ray + ".2"), sessions, prefixes(ray, 20), false);
  }

  static String sessionName(AddressFamily transport) {
    return transport == AddressFamily.IPV4 ? "v4" : "v6";
  }

  private static List<AddressFamily> transports(Ray ray) {
    boolean only4 = ray.joint() || ray.options().withoutCapabilities();
    return only4 ? List.of(AddressFamily.IPV4) : List.of(AddressFamily.values());
  }

  private static Set<AddressFamily> carried(Ray ray, AddressFamily transport) {
    return ray.joint() ? Set.of(AddressFamily.values()) : Set.of(transport);
  }

  private SavdPlan savdPlan() {
    List<SavdPlan.Ingress> interfaces = new ArrayList<>();
    List<SavdPlan.Neighbour> neighbours = new ArrayList<>();
    for (int i = 0; i < rays.size(); i++) {
      Ray ray = rays.get(i);
      interfaces.add(
          new SavdPlan.Ingress(ray.name(), BgpRole.PROVIDER, "feasible", EnforcementMode.MONITOR));
      for (AddressFamily transport : transports(ray)) {
        List<String> more = new ArrayList<>(ray.ours());
        if (!ray.joint()) {
          more.add("families = [\"" + (transport == AddressFamily.IPV4 ? "ipv4" : "ipv6") + "\"]");
        }
        neighbours.add(
            new SavdPlan.Neighbour(
                ray.name() + sessionName(transport),
                address(i, 2, transport),
                address(i, 1, transport),
                asn(i),
                ray.name(),
                BgpRole.PROVIDER,
                more));
      }
    }
    return new SavdPlan(
        Asn.of(65000),
        Ipv4Address.parse("31.201.0.1"),
        interfaces,
        neighbours,
        List.of(),
        SavdPlan.Settings.USUAL);
  }

  /** Returns when savd holds of a router exactly what the router says it sends. */
  void awaitEqualTables(String name) {
    RouterDaemon router = routers.get(name);
    for (Session session : router.plan().sessions()) {
      Await.until(
          BOUND,
          () ->
              router.kind()
                  + " says it sends on "
                  + session.name()
                  + ":\n"
                  + said(router, session.name())
                  + "\nsavd has:\n"
                  + held(name + session.name())
                  + "\n"
                  + router.describe(),
          () -> {
            List<String> held = held(name + session.name());
            // FRR sends its own routes twice with ADD-PATH, and lists them once.
            boolean twice = session.options().addPath() && router instanceof FrrRouter;
            return said(router, session.name())
                .equals(twice ? held.stream().distinct().toList() : held);
          });
    }
  }

  /**
   * A line for each route a router says it sends; a second path of the same form counts once more.
   */
  private static List<String> said(RouterDaemon router, String session) {
    List<String> lines = new ArrayList<>();
    for (Advertised a : router.advertised(session)) {
      lines.add(line(a.prefix().toString(), a.asPath(), a.origin(), a.noExport()));
    }
    lines.sort(null);
    return lines;
  }

  /** The same of what savd holds. */
  List<String> held(String neighbour) {
    List<String> lines = new ArrayList<>();
    for (var route : savd.show("routes", "--neighbor", neighbour).path("routes")) {
      Set<String> communities = new TreeSet<>();
      route.path("communities").forEach(c -> communities.add(c.asText()));
      lines.add(
          line(
              route.path("prefix").asText(),
              route.path("as_path").asText(),
              route.path("origin").asText().toUpperCase(java.util.Locale.ROOT),
              communities.contains("65535:65281")));
    }
    lines.sort(null);
    return lines;
  }

  private static String line(String prefix, String path, String origin, boolean noExport) {
    return prefix + " path " + path + " origin " + origin + (noExport ? " NO_EXPORT" : "");
  }

  /** One neighbour of {@code show neighbors}. */
  com.fasterxml.jackson.databind.JsonNode neighbour(String name) {
    return savd.show("neighbors", name).path("neighbors").path(0);
  }

  @Override
  public void close() {
    lab.close();
  }
}
