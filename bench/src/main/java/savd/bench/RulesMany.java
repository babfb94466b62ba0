package savd.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import savd.rib.Rib;
import savd.rib.RibDelta;
import savd.rules.DecidedPaths;
import savd.rules.InterfacePolicy;
import savd.rules.RpkiAvailability;
import savd.rules.RuleDelta;
import savd.rules.SavMethod;
import savd.rules.SavPolicy;
import savd.rules.SavRules;

/**
 * What the rules cost when many customers come up at once, each on an interface of its own with a
 * list of its own.
 *
 * <pre>
 * RulesMany NEIGHBORS ROUTES
 * </pre>
 */
public final class RulesMany {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int BATCH = 500;
  private static final int FIRST_AS = 200_000;

  private final int neighbors;
  private final int routes;
  private final Rib rib = new Rib();
  private final SavRules rules =
      new SavRules(
          rib,
          new DecidedPaths(rib, new Decision(DecisionOptions.PLAIN)),
          SavRules.Start.AWAIT_SESSIONS);
  private final List<Peer> peers = new ArrayList<>();
  private long inRules;
  private int bound;

  private RulesMany(int neighbors, int routes) {
    this.neighbors = neighbors;
    this.routes = routes;
  }

  public static void main(String[] args) {
    if (args.length != 2) {
      System.err.println("usage: RulesMany NEIGHBORS ROUTES");
      System.exit(2);
    }
    List<SavMethod> methods =
        List.of(
            new SavMethod.FeasiblePathUrpf(),
            new SavMethod.LooseUrpf(),
            new SavMethod.EfpUrpfB(),
            new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS),
            new SavMethod.StrictUrpf(),
            new SavMethod.BarSav());
    for (int round = 0; round < 2; round++) {
      for (SavMethod m : methods) {
        new RulesMany(Integer.parseInt(args[0]), Integer.parseInt(args[1])).run(m);
      }
    }
  }

  private void run(SavMethod method) {
    long start = THREADS.getCurrentThreadCpuTime();
    List<InterfacePolicy> policies = new ArrayList<>();
    for (int i = 0; i < neighbors; i++) {
      policies.add(InterfacePolicy.of(new IngressInterface("if" + i), method));
    }
    timed(() -> rules.reconfigure(SavPolicy.of(policies), 0));
    timed(() -> rules.rpkiAvailability(RpkiAvailability.IN_FORCE, 0));
    for (int i = 0; i < neighbors; i++) {
      Peer peer =
          new Peer(
              new PeerId(i),
              "n" + i,
              new Ipv4Address(0x7F00_0001 + i),
              Asn.of(FIRST_AS + i),
              Asn.of(64_999),
              1 + i,
              Optional.of(new IngressInterface("if" + i)),
              Optional.of(BgpRole.CUSTOMER),
              Peer.DEFAULT_VRF);
      peers.add(peer);
      rib.register(peer);
      timed(() -> rules.peersChanged(peers, 0));
      timed(() -> rules.sessionUp(peer.id(), AddressFamily.IPV4, 0));
      timed(() -> rules.sessionUp(peer.id(), AddressFamily.IPV6, 0));
    }
    for (int from = 0; from < routes; from += BATCH) {
      for (int i = 0; i < neighbors; i++) {
        announce(i, from, Math.min(routes, from + BATCH));
      }
    }
    for (Peer p : peers) {
      timed(() -> rules.endOfRib(p.id(), AddressFamily.IPV4, 0));
      timed(() -> rules.endOfRib(p.id(), AddressFamily.IPV6, 0));
    }
    System.out.printf(
        "%-10s %d neighbors with %d routes: %d ms, of that rules %d ms; %d interfaces bound%n",
        method.word(),
        neighbors,
        routes,
        (THREADS.getCurrentThreadCpuTime() - start) / 1_000_000,
        inRules / 1_000_000,
        bound);
  }

  /** Prefixes of the neighbour's own, every third with an origin that its successor has too. */
  private void announce(int neighbor, int from, int to) {
    RouteBatch batch = new RouteBatch().reset(new PeerId(neighbor), 0);
    byte[] block = {4, 9, 9, 9, 9, 0x40, 1, 1, 0, 0x40, 2, 10, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0};
    for (int k = from; k < to; k++) {
      put(block, 14, FIRST_AS + neighbor);
      int origin = 300_000 + (k % 3 == 0 ? neighbor + 1 : neighbor) * 64 + k % 64;
      put(block, 18, origin);
      int set = batch.addAttributes(block, 0, block.length);
      long address = 0x0100_0000L + ((long) neighbor * routes + k << 8);
      batch.announce(AddressFamily.IPV4, 0, address & 0xFFFF_FFFFL, 24, 0, set, false);
    }
    RibDelta delta = rib.apply(batch);
    timed(() -> rules.apply(delta, 0));
  }

  private static void put(byte[] block, int at, int asn) {
    for (int i = 0; i < 4; i++) {
      block[at + i] = (byte) (asn >> 24 - 8 * i);
    }
  }

  private void timed(java.util.function.Supplier<RuleDelta> step) {
    long before = THREADS.getCurrentThreadCpuTime();
    RuleDelta delta = step.get();
    inRules += THREADS.getCurrentThreadCpuTime() - before;
    bound += delta.ingresses().size();
  }
}
