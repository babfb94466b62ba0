package savd.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import savd.fib.netlink.NetlinkException;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Ipv4Prefix;
import savd.net.Prefix;
import savd.testbed.peer.ScriptedPeer;

/**
 * From the last octet of an UPDATE to the kernel's commit where PI-SAV blocks a large customer cone
 * on a provider interface. Time is taken as {@link UpdateToKernel} does.
 *
 * <pre>
 * unshare -n java -cp ... savd.bench.PiSavToKernel dist/bin/savd ASES PREFIXES CHANGES
 * </pre>
 *
 * A customer announces a cone of ASES, each below one with a tenth of its number, which have ASPAs
 * for exactly that. Then one UPDATE at a time: a prefix of a member comes and goes; the provider
 * announces a member's prefix with another origin, and takes it back; the provider shows a member,
 * with all below it, behind an AS outside, and takes it back.
 */
public final class PiSavToKernel {
  private static final int PORT = 17903;
  private static final Asn SAVD = Asn.of(64512);
  private static final long CUSTOMER = 200_000;
  private static final long PROVIDER = 300_000;
  private static final long OUTSIDE = 300_001;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long TABLE_QUIET_MILLIS = 8000;
  private static final int BASE = 0x14000000;

  private final CommitWatch commits;
  private final int ases;
  private final int prefixes;
  private final Random random = new Random(1);

  private PiSavToKernel(CommitWatch commits, int ases, int prefixes) {
    this.commits = commits;
    this.ases = ases;
    this.prefixes = prefixes;
  }

  /**
   * @param args the launcher of savd, ASes of the cone, their prefixes, and changes of each kind
   */
  public static void main(String[] args)
      throws IOException, InterruptedException, NetlinkException {
    int ases = Integer.parseInt(args[1]);
    int prefixes = Integer.parseInt(args[2]);
    Path directory = Files.createTempDirectory("pi-sav-to-kernel");
    Path data = Files.writeString(directory.resolve("aspas.json"), aspas(ases));
    Path configuration =
        Files.writeString(directory.resolve("savd.toml"), configuration(directory, data));
    new ProcessBuilder("ip", "link", "set", "lo", "up").inheritIO().start().waitFor();
    Process savd =
        new ProcessBuilder(args[0], "run", "-c", configuration.toString()).inheritIO().start();
    try (CommitWatch commits = new CommitWatch()) {
      new PiSavToKernel(commits, ases, prefixes).measure(Integer.parseInt(args[3]));
    } finally {
      savd.destroy();
      savd.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static String aspas(int ases) {
    return IntStream.range(0, ases)
        .mapToObj(
            i ->
                "{\"customer_asid\":%d,\"providers\":[%d]}"
                    .formatted(CUSTOMER + i, i == 0 ? SAVD.toLong() : CUSTOMER + above(i)))
        .collect(
            Collectors.joining(
                ",",
                "{\"roas\":[{\"asn\":64496,\"prefix\":\"192.0.2.0/24\",\"maxLength\":24}],"
                    + "\"aspas\":[",
                "]}"));
  }

  private static int above(int member) {
    return member / 10;
  }

  private static String configuration(Path directory, Path data) {
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
        [rpki]
        files = ["%s"]
        [interface.customer]
        role = "customer"
        method = "off"
        [interface.provider]
        role = "provider"
        method = "pi-sav"
        mode = "enforce"
        hold = "0s"
        [neighbor.customer]
        address = "127.0.0.2"
        as = %d
        interface = "customer"
        local-address = "127.0.0.1"
        passive = true
        multihop = 8
        [neighbor.provider]
        address = "127.0.0.3"
        as = %d
        interface = "provider"
        local-address = "127.0.0.1"
        passive = true
        multihop = 8
        """
        .formatted(PORT, directory, data, CUSTOMER, PROVIDER);
  }

  private void measure(int changes) throws InterruptedException {
    try (ScriptedPeer provider = peer(3, PROVIDER);
        ScriptedPeer customer = peer(2, CUSTOMER)) {
      provider.endOfRib();
      for (int i = 0; i < prefixes; i++) {
        customer.announce(List.of(prefix(i)), path(i % ases), IpAddress.parse("192.0.2.2"));
      }
      customer.endOfRib();
      commits.awaitQuiet(TABLE_QUIET_MILLIS);
      ownPrefix(customer, changes / 5);
      CommitWatch.report("a member's prefix comes or goes", ownPrefix(customer, changes));
      secondOrigin(provider, changes / 5);
      CommitWatch.report("a second origin comes or goes", secondOrigin(provider, changes));
      behind(provider, changes / 5);
      CommitWatch.report("a member is seen outside, or not", behind(provider, changes));
    }
  }

  private static ScriptedPeer peer(int n, long asn) {
    return ScriptedPeer.connect(
        Asn.of(asn),
        new Ipv4Address(0x0A000000 + n),
        SAVD,
        new InetSocketAddress("127.0.0." + n, 0),
        new InetSocketAddress("127.0.0.1", PORT),
        PATIENCE);
  }

  private static Prefix prefix(int i) {
    return new Ipv4Prefix(BASE + (i << 9), 24);
  }

  private static AsPath path(int member) {
    List<Long> up = new ArrayList<>();
    for (int m = member; m != 0; m = above(m)) {
      up.addFirst(CUSTOMER + m);
    }
    up.addFirst(CUSTOMER);
    return AsPath.of(up.stream().mapToLong(Long::longValue).toArray());
  }

  /** An UPDATE, and what takes it back. */
  private interface Change {
    void make(Prefix prefix, int i);
  }

  private long[] inTurn(int changes, Change odd, Change even, int bits)
      throws InterruptedException {
    long[] nanos = new long[changes];
    int i = 0;
    for (int n = 0; n < changes; n++) {
      i = n % 2 == 0 ? random.nextInt(prefixes) : i;
      Prefix p = new Ipv4Prefix(BASE + (i << 9) + (bits == 25 ? 256 : 0), bits);
      long start = commits.forgetAndStart();
      (n % 2 == 0 ? odd : even).make(p, i);
      nanos[n] = commits.next() - start;
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return nanos;
  }

  private long[] ownPrefix(ScriptedPeer customer, int changes) throws InterruptedException {
    return inTurn(
        changes,
        (p, i) -> customer.announce(List.of(p), path(i % ases), IpAddress.parse("192.0.2.2")),
        (p, _) -> customer.withdraw(List.of(p)),
        25);
  }

  private long[] secondOrigin(ScriptedPeer provider, int changes) throws InterruptedException {
    return inTurn(
        changes,
        (p, _) ->
            provider.announce(
                List.of(p), AsPath.of(PROVIDER, OUTSIDE), IpAddress.parse("192.0.2.3")),
        (p, _) -> provider.withdraw(List.of(p)),
        24);
  }

  private long[] behind(ScriptedPeer provider, int changes) throws InterruptedException {
    return inTurn(
        changes,
        (p, i) ->
            provider.announce(
                List.of(p),
                AsPath.of(PROVIDER, OUTSIDE, CUSTOMER + i % ases),
                IpAddress.parse("192.0.2.3")),
        (p, _) -> provider.withdraw(List.of(p)),
        24);
  }
}
