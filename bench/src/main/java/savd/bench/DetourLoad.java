package savd.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.Ipv4Address;
import savd.net.Ipv4Prefix;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.pisav.detour.DetourWatch;
import savd.pisav.detour.MemberSelf;
import savd.pisav.message.ConeNotice;
import savd.relation.ConeMode;
import savd.rib.Decision;
import savd.rib.DecisionOptions;
import savd.rib.Rib;
import savd.rib.RibDelta;
import savd.rules.DecidedPaths;

/**
 * What it costs a member of a cone to know whether its packets leave the cone: a full table of two
 * providers, one of them the top of a cone of 10,000 ASes.
 *
 * <pre>
 * DetourLoad ROUTES CONE-PREFIXES CHANGES
 * </pre>
 */
public final class DetourLoad {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int CONE_ASES = 10_000;
  private static final int FIRST_MEMBER = 100_000;
  private static final int FIRST_STRANGER = 200_000;
  private static final int TOP = 4;
  private static final int OUTSIDE = 9;
  private static final int SELF = 7;

  private final int routes;
  private final int conePrefixes;
  private final Rib rib = new Rib();
  private final DetourWatch watch =
      new DetourWatch(
          rib,
          new DecidedPaths(rib, new Decision(DecisionOptions.PLAIN)),
          MemberSelf.of(Asn.of(SELF)));
  private final RouteBatch batch = new RouteBatch();

  private DetourLoad(int routes, int conePrefixes) {
    this.routes = routes;
    this.conePrefixes = conePrefixes;
  }

  public static void main(String[] args) {
    if (args.length != 3) {
      System.err.println("usage: DetourLoad ROUTES CONE-PREFIXES CHANGES");
      System.exit(2);
    }
    for (int round = 0; round < 3; round++) {
      new DetourLoad(Integer.parseInt(args[0]), Integer.parseInt(args[1]))
          .run(Integer.parseInt(args[2]));
    }
  }

  private void run(int changes) {
    peer(0, TOP);
    peer(1, OUTSIDE);
    watch.ribWhole(true);
    for (int k = 0; k < routes; k++) {
      announce(0, prefix(k), TOP, origin(k));
      announce(1, prefix(k), OUTSIDE, 3356, origin(k));
    }
    ConeNotice notice = notice(CONE_ASES, conePrefixes);
    timed("first notice", 1, _ -> watch.notice(notice));
    ConeNotice another = notice(CONE_ASES + 1, conePrefixes);
    timed("a notice with an AS more", 1, _ -> watch.notice(another));
    ConeNotice third = notice(CONE_ASES + 1, conePrefixes + 1);
    timed("a notice with a prefix more", 1, _ -> watch.notice(third));
    timed(
        "a best path of the cone turns",
        changes,
        i -> {
          int k = i / 2 * 7919 % conePrefixes;
          apply(i % 2 == 0 ? withdraw(0, prefix(k)) : announce(0, prefix(k), TOP, origin(k)));
        });
    timed(
        "a best path of somebody else turns",
        changes,
        i -> {
          int k = conePrefixes + i / 2 * 7919 % (routes - conePrefixes);
          apply(i % 2 == 0 ? withdraw(0, prefix(k)) : announce(0, prefix(k), TOP, origin(k)));
        });
    for (int k = 0; k < conePrefixes; k++) {
      apply(withdraw(0, prefix(k)));
      apply(withdraw(1, prefix(k)));
    }
    Prefix everything = new Ipv4Prefix(0, 0);
    timed(
        "a default route that carries the cone comes or goes",
        20,
        i -> apply(i % 2 == 0 ? announce(1, everything, OUTSIDE) : withdraw(1, everything)));
    watch.close();
  }

  private void peer(int index, int asn) {
    rib.register(
        new Peer(
            new PeerId(index),
            "n" + index,
            new Ipv4Address(0x7F00_0001 + index),
            Asn.of(asn),
            Asn.of(SELF),
            1 + index,
            Optional.empty(),
            Optional.of(BgpRole.PROVIDER),
            Peer.DEFAULT_VRF));
  }

  private static Prefix prefix(int k) {
    return new Ipv4Prefix(0x0100_0000 + (k << 8), 24);
  }

  private int origin(int k) {
    return k < conePrefixes ? FIRST_MEMBER + k % CONE_ASES : FIRST_STRANGER + k % 70_000;
  }

  private ConeNotice notice(int members, int prefixes) {
    Set<Asn> asns = new TreeSet<>();
    for (int i = 0; i < members; i++) {
      asns.add(Asn.of(FIRST_MEMBER + i));
    }
    Set<Prefix> named = new TreeSet<>();
    for (int k = 0; k < prefixes; k++) {
      named.add(prefix(k));
    }
    return new ConeNotice(ConeMode.CONSERVATIVE, Asn.of(TOP), 1, List.of(), asns, Set.of(), named);
  }

  // ---- changes

  private RibDelta announce(int peer, Prefix p, int... path) {
    byte[] block = new byte[1 + 4 + 4 + 5 + 4 * path.length];
    block[0] = 4;
    block[5] = 0x40;
    block[6] = 1;
    block[7] = 1;
    block[9] = 0x40;
    block[10] = 2;
    block[11] = (byte) (2 + 4 * path.length);
    block[12] = 2;
    block[13] = (byte) path.length;
    for (int i = 0; i < path.length; i++) {
      for (int b = 0; b < 4; b++) {
        block[14 + 4 * i + b] = (byte) (path[i] >> 24 - 8 * b);
      }
    }
    batch.reset(new PeerId(peer), 0);
    int set = batch.addAttributes(block, 0, block.length);
    batch.announce(AddressFamily.IPV4, p.high(), p.low(), p.length(), 0, set, false);
    return rib.apply(batch);
  }

  private RibDelta withdraw(int peer, Prefix p) {
    batch.reset(new PeerId(peer), 0);
    batch.withdraw(AddressFamily.IPV4, p.high(), p.low(), p.length(), 0);
    return rib.apply(batch);
  }

  private void apply(RibDelta delta) {
    watch.apply(delta);
  }

  /** Includes what the RIB needs for the change, which is a microsecond or two. */
  private static void timed(String what, int times, IntConsumer step) {
    long[] nanos = new long[times];
    long cpu = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      step.accept(i);
      nanos[i] = System.nanoTime() - start;
    }
    cpu = THREADS.getCurrentThreadCpuTime() - cpu;
    Arrays.sort(nanos);
    System.out.printf(
        "%-52s n %6d, p50 %9.1f us, p99 %9.1f us, processor %9.1f us each%n",
        what, times, nanos[times / 2] / 1e3, nanos[times * 99 / 100] / 1e3, cpu / 1e3 / times);
  }
}
