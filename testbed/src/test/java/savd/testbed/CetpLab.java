package savd.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import savd.net.IpAddress;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabPlan;
import savd.testbed.lab.LabPlan.End;
import savd.testbed.lab.LabPlan.InterfaceAddress;
import savd.testbed.lab.LabPlan.Link;
import savd.testbed.lab.LabPlan.Node;
import savd.testbed.lab.LabProcess;

/**
 * Two customer networks with the same private addresses, an edge before each, two paths between the
 * edges: alice – west = east – bob. Mallory is west's neighbour on a third link outside.
 */
final class CetpLab implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(120);

  /** What mostly takes a second may take this long where the machine has much else to do. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Further names of bob, {@code late0} and so on, each with an identity. */
  static final int LATE = 20;

  static final String LATE_IDENTITY = "0b000000cc%02x";

  /**
   * The network between the edges.
   *
   * @param paths addresses on each, with a place for 1, west, and 2, east
   * @param length of their subnets
   * @param west west's RLOCs; other than the above they are behind them
   * @param carriage what carries the messages, as in the configuration
   * @param router whether the first path is through a router, {@code mid}, that nobody sees: it
   *     answers for whom it forwards to
   * @param port east's, where UDP carries the messages; west's is the next one unless it is the
   *     well-known one
   */
  record Outside(
      List<String> paths,
      int length,
      List<String> west,
      String carriage,
      boolean router,
      int port) {
    private static final int PORT = 48001;

    static final Outside IPV4 = direct(24, "192.0.2.%d", "198.51.100.%d");
    static final Outside IPV6 = direct(64, "2001:db8:1::%d", "2001:db8:2::%d");

    /** West's RLOCs are in no subnet of east's: only rules can say whether they belong there. */
    static final Outside ROUTED =
        new Outside(IPV4.paths, 24, List.of("203.0.113.1", "203.0.113.129"), "udp", false, PORT);

    private static Outside direct(int length, String one, String two) {
      return new Outside(
          List.of(one, two),
          length,
          List.of(one.formatted(1), two.formatted(1)),
          "udp",
          false,
          PORT);
    }

    Outside by(String other) {
      return new Outside(paths, length, west, other, router, port);
    }

    Outside withRouter() {
      return new Outside(paths, length, west, carriage, true, port);
    }

    Outside at(int eastsPort) {
      return new Outside(paths, length, west, carriage, router, eastsPort);
    }

    /** An RLOC in the configuration. */
    private String configured(int path, String edge) {
      String where =
          carriage.equals("ethernet")
              ? "device = \"p" + (path + 1) + "\""
              : "address = \"" + rloc(path, edge) + "\"";
      return "carriage = \"" + carriage + "\"\n" + where;
    }

    String address(int path, String edge) {
      return paths.get(path).formatted(edge.equals("west") ? 1 : 2);
    }

    String rloc(int path, String edge) {
      return edge.equals("west") ? west.get(path) : address(path, edge);
    }

    private String subnet(int path, String edge) {
      return address(path, edge) + "/" + length;
    }

    private List<Link> links() {
      List<Link> links = new ArrayList<>();
      String one = subnet(0, "west");
      String two = subnet(0, "east");
      if (router) {
        links.add(CetpLab.link("west", "p1", "mid", "w", one, "192.0.2.253/32"));
        links.add(CetpLab.link("mid", "e", "east", "p1", "192.0.2.254/32", two));
      } else {
        links.add(CetpLab.link("west", "p1", "east", "p1", one, two));
      }
      links.add(CetpLab.link("west", "p2", "east", "p2", subnet(1, "west"), subnet(1, "east")));
      return links;
    }
  }

  private final Lab lab;
  private final Outside outside;
  private final List<Path> resolvConf = new ArrayList<>();
  private final Map<String, LabProcess> edges = new java.util.HashMap<>();

  CetpLab(String policy) {
    this(policy, Outside.IPV4, "");
  }

  /**
   * Builds all and starts the edges.
   *
   * @param savd configuration of east's interfaces, whose edge runs inside savd then; empty for one
   *     alone
   */
  CetpLab(String policy, Outside outside, String savd) {
    this.outside = outside;
    String name = "cetp" + ProcessHandle.current().pid();
    lab =
        Lab.open(
            new LabPlan(
                name,
                List.of(
                    node("alice"),
                    node("bob"),
                    node("west"),
                    node("east"),
                    node("mallory"),
                    node("mid")),
                links(
                    outside,
                    link(
                        "alice",
                        "lan",
                        "west",
                        "lan",
                        "10.0.0.2/24 fd00:a::2/64",
                        "10.0.0.1/24 fd00:a::1/64"),
                    link(
                        "bob",
                        "lan",
                        "east",
                        "lan",
                        "10.0.0.2/24 fd00:a::2/64" + lateAddresses(),
                        "10.0.0.1/24 fd00:a::1/64"),
                    link(
                        "west",
                        "p3",
                        "mallory",
                        "p3",
                        "172.31.0.1/24 2001:db8:66::1/64",
                        "172.31.0.2/24 2001:db8:66::2/64"))));
    try {
      for (String host : List.of("alice", "bob")) {
        lab.run(host, "ip", "route", "add", "default", "via", "10.0.0.1").orThrow();
        lab.run(host, "ip", "-6", "route", "add", "default", "via", "fd00:a::1").orThrow();
        // Where ip-netns(8) looks for a namespace's own resolv.conf.
        Path own = Path.of("/etc/netns", lab.namespace(host));
        Files.createDirectories(own);
        resolvConf.add(Files.writeString(own.resolve("resolv.conf"), "nameserver 10.0.0.1\n"));
      }
      for (int path = 0; path < 2; path++) {
        route(path);
      }
      if (outside.router) {
        routeThrough();
      }
      configure("west", policy, "");
      configure("east", policy, "");
      start("west", List.of("cetp-edge", configuration("west").toString()));
      if (savd.isEmpty()) {
        start("east", List.of("cetp-edge", configuration("east").toString()));
      } else {
        configureSavd(savd);
        start("east", List.of("run", "-c", savdConfiguration().toString()));
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** West's RLOC where it is in none of the subnets. */
  private void route(int path) {
    String rloc = outside.rloc(path, "west");
    String via = outside.address(path, "west");
    if (!rloc.equals(via)) {
      lab.run("west", "ip", "address", "add", rloc + "/32", "dev", "lo").orThrow();
      lab.run("east", "ip", "route", "add", rloc + "/32", "via", via).orThrow();
    }
  }

  private static List<Link> links(Outside outside, Link... others) {
    List<Link> links = new ArrayList<>(List.of(others));
    links.addAll(outside.links());
    return links;
  }

  /** Each edge thinks the other on its own link. */
  private void routeThrough() {
    lab.run("mid", "ip", "route", "add", outside.address(0, "west") + "/32", "dev", "w").orThrow();
    lab.run("mid", "ip", "route", "add", outside.address(0, "east") + "/32", "dev", "e").orThrow();
    lab.run(
            "mid",
            "sysctl",
            "-qw",
            "net.ipv4.ip_forward=1",
            "net.ipv4.conf.w.proxy_arp=1",
            "net.ipv4.conf.e.proxy_arp=1",
            "net.ipv4.neigh.w.proxy_delay=0",
            "net.ipv4.neigh.e.proxy_delay=0")
        .orThrow();
  }

  private static Node node(String name) {
    return new Node(name, List.of());
  }

  private static Link link(
      String a, String deviceA, String b, String deviceB, String addressesA, String addressesB) {
    return new Link(end(a, deviceA, addressesA), end(b, deviceB, addressesB));
  }

  private static End end(String node, String device, String addresses) {
    return new End(
        node, device, List.of(addresses.split(" ")).stream().map(InterfaceAddress::parse).toList());
  }

  /** Writes an edge's configuration; {@code preference} is a line for its first RLOC. */
  void configure(String edge, String policy, String preference) throws IOException {
    boolean west = edge.equals("west");
    String other = west ? "east" : "west";
    String text =
        """
        [edge]
        tun = "cetp0"
        %11$s
        proxy-ipv4 = "100.64.0.0/16"
        proxy-ipv6 = "fd00:ce7::/112"
        dns-hosts = ["10.0.0.1"]
        dns-world = ["%1$s"]
        control = "%8$s"
        legacy-flows = 20
        [[rloc]]
        %9$s
        order = 10
        %2$s
        [[rloc]]
        %10$s
        order = 20
        [[upstream]]
        zone = "%3$s.example"
        servers = ["%4$s"]
        [host."%5$s.example"]
        identities = ["%6$s"]
        ipv4 = "10.0.0.2"
        ipv6 = "fd00:a::2"
        policy = "%7$s"
        """
            .formatted(
                outside.address(0, edge),
                preference,
                other,
                outside.address(0, other),
                west ? "alice.west" : "bob.east",
                west ? "0a00000000aa" : "0b00000000bb",
                policy,
                socket(edge),
                outside.configured(0, edge),
                outside.configured(1, edge),
                outside.port == Outside.PORT ? "" : "port = " + (outside.port + (west ? 1 : 0)));
    // Further names for bob, which nobody has asked for before the flood.
    StringBuilder more = new StringBuilder();
    for (int i = -1; i < LATE; i++) {
      more.append(
          """
          [host."late%s.east.example"]
          identities = ["%s"]
          ipv4 = "%s"
          policy = "%s"
          """
              .formatted(
                  i < 0 ? "" : i,
                  i < 0 ? "0b00000000cc" : LATE_IDENTITY.formatted(i),
                  lateAddress(i),
                  policy));
    }
    Files.writeString(configuration(edge), west ? text : text + more);
  }

  private static String lateAddress(int i) {
    return "10.0.0." + (101 + i);
  }

  /** Bob's under his further names. */
  private static String lateAddresses() {
    StringBuilder all = new StringBuilder();
    for (int i = -1; i < LATE; i++) {
      all.append(' ').append(lateAddress(i)).append("/24");
    }
    return all.toString();
  }

  Path configuration(String edge) {
    return lab.directory(edge).resolve("edge.toml");
  }

  /** The control socket of an edge; of savd where that runs it. */
  private Path socket(String edge) {
    return lab.directory(edge).resolve("s");
  }

  private Path savdConfiguration() {
    return lab.directory("east").resolve("savd.toml");
  }

  /** Writes the configuration of the savd that runs east's edge. */
  void configureSavd(String interfaces) throws IOException {
    Files.writeString(
        savdConfiguration(),
        """
        [router]
        as = 65004
        id = "192.0.2.4"
        [bgp]
        listen = []
        [control]
        socket = "%s"
        [http]
        listen = "127.0.0.1:9479"
        [cetp]
        file = "%s"
        %s
        """
            .formatted(socket("east"), configuration("east"), interfaces));
  }

  private static List<String> java(String main, List<String> words) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                main));
    line.addAll(words);
    return line;
  }

  /** What savctl says, asked of an edge. */
  String savctl(String edge, String... words) {
    return askSavctl(edge, words).orThrow().out();
  }

  /** The same, whatever its exit status. */
  Command askSavctl(String edge, String... words) {
    List<String> line = new ArrayList<>(List.of("-s", socket(edge).toString()));
    line.addAll(List.of(words));
    return lab.run(edge, java("savd.cli.Savctl", line).toArray(String[]::new));
  }

  /** Starts another edge that is expected to end by itself. */
  Command tryEdge(String edge, Path file) {
    List<String> line = java("savd.daemon.Savd", List.of("cetp-edge", file.toString()));
    return lab.run(edge, line.toArray(String[]::new));
  }

  private void start(String edge, List<String> words) {
    long before = starts(edge);
    LabProcess process = lab.start(edge, "edge", java("savd.daemon.Savd", words));
    edges.put(edge, process);
    Await.until(
        START,
        () -> edge + " is up; it said: " + process.tail(),
        () -> {
          process.mustLive();
          return starts(edge) > before;
        });
  }

  /** How often the edge has said that it is up. */
  private long starts(String edge) {
    return Files.exists(log(edge))
        ? reports(edge).stream().filter(l -> l.contains("CETP edge is up")).count()
        : 0;
  }

  private Path log(String edge) {
    return lab.directory(edge).resolve("edge.log");
  }

  Lab lab() {
    return lab;
  }

  /** Ends an edge in order, however long it takes. */
  void stop(String edge) {
    LabProcess process = edges.remove(edge);
    process.signal("TERM");
    Await.until(START, edge + " has ended", () -> !process.isAlive());
  }

  /** Ends an edge at once. */
  void kill(String edge) {
    edges.remove(edge).kill();
  }

  /** Starts an edge that runs alone and has ended. */
  void start(String edge) {
    start(edge, List.of("cetp-edge", configuration(edge).toString()));
  }

  void reload(String edge) {
    edges.get(edge).signal("HUP");
  }

  /** Waits until an edge has a session that goes to an RLOC. */
  void awaitSessionTo(String rloc, String edge) {
    Await.until(PATIENCE, edge + " sends to " + rloc, () -> hasSessionTo(rloc, edge));
  }

  boolean hasSessionTo(String rloc, String edge) {
    return report(edge).stream().anyMatch(l -> l.startsWith("session") && l.endsWith("-" + rloc));
  }

  /** Captures what comes and goes at a node, but for the flood; it has begun. */
  LabProcess captureBesideFlood(String node, Path file) {
    LabProcess dump =
        lab.start(
            node,
            file.getFileName().toString(),
            List.of(
                "tcpdump",
                "-i",
                "any",
                "--immediate-mode",
                "-U",
                "-s",
                "300",
                "-w",
                file.toString(),
                "udp port 48001 and not net 11.0.0.0/8"));
    Await.until(PATIENCE, "tcpdump listens", () -> dump.tail().contains("listening on"));
    return dump;
  }

  /** Sessions and counters of an edge, from now. */
  List<String> report(String edge) {
    LabProcess process = edges.get(edge);
    long before = reports(edge).stream().filter("end of report"::equals).count();
    process.signal("USR2");
    Await.until(
        PATIENCE,
        edge + " reports",
        () -> reports(edge).stream().filter("end of report"::equals).count() > before);
    List<String> all = reports(edge);
    int end = all.lastIndexOf("end of report");
    int begin = all.subList(0, end).lastIndexOf("end of report") + 1;
    return all.subList(begin, end);
  }

  private List<String> reports(String edge) {
    try {
      return Files.readAllLines(log(edge));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long counter(String edge, String name) {
    return report(edge).stream()
        .filter(l -> l.startsWith("counter " + name + " "))
        .mapToLong(l -> Long.parseLong(l.substring(l.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** How many of {@code count} pings, one every {@code interval} seconds, were answered. */
  Command ping(String from, int family, int count, double interval, String to) {
    return lab.run(
        from,
        "ping",
        "-" + family,
        "-c",
        Integer.toString(count),
        "-i",
        Double.toString(interval),
        "-W",
        "3",
        to);
  }

  static int answered(Command ping) {
    String out = ping.out();
    int end = out.indexOf(" received");
    return end < 0
        ? 0
        : Integer.parseInt(out.substring(out.lastIndexOf(' ', end - 1) + 1, end).strip());
  }

  /** What an address is called, asked inside a node. */
  String nameOf(String node, IpAddress address) {
    return lab.run(node, "getent", "hosts", address.toString()).out().strip();
  }

  @Override
  public void close() {
    lab.close();
    for (Path file : resolvConf) {
      try {
        Files.deleteIfExists(file);
        Files.deleteIfExists(file.getParent());
      } catch (IOException e) {
        System.err.println("could not remove " + file + ": " + e.getMessage());
      }
    }
  }
}
