package savd.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import savd.fib.netlink.NetlinkException;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Ipv4Prefix;
import savd.net.Prefix;
import savd.testbed.peer.ScriptedPeer;
import savd.testbed.rpki.RouterIdentity;
import savd.testbed.rpki.RpkiData;

/**
 * From the best path of a member of a cone to the kernel at the cone's top, through two whole savd
 * that speak the member protocol over TLS: AS 5 has the top AS 4 and AS 3 for providers; AS 4
 * withdraws from it the prefix of AS 2 and announces it again, so that AS 5's best path is by AS 3
 * or by AS 4, and what AS 5 originates leaves the blocklist of AS 4 or goes back on it. The time is
 * taken before the octets of the UPDATE are written, and again when the kernel tells of its new
 * generation.
 *
 * <p>Run it in a network namespace of its own, as root:
 *
 * <pre>
 * unshare -n java -cp ... savd.bench.PiSavReaction dist/bin/savd REPETITIONS PREFIXES
 * </pre>
 */
public final class PiSavReaction {
  private static final int TOP_BGP = 17911;
  private static final int MEMBER_BGP = 17912;
  private static final int PROTOCOL = 17913;
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final long START_QUIET_MILLIS = 5000;
  private static final long QUIET_MILLIS = 20;
  private static final int WARM_UP = 20;
  private static final IpAddress NEXT_HOP = IpAddress.parse("192.0.2.1");
  private static final Prefix P2 = Prefix.parse("31.2.0.0/16");
  private static final int P5 = 0x1F05_0000;
  private static final int PER_UPDATE = 500;

  private final Path launcher;
  private final Path directory;
  private final List<Process> processes = new ArrayList<>();

  private PiSavReaction(Path launcher, Path directory) {
    this.launcher = launcher;
    this.directory = directory;
  }

  /**
   * @param args the launcher of savd, how often AS 5 changes its best path, and how many prefixes
   *     it originates
   */
  public static void main(String[] args)
      throws IOException, InterruptedException, NetlinkException {
    if (args.length != 3) {
      System.err.println("usage: PiSavReaction SAVD REPETITIONS PREFIXES");
      System.exit(2);
    }
    new ProcessBuilder("ip", "link", "set", "lo", "up").inheritIO().start().waitFor();
    PiSavReaction bench =
        new PiSavReaction(
            Path.of(args[0]).toAbsolutePath(), Files.createTempDirectory("pi-sav-reaction"));
    try (CommitWatch commits = new CommitWatch()) {
      bench.run(commits, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    } finally {
      for (Process p : bench.processes) {
        p.destroy();
        p.waitFor(10, TimeUnit.SECONDS);
      }
    }
  }

  private void run(CommitWatch commits, int repetitions, int prefixes)
      throws IOException, InterruptedException {
    RouterIdentity top = RouterIdentity.make(directory, "as4", Asn.of(4));
    RouterIdentity member = RouterIdentity.make(directory, "as5", Asn.of(5));
    Path rpki = directory.resolve("rpki.json");
    new RpkiData(List.of(), List.of(RpkiData.aspa(2, 4), RpkiData.aspa(5, 3, 4))).write(rpki);
    List<Prefix> own = new ArrayList<>();
    for (int i = 0; i < prefixes; i++) {
      own.add(new Ipv4Prefix(P5 + (i << 8), 24));
    }
    start("top", topConfiguration(rpki, top, member));
    try (ScriptedPeer stub = peer(2, 4, "127.0.0.22", TOP_BGP);
        ScriptedPeer provider = peer(3, 4, "127.0.0.23", TOP_BGP);
        ScriptedPeer multihomed = peer(5, 4, "127.0.0.25", TOP_BGP)) {
      stub.announce(List.of(P2), AsPath.of(2), NEXT_HOP);
      for (int i = 0; i < own.size(); i += PER_UPDATE) {
        List<Prefix> some = own.subList(i, Math.min(own.size(), i + PER_UPDATE));
        multihomed.announce(some, AsPath.of(5), NEXT_HOP);
      }
      List.of(stub, provider, multihomed).forEach(ScriptedPeer::endOfRib);
      commits.awaitQuiet(START_QUIET_MILLIS);
      start("member", memberConfiguration(top, member));
      try (ScriptedPeer inside = peer(4, 5, "127.0.0.34", MEMBER_BGP);
          ScriptedPeer outside = peer(3, 5, "127.0.0.33", MEMBER_BGP)) {
        outside.announce(List.of(P2), AsPath.of(3, 4, 2), NEXT_HOP);
        inside.announce(List.of(P2), AsPath.of(4, 2), NEXT_HOP);
        List.of(inside, outside).forEach(ScriptedPeer::endOfRib);
        // The member finds the top, hears its notice, answers; then what it originates is listed.
        commits.forgetAndStart();
        commits.awaitQuiet(START_QUIET_MILLIS);
        long[][] first = turn(inside, commits, WARM_UP);
        for (int i = 0; i < 3; i++) {
          System.out.printf(
              "change %d: off %.1f ms, on %.1f ms%n", i + 1, first[0][i] / 1e6, first[1][i] / 1e6);
        }
        long[][] nanos = turn(inside, commits, repetitions);
        CommitWatch.report(prefixes + " prefixes leave the blocklist", nanos[0]);
        CommitWatch.report(prefixes + " prefixes go on the blocklist", nanos[1]);
      }
    }
  }

  /** Times of both directions, {@code repetitions} each. */
  private static long[][] turn(ScriptedPeer inside, CommitWatch commits, int repetitions)
      throws InterruptedException {
    long[][] nanos = new long[2][repetitions];
    for (int i = 0; i < repetitions; i++) {
      long start = commits.forgetAndStart();
      inside.withdraw(List.of(P2));
      nanos[0][i] = commits.awaitQuiet(QUIET_MILLIS) - start;
      start = commits.forgetAndStart();
      inside.announce(List.of(P2), AsPath.of(4, 2), NEXT_HOP);
      nanos[1][i] = commits.awaitQuiet(QUIET_MILLIS) - start;
    }
    return nanos;
  }

  private ScriptedPeer peer(int asn, int remote, String local, int port) {
    return ScriptedPeer.connect(
        Asn.of(asn),
        new Ipv4Address(0x0A00_0000 + asn),
        Asn.of(remote),
        new InetSocketAddress(local, 0),
        new InetSocketAddress("127.0.0.1", port),
        BOUND);
  }

  private void start(String name, String configuration) throws IOException {
    Path file = Files.writeString(directory.resolve(name + ".toml"), configuration);
    processes.add(
        new ProcessBuilder(launcher.toString(), "run", "-c", file.toString()).inheritIO().start());
  }

  // ---- configurations

  private String common(int asn, int port) {
    return """
        [router]
        as = %d
        id = "192.0.2.%d"
        [bgp]
        listen = ["127.0.0.1:%d"]
        [control]
        socket = "%s/as%d.sock"
        [http]
        listen = "off"
        [log]
        level = "warn"
        [dataplane]
        reconcile-interval = "0s"
        [defaults]
        hold = "0s"
        """
        .formatted(asn, asn, port, directory, asn);
  }

  private static String neighbor(int asn, String address, String ingress, String role) {
    return """
        [neighbor.as%d]
        address = "%s"
        local-address = "127.0.0.1"
        as = %d
        interface = "%s"
        role = "%s"
        passive = true
        multihop = 8
        """
        .formatted(asn, address, asn, ingress, role);
  }

  private String topConfiguration(Path rpki, RouterIdentity top, RouterIdentity member) {
    return common(4, TOP_BGP)
        + """
        [rpki]
        files = ["%s"]
        [interface.upstream]
        role = "provider"
        method = "pi-sav"
        mode = "enforce"
        [interface.stub]
        mode = "off"
        [interface.below]
        mode = "off"
        [pi-sav]
        mode = "conservative"
        listen = ["127.0.0.1:%d"]
        certificate = "%s"
        private-key = "%s"
        [member.multihomed]
        as = 5
        key = "%s"
        """
            .formatted(rpki, PROTOCOL, top.certificate(), top.privateKey(), member.certificate())
        + neighbor(2, "127.0.0.22", "stub", "customer")
        + neighbor(3, "127.0.0.23", "upstream", "provider")
        + neighbor(5, "127.0.0.25", "below", "customer");
  }

  private String memberConfiguration(RouterIdentity top, RouterIdentity member) {
    return common(5, MEMBER_BGP)
        + """
        [interface.region]
        mode = "off"
        [interface.upstream]
        mode = "off"
        [pi-sav]
        networks = ["31.5.0.0/16"]
        certificate = "%s"
        private-key = "%s"
        [top.region]
        as = 4
        address = "127.0.0.1"
        port = %d
        key = "%s"
        """
            .formatted(member.certificate(), member.privateKey(), PROTOCOL, top.certificate())
        + neighbor(4, "127.0.0.34", "region", "provider")
        + neighbor(3, "127.0.0.33", "upstream", "provider");
  }
}
