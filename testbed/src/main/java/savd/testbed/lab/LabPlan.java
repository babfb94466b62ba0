package savd.testbed.lab;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import savd.net.IpAddress;
import savd.net.Prefix;

/**
 * A laboratory as data.
 *
 * @param name the first part of its namespaces' names
 * @param nodes its routers and hosts; every node forwards, and none filters by reverse path
 * @param links the veth pairs between them
 */
public record LabPlan(String name, List<Node> nodes, List<Link> links) {
  /**
   * A namespace.
   *
   * @param name unique in the plan
   * @param hosts addresses on its loopback interface, where packets can be sent to
   */
  public record Node(String name, List<IpAddress> hosts) {}

  /** A veth pair between two nodes. */
  public record Link(End a, End b) {}

  /**
   * One end of a link.
   *
   * @param node where it is
   * @param device the interface's name there, at most 15 characters
   * @param addresses its addresses with their prefix lengths
   */
  public record End(String node, String device, List<InterfaceAddress> addresses) {}

  /** An address with the length of its subnet. */
  public record InterfaceAddress(IpAddress address, int length) {
    public static InterfaceAddress parse(String text) {
      int slash = text.indexOf('/');
      return new InterfaceAddress(
          IpAddress.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    /** The subnet the address lies in. */
    public Prefix subnet() {
      var family = address.family();
      return Prefix.of(
          family,
          address.high() & family.maskHigh(length),
          address.low() & family.maskLow(length),
          length);
    }

    @Override
    public String toString() {
      return address + "/" + length;
    }
  }

  public LabPlan {
    Set<String> names = new HashSet<>();
    for (Node node : nodes) {
      if (!names.add(node.name())) {
        throw new IllegalArgumentException("two nodes are called " + node.name());
      }
    }
    Set<String> devices = new HashSet<>();
    for (Link link : links) {
      for (End end : List.of(link.a(), link.b())) {
        if (!names.contains(end.node())) {
          throw new IllegalArgumentException("a link ends at an unknown node " + end.node());
        }
        if (!devices.add(end.node() + " " + end.device()) || end.device().length() > 15) {
          throw new IllegalArgumentException("bad or repeated interface " + end);
        }
      }
    }
    nodes = List.copyOf(nodes);
    links = List.copyOf(links);
  }

  /** The end at {@code node} of its interface {@code device}. */
  public Optional<End> end(String node, String device) {
    return links.stream()
        .flatMap(l -> List.of(l.a(), l.b()).stream())
        .filter(e -> e.node().equals(node) && e.device().equals(device))
        .findFirst();
  }

  /** The node that has an address, on its loopback interface or on a link. */
  public Optional<String> owner(IpAddress address) {
    Optional<String> host =
        nodes.stream().filter(n -> n.hosts().contains(address)).map(Node::name).findFirst();
    return host.isPresent()
        ? host
        : links.stream()
            .flatMap(l -> List.of(l.a(), l.b()).stream())
            .filter(e -> e.addresses().stream().anyMatch(a -> a.address().equals(address)))
            .map(End::node)
            .findFirst();
  }

  /** The other end of the link that has {@code end}. */
  public End opposite(End end) {
    for (Link link : links) {
      if (link.a().equals(end)) {
        return link.b();
      }
      if (link.b().equals(end)) {
        return link.a();
      }
    }
    throw new IllegalArgumentException("not in this plan: " + end);
  }

  /**
   * The Ethernet address of an end: locally administered, and known before the lab is built, so
   * that a probe need not ask for it.
   */
  public byte[] mac(End end) {
    for (int i = 0; i < links.size(); i++) {
      if (links.get(i).a().equals(end)) {
        return new byte[] {2, 0, 0, 0, (byte) i, 1};
      }
      if (links.get(i).b().equals(end)) {
        return new byte[] {2, 0, 0, 0, (byte) i, 2};
      }
    }
    throw new IllegalArgumentException("not in this plan: " + end);
  }
}
