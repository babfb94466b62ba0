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
 * edges: alice – west = east – bob.
 */
final class CetpLab implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(40);
  private final Lab lab;
  private final List<Path> resolvConf = new ArrayList<>();
  private final Map<String, LabProcess> edges = new java.util.HashMap<>();

  CetpLab(String policy) {
    String name = "cetp" + ProcessHandle.current().pid();
    lab =
        Lab.open(
            new LabPlan(
                name,
                List.of(node("alice"), node("bob"), node("west"), node("east")),
                List.of(
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
                        "10.0.0.2/24 fd00:a::2/64",
                        "10.0.0.1/24 fd00:a::1/64"),
                    link("west", "p1", "east", "p1", "192.0.2.1/24", "192.0.2.2/24"),
                    link("west", "p2", "east", "p2", "198.51.100.1/24", "198.51.100.2/24"))));
    try {
      for (String host : List.of("alice", "bob")) {
        lab.run(host, "ip", "route", "add", "default", "via", "10.0.0.1").orThrow();
        lab.run(host, "ip", "-6", "route", "add", "default", "via", "fd00:a::1").orThrow();
        // Where ip-netns(8) looks for a namespace's own resolv.conf.
        Path own = Path.of("/etc/netns", lab.namespace(host));
        Files.createDirectories(own);
        resolvConf.add(Files.writeString(own.resolve("resolv.conf"), "nameserver 10.0.0.1\n"));
      }
      configure("west", policy, "");
      configure("east", policy, "");
      start("west");
      start("east");
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
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
    int own = west ? 1 : 2;
    String text =
        """
        [edge]
        tun = "cetp0"
        proxy-ipv4 = "100.64.0.0/16"
        proxy-ipv6 = "fd00:ce7::/112"
        dns-hosts = ["10.0.0.1"]
        dns-world = ["192.0.2.%1$d"]
        [[rloc]]
        address = "192.0.2.%1$d"
        order = 10
        %2$s
        [[rloc]]
        address = "198.51.100.%1$d"
        order = 20
        [[upstream]]
        zone = "%3$s.example"
        servers = ["192.0.2.%4$d"]
        [host."%5$s.example"]
        identities = ["%6$s"]
        ipv4 = "10.0.0.2"
        ipv6 = "fd00:a::2"
        policy = "%7$s"
        """
            .formatted(
                own,
                preference,
                west ? "east" : "west",
                3 - own,
                west ? "alice.west" : "bob.east",
                west ? "0a00000000aa" : "0b00000000bb",
                policy);
    // A second name for bob, which nobody has asked for before the flood.
    String late =
        """
        [host."late.east.example"]
        identities = ["0b00000000cc"]
        ipv4 = "10.0.0.2"
        policy = "%s"
        """
            .formatted(policy);
    Files.writeString(configuration(edge), west ? text : text + late);
  }

  private Path configuration(String edge) {
    return lab.directory(edge).resolve("edge.toml");
  }

  private void start(String edge) {
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    LabProcess process =
        lab.start(
            edge,
            "edge",
            List.of(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "savd.daemon.Savd",
                "cetp-edge",
                configuration(edge).toString()));
    edges.put(edge, process);
    Await.until(
        START,
        () -> edge + " is up; it said: " + process.tail(),
        () -> {
          process.mustLive();
          return process.tail().contains("CETP edge is up");
        });
  }

  Lab lab() {
    return lab;
  }

  void reload(String edge) {
    edges.get(edge).signal("HUP");
  }

  /** Sessions and counters of an edge, from now. */
  List<String> report(String edge) {
    LabProcess process = edges.get(edge);
    long before = reports(edge).stream().filter("end of report"::equals).count();
    process.signal("USR2");
    Await.until(
        Duration.ofSeconds(10),
        edge + " reports",
        () -> reports(edge).stream().filter("end of report"::equals).count() > before);
    List<String> all = reports(edge);
    int end = all.lastIndexOf("end of report");
    int begin = all.subList(0, end).lastIndexOf("end of report") + 1;
    return all.subList(begin, end);
  }

  private List<String> reports(String edge) {
    try {
      return Files.readAllLines(lab.directory(edge).resolve("edge.log"));
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
