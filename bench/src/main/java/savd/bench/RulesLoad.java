package savd.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.Ipv4Address;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.rib.Decision;
import savd.rib.DecisionOptions;
import savd.rib.PrefixIndex;
import savd.rib.Rib;
import savd.rib.RibDelta;
import savd.rules.DecidedPaths;
import savd.rules.InterfacePolicy;
import savd.rules.RuleDelta;
import savd.rules.SavMethod;
import savd.rules.SavPolicy;
import savd.rules.SavRules;

/**
 * What the rules cost beside full tables: a provider and a customer that announce everything, a
 * customer that announces every twelfth prefix.
 *
 * <pre>
 * RibLoad write DIR 3
 * RulesLoad DIR
 * </pre>
 */
public final class RulesLoad {
  private static final String[] PORTS = {"up", "big", "small"};
  private static final BgpRole[] ROLES = {BgpRole.PROVIDER, BgpRole.CUSTOMER, BgpRole.CUSTOMER};
  private static final int SHARE = 12;
  private static final int CHANGES = 4000;
  private static final int BURST = 1000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Rib rib = new Rib();
  private final RouteBatch batch = new RouteBatch();
  private final List<Peer> peers = new ArrayList<>();
  private final byte[] block = {4, 9, 9, 9, 9, 0x40, 1, 1, 0, 0x40, 2, 6, 2, 1, 0, 0, 0, 0};
  private long statements;
  private boolean announce;

  private RulesLoad() {
    for (int i = 0; i < PORTS.length; i++) {
      Peer peer =
          new Peer(
              new PeerId(i),
              "n" + i,
              new Ipv4Address(0x7F00_0001 + i),
              Asn.of(65_000 + i),
              Asn.of(64_999),
              1 + i,
              Optional.of(new IngressInterface(PORTS[i])),
              Optional.of(ROLES[i]),
              Peer.DEFAULT_VRF);
      peers.add(peer);
      rib.register(peer);
    }
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: RulesLoad DIR (as RibLoad write DIR 3 made it)");
      System.exit(2);
    }
    RulesLoad load = new RulesLoad();
    long start = clock();
    long routes = 0;
    for (int i = 0; i < PORTS.length; i++) {
      routes += load.load(Path.of(args[0]), i, null);
    }
    System.out.printf("%d routes in the RIB after %d ms%n", routes, millis(start));
    for (int round = 0; round < 2; round++) {
      load.method(new SavMethod.FeasiblePathUrpf(), "big");
      load.method(new SavMethod.FeasiblePathUrpf(), "small");
      load.method(new SavMethod.LooseUrpf(), "up");
      load.method(new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS), "small");
      load.method(new SavMethod.EfpUrpfB(), "small");
      load.method(new SavMethod.StrictUrpf(), "small");
    }
    load.removeAndLoad(Path.of(args[0]), new SavMethod.EfpUrpfB());
    load.removeAndLoad(Path.of(args[0]), new SavMethod.FeasiblePathUrpf());
  }

  /** Time of this thread on a processor: other work on the machine does not count. */
  private static long clock() {
    return THREADS.getCurrentThreadCpuTime();
  }

  private static long millis(long start) {
    return (clock() - start) / 1_000_000;
  }

  /** Loads a neighbour's table; the rules, where there are any, take part. */
  private long load(Path directory, int neighbor, SavRules rules) throws IOException {
    long n = 0;
    RouteBatch whole = new RouteBatch();
    try (TableReader reader =
        new TableReader(directory.resolve("neighbor" + neighbor + ".table"))) {
      for (boolean more = true; more; ) {
        batch.reset(new PeerId(neighbor), 0);
        more = reader.fill(batch, 4096);
        RouteBatch some = batch;
        if (neighbor == 2) {
          some = whole.reset(new PeerId(neighbor), 0);
          int set = -1;
          for (int i = 0; i < batch.size(); i += SHARE) {
            int a = batch.attributes(i);
            set =
                some.addAttributes(
                    batch.attributeBytes(), batch.attributeOffset(a), batch.attributeLength(a));
            some.announce(
                batch.family(i), batch.high(i), batch.low(i), batch.length(i), 0, set, false);
          }
        }
        n += some.size();
        RibDelta delta = rib.apply(some);
        if (rules != null) {
          rules.apply(delta, System.nanoTime());
        }
      }
    }
    return n;
  }

  private SavRules rules(SavMethod method, String port, long holdNanos) {
    SavRules rules =
        new SavRules(
            rib,
            new DecidedPaths(rib, new Decision(DecisionOptions.PLAIN)),
            SavRules.Start.AT_ONCE);
    rules.peersChanged(peers, System.nanoTime());
    rules.reconfigure(
        SavPolicy.of(
            List.of(
                InterfacePolicy.of(new IngressInterface(port), method).withHoldNanos(holdNanos))),
        System.nanoTime());
    return rules;
  }

  private void method(SavMethod method, String port) {
    long start = clock();
    SavRules rules = rules(method, port, 0);
    long cold = millis(start);
    int listed =
        rules.ingresses().getFirst().ipv4Prefixes() + rules.ingresses().getFirst().ipv6Prefixes();
    long[] single = new long[CHANGES];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < CHANGES; i++) {
      single[i] = change(rules, random, 1);
    }
    Arrays.sort(single);
    long[] bursts = new long[40];
    for (int i = 0; i < bursts.length; i++) {
      bursts[i] = change(rules, random, BURST);
    }
    Arrays.sort(bursts);
    System.out.printf(
        "%-16s %-5s %8d listed, from scratch %5d ms; one change p50 %6.1f us p99 %6.1f us;"
            + " %d changes p50 %5.2f ms; %d statements%n",
        method.word(),
        port,
        listed,
        cold,
        single[CHANGES / 2] / 1e3,
        single[CHANGES * 99 / 100] / 1e3,
        BURST,
        bursts[bursts.length / 2] / 1e6,
        statements);
    statements = 0;
  }

  /** The small customer withdraws prefixes that it has and announces others: the rules' share. */
  private long change(SavRules rules, SplittableRandom random, int n) {
    PrefixIndex index = rib.prefixes(AddressFamily.IPV4);
    batch.reset(new PeerId(2), 0);
    int set = batch.addAttributes(block, 0, block.length);
    for (int done = 0; done < n; ) {
      int id = random.nextInt(index.capacity());
      if (index.length(id) <= 32) {
        boolean has = false;
        for (int p = rib.firstPath(AddressFamily.IPV4, id); p >= 0; p = rib.nextPath(p)) {
          has |= rib.peerIndex(p) == 2;
        }
        if (has != (done % 2 == 0 ^ announce)) {
          continue;
        }
        if (has) {
          batch.withdraw(AddressFamily.IPV4, 0, index.low(id), index.length(id), 0);
        } else {
          batch.announce(AddressFamily.IPV4, 0, index.low(id), index.length(id), 0, set, false);
        }
        done++;
      }
    }
    announce = !announce;
    RibDelta delta = rib.apply(batch);
    // One change is too short for the clock of the thread; a burst would be interrupted.
    long now = System.nanoTime();
    long start = n == 1 ? now : clock();
    RuleDelta out = rules.apply(delta, now);
    long took = (n == 1 ? System.nanoTime() : clock()) - start;
    out.lists().forEach(l -> statements += l.coverage().size());
    return took;
  }

  /** The big customer goes, slice by slice, its hold runs out, and it comes again. */
  private void removeAndLoad(Path directory, SavMethod method) throws IOException {
    SavRules rules = rules(method, "big", InterfacePolicy.DEFAULT_HOLD_NANOS);
    long now = System.nanoTime();
    long start = clock();
    long worst = 0;
    batch.reset(new PeerId(1), 0).event(RouteBatch.Kind.PEER_LOST, AddressFamily.IPV4);
    RibDelta delta = rib.apply(batch);
    long inRules = 0;
    while (true) {
      long before = clock();
      rules.apply(delta, now);
      long took = clock() - before;
      inRules += took;
      worst = Math.max(worst, took);
      if (!rib.pending()) {
        break;
      }
      delta = rib.continuePending();
    }
    System.out.printf(
        "%-16s peer lost: %d ms, of that rules %d ms, longest slice %d us; held %d%n",
        method.word(),
        millis(start),
        inRules / 1_000_000,
        worst / 1000,
        rules.ingresses().getFirst().held());
    start = clock();
    rules.tick(now + 2 * InterfacePolicy.DEFAULT_HOLD_NANOS);
    System.out.printf("%-16s hold over: %d ms%n", method.word(), millis(start));
    start = clock();
    long n = load(directory, 1, rules);
    System.out.printf(
        "%-16s %d routes again, with rules: %d ms%n", method.word(), n, millis(start));
  }
}
