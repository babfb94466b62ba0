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
import java.util.function.IntSupplier;
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
 * unshare -n java -cp ... savd.bench.PiSavToKernel dist/bin/savd ASES PREFIXES CHANGES [SIZE]
 * </pre>
 *
 * A customer announces a cone of ASES, each below one with a tenth of its number, which have ASPAs
 * for exactly that. Then one UPDATE at a time: a prefix of a member comes and goes; the provider
 * announces a member's prefix with another origin, and takes it back; the provider shows a member,
 * with all below it, behind an AS outside, and takes it back. At last savctl asks for the cone.
 * With a SIZE only members with so many prefixes, all below them counted, are shown outside.
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
  private static final List<String> QUESTIONS =
      List.of("show pi-sav", "show cone", "-o json show cone", "show cone --dot");

  private final CommitWatch commits;
  private final ThreadTimes times;
  private final List<String> savctl;
  private final int ases;
  private final int prefixes;
  private final Random random = new Random(1);
  private final int onlySize;

  private PiSavToKernel(
      CommitWatch commits,
      ThreadTimes times,
      List<String> savctl,
      int ases,
      int prefixes,
      int onlySize) {
    this.commits = commits;
    this.times = times;
    this.savctl = savctl;
    this.ases = ases;
    this.prefixes = prefixes;
    this.onlySize = onlySize;
  }

  /**
   * @param args the launcher of savd, ASes of the cone, their prefixes, and changes of each kind;
   *     then a size of members to be shown outside, if only these
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
      ThreadTimes times = new ThreadTimes(savd.pid(), "bgp", "savd-core", "savd-dataplane");
      List<String> savctl =
          List.of(
              Path.of(args[0]).resolveSibling("savctl").toString(),
              "--socket",
              directory.resolve("savd.sock").toString());
      int onlySize = args.length > 4 ? Integer.parseInt(args[4]) : 0;
      new PiSavToKernel(commits, times, savctl, ases, prefixes, onlySize)
          .measure(Integer.parseInt(args[3]));
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

  private void measure(int changes) throws InterruptedException, IOException {
    try (ScriptedPeer provider = peer(3, PROVIDER);
        ScriptedPeer customer = peer(2, CUSTOMER)) {
      provider.endOfRib();
      for (int i = 0; i < prefixes; i++) {
        customer.announce(List.of(prefix(i)), path(i % ases), IpAddress.parse("192.0.2.2"));
      }
      customer.endOfRib();
      commits.awaitQuiet(TABLE_QUIET_MILLIS);
      if (onlySize == 0) {
        tell("a member's prefix comes or goes", changes, n -> ownPrefix(customer, n));
        tell("a second origin comes or goes", changes, n -> secondOrigin(provider, n));
        tell(
            "a member is seen outside, or not",
            changes,
            n -> behind(provider, n, () -> random.nextInt(prefixes)));
      }
      for (int from = 1; from < ases; from *= 10) {
        int first = from;
        int past = Math.min(ases, 10 * from);
        int size = below(first) * (prefixes / ases);
        if (onlySize == 0 || onlySize == size) {
          tell(
              "one with " + size + " prefixes",
              onlySize == 0 ? changes / 5 : changes,
              n -> behind(provider, n, () -> random.nextInt(first, past)));
        }
      }
      if (onlySize != 0) {
        return;
      }
      for (String question : QUESTIONS) {
        ask(question);
      }
    }
  }

  /** Asks savd by savctl; the second time counts. */
  private void ask(String question) throws InterruptedException, IOException {
    List<String> command = new ArrayList<>(savctl);
    command.addAll(List.of(question.split(" ")));
    long nanos = 0;
    for (int i = 0; i < 2; i++) {
      times.restart();
      times.start();
      long start = System.nanoTime();
      new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
      nanos = System.nanoTime() - start;
      times.stop();
    }
    System.out.printf("savctl %s: %.0f ms%n", question, nanos / 1e6);
    times.report(1);
  }

  private interface Measurement {
    long[] take(int changes) throws InterruptedException;
  }

  private void tell(String what, int changes, Measurement measurement)
      throws InterruptedException, IOException {
    measurement.take(changes / 5);
    times.restart();
    CommitWatch.report(what, measurement.take(changes));
    times.report(changes);
  }

  /** A member with all below it, itself too, while the cone is full down to its level. */
  private int below(int member) {
    int sum = 0;
    for (int n = 1; member * n < ases; n *= 10) {
      sum += n;
    }
    return sum;
  }

  private int anyPrefix() {
    return random.nextInt(prefixes);
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

  private long[] inTurn(int changes, Change odd, Change even, int bits, IntSupplier choice)
      throws InterruptedException {
    long[] nanos = new long[changes];
    int i = 0;
    for (int n = 0; n < changes; n++) {
      i = n % 2 == 0 ? choice.getAsInt() : i;
      Prefix p = new Ipv4Prefix(BASE + (i << 9) + (bits == 25 ? 256 : 0), bits);
      times.start();
      long start = commits.forgetAndStart();
      (n % 2 == 0 ? odd : even).make(p, i);
      nanos[n] = commits.next() - start;
      times.stop();
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return nanos;
  }

  private long[] ownPrefix(ScriptedPeer customer, int changes) throws InterruptedException {
    return inTurn(
        changes,
        (p, i) -> customer.announce(List.of(p), path(i % ases), IpAddress.parse("192.0.2.2")),
        (p, _) -> customer.withdraw(List.of(p)),
        25,
        this::anyPrefix);
  }

  private long[] secondOrigin(ScriptedPeer provider, int changes) throws InterruptedException {
    return inTurn(
        changes,
        (p, _) ->
            provider.announce(
                List.of(p), AsPath.of(PROVIDER, OUTSIDE), IpAddress.parse("192.0.2.3")),
        (p, _) -> provider.withdraw(List.of(p)),
        24,
        this::anyPrefix);
  }

  private long[] behind(ScriptedPeer provider, int changes, IntSupplier choice)
      throws InterruptedException {
    return inTurn(
        changes,
        (p, i) ->
            provider.announce(
                List.of(p),
                AsPath.of(PROVIDER, OUTSIDE, CUSTOMER + i % ases),
                IpAddress.parse("192.0.2.3")),
        (p, _) -> provider.withdraw(List.of(p)),
        24,
        choice);
  }
}
