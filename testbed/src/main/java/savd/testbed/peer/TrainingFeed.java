package savd.testbed.peer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Ipv4Prefix;
import savd.net.Ipv6Prefix;
import savd.net.Prefix;

/**
 * Neighbours for the training run of savd's ahead of time cache: two sessions announce the same
 * table in other orders and with other paths, then single routes change. For PI-SAV a third session
 * shows savd to the other savd that is its member and its top, and savd's way to that one's network
 * leads through it and outside in turn. What the JVM learns here it need not learn while a real
 * table arrives or a link fails.
 */
public final class TrainingFeed {
  private static final Asn SAVD = Asn.of(64512);
  private static final int PREFIXES = 150_000;
  private static final int CHANGES = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** So many, if nobody ends it before. */
  private static final int DETOURS = 150;

  /** What it takes to say it, and for the top to believe that it is over. */
  private static final long DETOUR_NANOS = 300_000_000L;

  private static final Prefix NETWORK = Prefix.parse("31.1.0.0/16");

  private TrainingFeed() {}

  /**
   * @param args the ports savd and the other savd listen on at 127.0.0.1
   */
  public static void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    int other = Integer.parseInt(args[1]);
    try (ScriptedPeer first = peer(1, Asn.of(65001), SAVD, port);
        ScriptedPeer second = peer(2, Asn.of(65002), SAVD, port);
        ScriptedPeer third = peer(3, SAVD, Asn.of(65001), other)) {
      table(first, 1);
      table(second, 2);
      third.announce(List.of(ipv4(0)), AsPath.of(SAVD.toLong()), IpAddress.parse("192.0.2.3"));
      third.endOfRib();
      changes(first);
      detours(first, second);
    }
  }

  private static void detours(ScriptedPeer inside, ScriptedPeer outside) {
    List<Prefix> some = List.of(NETWORK);
    outside.announce(some, AsPath.of(65002, 65001), IpAddress.parse("192.0.2.2"));
    inside.announce(some, AsPath.of(65001), IpAddress.parse("192.0.2.1"));
    for (int i = 0; i < DETOURS; i++) {
      inside.withdraw(some);
      LockSupport.parkNanos(DETOUR_NANOS);
      inside.announce(some, AsPath.of(65001), IpAddress.parse("192.0.2.1"));
      LockSupport.parkNanos(DETOUR_NANOS);
    }
  }

  private static ScriptedPeer peer(int n, Asn asn, Asn remote, int port) {
    return ScriptedPeer.connect(
        asn,
        new Ipv4Address(0x0A000000 + n),
        remote,
        new InetSocketAddress("127.0.0." + (1 + n), 0),
        new InetSocketAddress("127.0.0.1", port),
        PATIENCE);
  }

  private static void table(ScriptedPeer peer, int n) {
    Random order = new Random(n);
    for (int i = 0; i < PREFIXES; i += 5) {
      int at = Math.floorMod(i * 7919 + n * 31, PREFIXES);
      boolean v6 = at % 6 == 0;
      List<Prefix> prefixes = new ArrayList<>(5);
      for (int k = 0; k < 5; k++) {
        prefixes.add(v6 ? ipv6(at + k) : ipv4(at + k));
      }
      announce(peer, n, prefixes, order);
    }
    peer.endOfRib();
  }

  private static void changes(ScriptedPeer peer) {
    Random random = new Random(3);
    for (int i = 0; i < CHANGES; i++) {
      List<Prefix> one = List.of(i % 4 == 0 ? ipv6(i) : ipv4(i * 37));
      if (i % 3 == 0) {
        peer.withdraw(one);
      } else {
        announce(peer, 1, one, random);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void announce(ScriptedPeer peer, int n, List<Prefix> prefixes, Random random) {
    AsPath path =
        AsPath.of(
            65000 + n,
            100 + random.nextInt(400),
            1000 + random.nextInt(4000),
            10_000 + random.nextInt(40_000));
    boolean v6 = prefixes.getFirst().family() == AddressFamily.IPV6;
    IpAddress nextHop = IpAddress.parse(v6 ? "2001:db8:ffff::" + n : "192.0.2." + n);
    int[] communities =
        random.nextBoolean() ? new int[] {random.nextInt(), random.nextInt()} : new int[0];
    peer.announce(prefixes, path, nextHop, communities);
  }

  private static Prefix ipv4(int i) {
    return new Ipv4Prefix(0x14000000 + (i << 9), 24);
  }

  private static Prefix ipv6(int i) {
    return new Ipv6Prefix(0x2400_0000_0000_0000L + ((long) i << 17), 0, 48);
  }
}
