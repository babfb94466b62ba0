package savd.testbed.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Prefix;

/**
 * A configuration of savd as data.
 *
 * @param asn its AS
 * @param identifier its BGP identifier
 * @param interfaces what is validated
 * @param neighbours with whom it speaks
 * @param exceptions configured exceptions
 * @param settings what is the same in most laboratories
 * @param sections further sections, in savd's own language
 */
public record SavdPlan(
    Asn asn,
    Ipv4Address identifier,
    List<Ingress> interfaces,
    List<Neighbour> neighbours,
    List<Exemption> exceptions,
    Settings settings,
    String sections) {
  public SavdPlan(
      Asn asn,
      Ipv4Address identifier,
      List<Ingress> interfaces,
      List<Neighbour> neighbours,
      List<Exemption> exceptions,
      Settings settings) {
    this(asn, identifier, interfaces, neighbours, exceptions, settings, "");
  }

  /**
   * A validated interface.
   *
   * @param method as the configuration writes it
   * @param allow for the method acl, and in addition to every other
   * @param more further lines of its section, in savd's own language
   */
  public record Ingress(
      String name,
      BgpRole role,
      String method,
      EnforcementMode mode,
      List<Prefix> allow,
      List<Prefix> deny,
      List<String> more) {
    public Ingress(String name, BgpRole role, String method, EnforcementMode mode) {
      this(name, role, method, mode, List.of(), List.of(), List.of());
    }

    public Ingress(
        String name,
        BgpRole role,
        String method,
        EnforcementMode mode,
        List<Prefix> allow,
        List<Prefix> deny) {
      this(name, role, method, mode, allow, deny, List.of());
    }

    public Ingress with(String... lines) {
      return new Ingress(name, role, method, mode, allow, deny, List.of(lines));
    }
  }

  /**
   * A neighbour.
   *
   * @param ingress where its traffic arrives; empty for one that only informs
   * @param role not looked at for one that only informs
   * @param more further lines of its section, in savd's own language
   */
  public record Neighbour(
      String name,
      IpAddress address,
      IpAddress localAddress,
      Asn asn,
      String ingress,
      BgpRole role,
      List<String> more) {}

  /** Prefixes that pass on an interface though no route says so. */
  public record Exemption(String name, List<Prefix> prefixes, List<String> interfaces) {}

  /**
   * What rarely differs.
   *
   * @param hold how long a removal waits, for example "0s"
   * @param dataplane nftables or print
   * @param port where it listens for BGP
   */
  public record Settings(String hold, String readyTimeout, String dataplane, int port) {
    public static final Settings USUAL = new Settings("0s", "60s", "nftables", 179);
  }

  public SavdPlan withInterfaces(List<Ingress> other) {
    return new SavdPlan(asn, identifier, other, neighbours, exceptions, settings, sections);
  }

  public SavdPlan withExceptions(List<Exemption> other) {
    return new SavdPlan(asn, identifier, interfaces, neighbours, other, settings, sections);
  }

  public SavdPlan withSettings(Settings other) {
    return new SavdPlan(asn, identifier, interfaces, neighbours, exceptions, other, sections);
  }

  public SavdPlan withSections(String other) {
    return new SavdPlan(asn, identifier, interfaces, neighbours, exceptions, settings, other);
  }

  /** The configuration file, with its control socket at {@code socket}. */
  String toml(Path socket) {
    StringBuilder t = new StringBuilder();
    t.append("[router]\nas = ").append(asn).append("\nid = \"").append(identifier).append("\"\n");
    String listen =
        neighbours.stream()
            .map(Neighbour::localAddress)
            .distinct()
            .map(a -> a.family().bits() == 32 ? a + ":" : "[" + a + "]:")
            .map(a -> "\"" + a + settings.port() + "\"")
            .collect(Collectors.joining(", "));
    t.append("[bgp]\nlisten = [").append(listen).append("]\nconnect-retry = \"1s\"\n");
    t.append("[control]\nsocket = \"").append(socket).append("\"\n[http]\nlisten = \"off\"\n");
    t.append("[dataplane]\nkind = \"").append(settings.dataplane()).append("\"\n");
    t.append("[defaults]\nhold = \"").append(settings.hold());
    t.append("\"\nready-timeout = \"").append(settings.readyTimeout()).append("\"\n");
    for (Ingress i : interfaces) {
      t.append("[interface.").append(i.name()).append("]\nrole = \"").append(word(i.role()));
      t.append("\"\nmethod = \"").append(i.method()).append("\"\nmode = \"");
      t.append(word(i.mode())).append("\"\n");
      list(t, "allow", i.allow());
      list(t, "deny", i.deny());
      if (readsVrf(i)) {
        t.append("vrf = \"").append(i.name()).append("\"\n");
      }
      i.more().forEach(line -> t.append(line).append('\n'));
    }
    t.append(sections);
    for (Exemption e : exceptions) {
      t.append("[exception.").append(e.name()).append("]\n");
      list(t, "prefixes", e.prefixes());
      list(t, "interfaces", e.interfaces());
    }
    neighbours.forEach(n -> neighbour(t, n));
    return t.toString();
  }

  // The method vrf reads the table of a VRF; here every interface that uses it has one of its own,
  // with the neighbours on it.
  private static boolean readsVrf(Ingress i) {
    return i.method().equals("vrf");
  }

  private void neighbour(StringBuilder t, Neighbour n) {
    t.append("[neighbor.").append(n.name()).append("]\naddress = \"").append(n.address());
    t.append("\"\nlocal-address = \"").append(n.localAddress()).append("\"\nas = ");
    t.append(n.asn()).append('\n');
    if (!n.ingress().isEmpty()) {
      t.append("interface = \"").append(n.ingress()).append("\"\nrole = \"");
      t.append(word(n.role())).append("\"\n");
    }
    if (interfaces.stream().anyMatch(i -> i.name().equals(n.ingress()) && readsVrf(i))) {
      t.append("vrf = \"").append(n.ingress()).append("\"\n");
    }
    n.more().forEach(line -> t.append(line).append('\n'));
  }

  private static void list(StringBuilder t, String key, List<?> values) {
    if (!values.isEmpty()) {
      t.append(key).append(" = [");
      t.append(values.stream().map(v -> "\"" + v + "\"").collect(Collectors.joining(", ")));
      t.append("]\n");
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
