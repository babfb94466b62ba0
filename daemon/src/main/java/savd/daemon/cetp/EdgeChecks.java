package savd.daemon.cetp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import savd.cetp.fsm.Host;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Rloc;
import savd.cetp.session.EdgeConfig;
import savd.cetp.tun.Realm;
import savd.daemon.config.ConfigProblem;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Ipv6Address;

/**
 * What no single key of an edge's file shows: entries that contradict each other, or that can do
 * nothing. What would let the wrong host be reached is refused, and so is what would silently be of
 * no effect.
 */
final class EdgeChecks {
  /** Entries of one element (16 to 20) in a message; more of ours would be malformed for others. */
  private static final int MOST_RLOCS = 16;

  /** RFC 1035, section 2.3.4: 255 octets with the lengths of the labels. */
  private static final int LONGEST_NAME = 253;

  private static final Pattern NAME =
      Pattern.compile(
          "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

  private final TomlTable root;
  private final EdgeConfig config;
  private final Consumer<ConfigProblem> problems;

  EdgeChecks(TomlTable root, EdgeConfig config, Consumer<ConfigProblem> problems) {
    this.root = root;
    this.config = config;
    this.problems = problems;
  }

  void run() {
    realm();
    rlocs();
    hosts();
  }

  /** True for a name as it stands in the DNS, lower case, no trailing dot. */
  static boolean isName(String text) {
    return text.length() <= LONGEST_NAME && NAME.matcher(text).matches();
  }

  private void problem(TomlTable in, List<String> key, String path, String text) {
    TomlPosition at = in.inputPositionOf(key);
    problems.accept(new ConfigProblem(at == null ? 0 : at.line(), path, text));
  }

  private void edge(String key, String text) {
    problem(root, List.of("edge", key), "edge." + key, text);
  }

  private void realm() {
    Realm realm = config.realm();
    if (realm.ipv4().length() > 30) {
      edge("proxy-ipv4", "has no room: at most /30");
    } else if (realm.ipv6().length() > 126) {
      edge("proxy-ipv6", "has no room: at most /126");
    } else if (root.contains(List.of("edge", "sessions"))
        && realm.slots(config.maxSessions()) < config.maxSessions()) {
      edge(
          "sessions",
          "are more than the proxy prefixes have addresses: " + realm.slots(config.maxSessions()));
    }
  }

  private boolean isProxy(IpAddress address) {
    return switch (address) {
      case Ipv4Address a -> config.realm().ipv4().contains(a);
      case Ipv6Address a -> config.realm().ipv6().contains(a);
    };
  }

  private void rlocs() {
    List<Rloc> all = config.settings().rlocs();
    TomlArray written = (TomlArray) root.get(List.of("rloc"));
    Map<Locator, Integer> first = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      TomlTable at = written.getTable(i);
      switch (all.get(i).locator()) {
        case Locator.Ip ip -> rloc(at, ip.address());
        case Locator.Direct direct -> rloc(at, direct.address());
        case Locator.Ethernet _ -> {}
      }
      if (first.putIfAbsent(all.get(i).locator(), i) != null) {
        problem(at, List.of("address"), "rloc.address", "stands here twice");
      }
      if (i == MOST_RLOCS) {
        problem(at, List.of("address"), "rloc", "at most " + MOST_RLOCS + " can be told to others");
      }
    }
  }

  private void rloc(TomlTable at, IpAddress address) {
    if (isNoUnicast(address)) {
      problem(at, List.of("address"), "rloc.address", "is no address others can reach");
    } else if (isProxy(address)) {
      problem(at, List.of("address"), "rloc.address", "is a proxy address of this edge");
    }
  }

  private static boolean isNoUnicast(IpAddress address) {
    return switch (address) {
      case Ipv4Address a ->
          a.bits() >>> 24 == 0 || a.bits() >>> 24 == 127 || (a.bits() >>> 28) >= 0xE;
      case Ipv6Address a ->
          a.isLinkLocal() || a.high() >>> 56 == 0xFF || a.high() == 0 && a.low() >>> 1 == 0;
    };
  }

  private void hosts() {
    Map<Identity, String> identities = new HashMap<>();
    Map<IpAddress, String> addresses = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    TomlTable written = (TomlTable) root.get(List.of("host"));
    if (written == null) {
      return;
    }
    List<String> keys = List.copyOf(written.keySet());
    for (int i = 0; i < config.hosts().size(); i++) {
      String key = keys.get(i);
      Host host = config.hosts().get(i);
      if (!isName(host.name())) {
        host(key, "", "is no name of the DNS, without a dot at the end");
      }
      if (names.putIfAbsent(host.name(), key) != null) {
        host(key, "", "is the same name as " + names.get(host.name()));
      }
      for (Identity identity : host.identities()) {
        String other = identities.putIfAbsent(identity, key);
        if (other != null) {
          host(key, "identities", identity + " is also one of " + other);
        }
      }
      host.ipv4().ifPresent(a -> address(key, "ipv4", a, addresses));
      host.ipv6().ifPresent(a -> address(key, "ipv6", a, addresses));
    }
  }

  private void host(String name, String key, String text) {
    List<String> path = key.isEmpty() ? List.of("host", name) : List.of("host", name, key);
    problem(root, path, "host." + name + (key.isEmpty() ? "" : "." + key), text);
  }

  private void address(
      String name, String key, IpAddress address, Map<IpAddress, String> addresses) {
    String other = addresses.putIfAbsent(address, name);
    if (other != null) {
      host(name, key, "is also that of " + other);
    }
    if (isNoUnicast(address)) {
      host(name, key, "is no address of a host");
    } else if (isProxy(address)) {
      host(name, key, "is a proxy address of this edge");
    }
  }
}
