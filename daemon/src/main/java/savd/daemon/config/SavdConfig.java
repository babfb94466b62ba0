package savd.daemon.config;

import java.util.List;
import java.util.Optional;
import savd.net.IngressInterface;

/**
 * A whole configuration, checked: whoever holds one need not check again.
 *
 * @param caches in file order, names unique
 * @param members in file order, names and AS numbers unique
 * @param tops in file order, names unique
 * @param interfaces in file order, names unique
 * @param exceptions in file order, names unique
 * @param neighbors in file order, names and remotes unique
 */
public record SavdConfig(
    RouterSection router,
    BgpSection bgp,
    ControlSection control,
    HttpSection http,
    LogSection log,
    DataplaneSection dataplane,
    DefaultsSection defaults,
    CetpSection cetp,
    RpkiSection rpki,
    List<CacheSection> caches,
    PiSavSection piSav,
    List<MemberSection> members,
    List<TopSection> tops,
    List<InterfaceSection> interfaces,
    List<ExceptionSection> exceptions,
    List<NeighborSection> neighbors) {
  public SavdConfig {
    caches = List.copyOf(caches);
    members = List.copyOf(members);
    tops = List.copyOf(tops);
    interfaces = List.copyOf(interfaces);
    exceptions = List.copyOf(exceptions);
    neighbors = List.copyOf(neighbors);
  }

  /** True where validated data are to be had from anywhere. */
  public boolean hasRpki() {
    return !caches.isEmpty() || !rpki.files().isEmpty();
  }

  public Optional<InterfaceSection> ingress(IngressInterface name) {
    return interfaces.stream().filter(i -> i.name().equals(name)).findFirst();
  }

  public Optional<NeighborSection> neighbor(String name) {
    return neighbors.stream().filter(n -> n.name().equals(name)).findFirst();
  }

  /** The exceptions in force on an interface, in file order. */
  public List<ExceptionSection> exceptionsOn(IngressInterface ingress) {
    return exceptions.stream().filter(e -> e.appliesTo(ingress)).toList();
  }
}
