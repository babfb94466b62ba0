package savd.testbed;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabPlan;
import savd.testbed.lab.LabPlan.End;
import savd.testbed.lab.LabPlan.InterfaceAddress;
import savd.testbed.lab.LabPlan.Link;
import savd.testbed.lab.LabPlan.Node;
import savd.testbed.lab.NamespaceThread;
import savd.testbed.peer.ScriptedPeer;
import savd.testbed.router.Relation;
import savd.testbed.router.RouterPlan;
import savd.testbed.router.RtrSource;
import savd.testbed.router.Session;
import savd.testbed.router.Session.Options;
import savd.testbed.router.Session.Policy;
import savd.testbed.router.Validator;

/**
 * A hub with an RTR cache and a neighbour that announces what a test says, and validating routers
 * around it, which all get the same from both.
 */
final class ValidationLab implements AutoCloseable {
  static final String HUB = "hub";
  static final int RTR_PORT = 8282;

  /** The session of every router. */
  static final String SESSION = "feed";

  static final Asn TABLE_AS = Asn.of(65100);

  /** In no real path. */
  static final Asn ROUTER_AS = Asn.of(4_200_000_200L);

  private static final Duration BOUND = Duration.ofSeconds(60);

  /** How a router is made. */
  interface Maker {
    Validator make(Lab lab, String node, RouterPlan plan);
  }

  /**
   * A router.
   *
   * @param rtrVersion the highest version it is to speak
   */
  record Ray(String name, Maker maker, int rtrVersion) {}

  private final List<Ray> rays;
  private final Lab lab;
  private final NamespaceThread inside;
  private final Map<String, Validator> routers = new LinkedHashMap<>();
  private final Map<String, ScriptedPeer> peers = new LinkedHashMap<>();

  /**
   * Builds the laboratory; nothing runs in it yet.
   *
   * @param more nodes beside the routers', with a link to the hub each
   */
  ValidationLab(List<Ray> rays, String... more) {
    this.rays = rays;
    List<String> names = new ArrayList<>(rays.stream().map(Ray::name).toList());
    names.addAll(List.of(more));
    lab = Lab.open(plan(names));
    inside = NamespaceThread.enter(lab.namespace(HUB));
  }

  private static LabPlan plan(List<String> names) {
    List<Node> nodes = new ArrayList<>(List.of(new Node(HUB, List.of())));
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      nodes.add(new Node(names.get(i), List.of()));
      links.add(new Link(end(HUB, names.get(i), i, 1), end(names.get(i), HUB, i, 2)));
    }
    return new LabPlan(Requirements.labName(), nodes, links);
  }

  private static End end(String node, String device, int link, int host) {
    List<InterfaceAddress> addresses = new ArrayList<>();
    for (AddressFamily family : AddressFamily.values()) {
      int bits = family == AddressFamily.IPV4 ? 24 : 64;
      addresses.add(new InterfaceAddress(address(link, host, family), bits));
    }
    return new End(node, device, addresses);
  }

  /** Host 1 of a link is the hub, host 2 the other side. */
  static IpAddress address(int link, int host, AddressFamily family) {
    return IpAddress.parse(
        family == AddressFamily.IPV4
            ? "31.201." + link + "." + host
            : "2a10:201:" + link + "::" + host);
  }

  Lab lab() {
    return lab;
  }

  Map<String, Validator> routers() {
    return routers;
  }

  /** What all neighbours of the hub hear. */
  Map<String, ScriptedPeer> peers() {
    return peers;
  }

  NamespaceThread inside() {
    return inside;
  }

  /** Starts the routers as RTR clients of the hub and connects the neighbour to each. */
  void start(Relation relation, Asn tableAs) {
    for (int i = 0; i < rays.size(); i++) {
      Ray ray = rays.get(i);
      IpAddress hub = address(i, 1, AddressFamily.IPV4);
      IpAddress own = address(i, 2, AddressFamily.IPV4);
      Session session =
          new Session(
              SESSION,
              own,
              hub,
              tableAs,
              relation,
              EnumSet.allOf(AddressFamily.class),
              Policy.USUAL,
              Options.PLAIN.asPassive().withRole());
      RouterPlan plan =
          new RouterPlan(
              ROUTER_AS,
              (Ipv4Address) own,
              List.of(session),
              List.of(),
              false,
              Optional.of(new RtrSource(hub, RTR_PORT, ray.rtrVersion())));
      Validator router = ray.maker().make(lab, ray.name(), plan);
      router.start();
      routers.put(ray.name(), router);
      peers.put(ray.name(), connect(i, tableAs));
    }
  }

  /** A session of the neighbour's with whom listens at the other end of a link. */
  ScriptedPeer connect(int link, Asn tableAs) {
    IpAddress hub = address(link, 1, AddressFamily.IPV4);
    return inside.call(
        () ->
            ScriptedPeer.connect(
                tableAs,
                (Ipv4Address) hub,
                ROUTER_AS,
                new InetSocketAddress(hub.toString(), 0),
                new InetSocketAddress(address(link, 2, AddressFamily.IPV4).toString(), 179),
                BOUND));
  }

  @Override
  public void close() {
    peers.values().forEach(ScriptedPeer::close);
    inside.close();
    lab.close();
  }
}
