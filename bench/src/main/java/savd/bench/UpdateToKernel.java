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

/**
 * From the last octet of an UPDATE to the kernel's commit, through a whole savd: the time is taken
 * before write(2) on the BGP session, and again when {@link CommitWatch} sees the commit, in one
 * process with one clock.
 *
 * <p>Run it in a network namespace of its own, as root:
 *
 * <pre>
 * unshare -n java -cp ... savd.bench.UpdateToKernel dist/bin/savd PREFIXES CHANGES [FULL-TABLE]
 * </pre>
 *
 * A customer announces PREFIXES, none next to another, which its interface permits (feasible path,
 * enforced); a provider, where FULL-TABLE is given, announces so many more, which no interface
 * uses. Then single routes come and go.
 */
public final class UpdateToKernel {
  private static final int PORT = 17902;
  private static final Asn SAVD = Asn.of(64512);
  private static final int PER_UPDATE = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long QUIET_MILLIS = 500;

  /** Between savd's first commit, of the empty table, and that of the lists. */
  private static final long TABLE_QUIET_MILLIS = 8000;

  private final CommitWatch commits;
  private final ThreadTimes times;

  private UpdateToKernel(CommitWatch commits, ThreadTimes times) {
    this.commits = commits;
    this.times = times;
  }

  /**
   * @param args the launcher of savd, prefixes on the list, single changes, and routes of the
   *     provider
   */
  public static void main(String[] args)
      throws IOException, InterruptedException, NetlinkException {
    int prefixes = Integer.parseInt(args[1]);
    int changes = Integer.parseInt(args[2]);
    int full = args.length > 3 ? Integer.parseInt(args[3]) : 0;
    Path directory = Files.createTempDirectory("update-to-kernel");
    Path configuration =
        Files.writeString(directory.resolve("savd.toml"), configuration(directory));
    new ProcessBuilder("ip", "link", "set", "lo", "up").inheritIO().start().waitFor();
    Process savd =
        new ProcessBuilder(args[0], "run", "-c", configuration.toString()).inheritIO().start();
    try (CommitWatch commits = new CommitWatch()) {
      ThreadTimes times = new ThreadTimes(savd.pid(), "bgp", "savd-core", "savd-dataplane");
      new UpdateToKernel(commits, times).measure(prefixes, changes, full);
    } finally {
      savd.destroy();
      savd.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static String configuration(Path directory) {
    return """
        [router]
        as = 64512
        id = "192.0.2.254"
        [bgp]
        listen = ["127.0.0.1:%d"]
        [control]
        socket = "%s/savd.sock"
        [http]
        listen = "off"
        [log]
        level = "warn"
        [dataplane]
        reconcile-interval = "0s"
        [interface.customer]
        role = "customer"
        method = "feasible"
        mode = "enforce"
        hold = "0s"
        [neighbor.customer]
        address = "127.0.0.2"
        as = 65001
        interface = "customer"
        local-address = "127.0.0.1"
        passive = true
        multihop = 8
        [neighbor.provider]
        address = "127.0.0.3"
        as = 65002
        local-address = "127.0.0.1"
        passive = true
        multihop = 8
        """
        .formatted(PORT, directory);
  }

  private void measure(int prefixes, int changes, int full)
      throws InterruptedException, IOException {
    try (ScriptedPeer provider = peer(2);
        ScriptedPeer customer = peer(1)) {
      announce(provider, 2, full, 0x50000000);
      provider.endOfRib();
      announce(customer, 1, prefixes, 0x14000000);
      customer.endOfRib();
      commits.awaitQuiet(TABLE_QUIET_MILLIS);
      single(customer, changes / 10);
      times.restart();
      CommitWatch.report("one changed route", single(customer, changes));
      times.report(changes);
      burst(customer);
    }
  }

  private static ScriptedPeer peer(int n) {
    return ScriptedPeer.connect(
        Asn.of(65000 + n),
        new Ipv4Address(0x0A000000 + n),
        SAVD,
        new InetSocketAddress("127.0.0." + (1 + n), 0),
        new InetSocketAddress("127.0.0.1", PORT),
        PATIENCE);
  }

  /** Every other /24 from {@code base} on, so that no two merge. */
  private static void announce(ScriptedPeer peer, int n, int count, int base) {
    for (int i = 0; i < count; i += PER_UPDATE) {
      List<Prefix> some = new ArrayList<>(PER_UPDATE);
      for (int k = i; k < Math.min(count, i + PER_UPDATE); k++) {
        some.add(prefix(base, k));
      }
      peer.announce(some, AsPath.of(65000 + n, 1000 + i % 50_000), IpAddress.parse("192.0.2." + n));
    }
  }

  private static Prefix prefix(int base, int i) {
    return new Ipv4Prefix(base + (i << 9), 24);
  }

  /** A route among those on the list, and its withdrawal, and so on. */
  private long[] single(ScriptedPeer peer, int changes) throws InterruptedException {
    long[] nanos = new long[changes];
    for (int i = 0; i < changes; i++) {
      Prefix p = new Ipv4Prefix(0x14000000 + (Math.floorMod(i / 2 * 7919, 90_000) << 9) + 256, 25);
      times.start();
      long start = commits.forgetAndStart();
      if (i % 2 == 0) {
        peer.announce(List.of(p), AsPath.of(65001, 7), IpAddress.parse("192.0.2.1"));
      } else {
        peer.withdraw(List.of(p));
      }
      nanos[i] = commits.next() - start;
      times.stop();
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return nanos;
  }

  private void burst(ScriptedPeer peer) throws InterruptedException, IOException {
    long[] nanos = new long[20];
    times.restart();
    for (int b = 0; b < nanos.length; b++) {
      times.start();
      long start = commits.forgetAndStart();
      for (int i = 0; i < 1000; i++) {
        Prefix p = new Ipv4Prefix(0x14000000 + (i * 90 << 9) + 256, 25);
        if (b % 2 == 0) {
          peer.announce(List.of(p), AsPath.of(65001, i + 1), IpAddress.parse("192.0.2.1"));
        } else {
          peer.withdraw(List.of(p));
        }
      }
      nanos[b] = commits.awaitQuiet(QUIET_MILLIS) - start;
      times.stop();
    }
    CommitWatch.report("burst of 1000 changes", nanos);
    times.report(nanos.length);
  }
}
