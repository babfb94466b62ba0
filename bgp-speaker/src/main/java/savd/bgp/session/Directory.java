package savd.bgp.session;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;

/** Who the neighbours are, by name, by address and by number. Thread-safe. */
final class Directory {
  /** A template and the neighbours it has brought up. */
  static final class Template {
    private volatile NeighborConfig config;
    private int present;

    /** Numbers given once are given again: a neighbour that comes and goes must not use them up. */
    private final Map<IpAddress, Peer> known = new LinkedHashMap<>();

    Template(NeighborConfig config) {
      this.config = config;
    }

    NeighborConfig config() {
      return config;
    }

    Remote.Range range() {
      return (Remote.Range) config.remote();
    }
  }

  private final Map<String, Neighbor> byName = new LinkedHashMap<>();
  private final Map<String, Template> templates = new LinkedHashMap<>();
  private final Map<IpAddress, List<Neighbor>> byAddress = new LinkedHashMap<>();
  private final Map<Neighbor, Template> origins = new HashMap<>();
  private final Map<PeerId, Neighbor> byPeer = new ConcurrentHashMap<>();

  synchronized void add(Neighbor n) {
    byName.put(n.peer().name(), n);
    byAddress.computeIfAbsent(n.host().address(), _ -> new ArrayList<>(1)).add(n);
    byPeer.put(n.peer().id(), n);
  }

  synchronized void remove(Neighbor n) {
    byName.remove(n.peer().name(), n);
    byPeer.remove(n.peer().id(), n);
    List<Neighbor> here = byAddress.getOrDefault(n.host().address(), new ArrayList<>());
    here.remove(n);
    if (here.isEmpty()) {
      byAddress.remove(n.host().address());
    }
  }

  synchronized Optional<Neighbor> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Optional<Neighbor> of(PeerId id) {
    return Optional.ofNullable(byPeer.get(id));
  }

  synchronized List<Neighbor> all() {
    return List.copyOf(byName.values());
  }

  // ---- who connects

  /**
   * The neighbour a connection belongs to; one that is configured for our end of it goes before one
   * for any.
   */
  synchronized Optional<Neighbor> connecting(InetSocketAddress remote, InetSocketAddress local) {
    IpAddress address = Transport.ipAddress(remote);
    IpAddress ours = Transport.ipAddress(local);
    Optional<String> scope = Transport.scope(remote);
    List<Neighbor> here =
        byAddress.getOrDefault(address, List.of()).stream()
            .filter(n -> !Transport.isLinkLocal(address) || n.host().scope().equals(scope))
            .toList();
    return here.stream()
        .filter(n -> n.config().localAddress().filter(ours::equals).isPresent())
        .findFirst()
        .or(() -> here.stream().filter(n -> n.config().localAddress().isEmpty()).findFirst());
  }

  // ---- dynamic neighbours

  synchronized Optional<Template> template(String name) {
    return Optional.ofNullable(templates.get(name));
  }

  synchronized List<Template> templates() {
    return List.copyOf(templates.values());
  }

  synchronized void put(NeighborConfig config) {
    Template known = templates.get(config.name());
    if (known == null) {
      templates.put(config.name(), new Template(config));
    } else {
      known.config = config;
    }
  }

  /** Forgets the template; returns the numbers its neighbours had that are not in use. */
  synchronized List<Peer> removeTemplate(String name) {
    Template gone = templates.remove(name);
    return gone == null
        ? List.of()
        : gone.known.values().stream().filter(p -> !byPeer.containsKey(p.id())).toList();
  }

  /** The template with the longest prefix for an address and for our end of the connection. */
  synchronized Optional<Template> covering(IpAddress remote, IpAddress local) {
    return templates.values().stream()
        .filter(t -> t.config().enabled() && t.range().prefix().contains(remote))
        .filter(t -> t.config().localAddress().map(local::equals).orElse(true))
        .max((a, b) -> Integer.compare(a.range().prefix().length(), b.range().prefix().length()));
  }

  /** Takes one of the template's places; false when all are taken. */
  synchronized boolean enter(Template template) {
    if (template.present >= template.range().limit()) {
      return false;
    }
    template.present++;
    return true;
  }

  synchronized Optional<Peer> known(Template template, IpAddress address) {
    return Optional.ofNullable(template.known.get(address));
  }

  synchronized void remember(Template template, Neighbor neighbor) {
    template.known.put(neighbor.host().address(), neighbor.peer());
    origins.put(neighbor, template);
  }

  /**
   * Gives the place back; false when the template itself is gone, and with it the neighbour's
   * number.
   */
  synchronized boolean leave(Neighbor neighbor) {
    Template template = origins.remove(neighbor);
    if (template == null) {
      return false;
    }
    template.present--;
    return templates.containsValue(template);
  }
}
