package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Prefix;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabPlan;
import savd.testbed.lab.LabPlan.End;
import savd.testbed.lab.LabPlan.InterfaceAddress;
import savd.testbed.lab.LabPlan.Link;
import savd.testbed.lab.LabPlan.Node;
import savd.testbed.lab.NamespaceThread;
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan;
import savd.testbed.peer.ChurningPeer;
import savd.testbed.probe.ContinuousProbe;
import savd.testbed.probe.ContinuousProbe.Expectation;
import savd.testbed.probe.ContinuousProbe.Expected;
import savd.testbed.probe.Flow;
import savd.testbed.probe.PacketProbe;

/**
 * savd killed at random moments while its neighbour never rests: no permitted packet is lost and no
 * forbidden one passes at any time, and after each restart the kernel has what the routes say.
 */
class KillTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int KILLS = Boolean.getBoolean("savd.long") ? 200 : 10;
  private static final int PACKETS_PER_SECOND = 2000;
  private static final int CHURNING = 2000;
  private static final int SAMPLE = 200;
  private static final long SEED = Long.getLong("savd.seed", 20261121L);

  @BeforeEach
  void needs() {
    Requirements.namespaces();
    Requirements.programs("nft");
    Requirements.savd();
  }

  @Test
  void packetsNeverNoticeThatSavdWasKilled() {
    try (Lab lab = Lab.open(plan());
        PacketProbe probe = new PacketProbe(lab);
        PacketProbe sampler = new PacketProbe(lab);
        NamespaceThread inside = NamespaceThread.enter(lab.namespace("src"))) {
      lab.run("dut", "ip", "route", "add", "31.5.0.0/16", "via", "31.200.2.2").orThrow();
      lab.run("dut", "ip", "-6", "route", "add", "2a10:5::/32", "via", "2a10:200:2::2").orThrow();
      SavdNode savd = SavdNode.inside(lab, "dut", savd());
      savd.start();
      try (ChurningPeer peer = new ChurningPeer(character(), inside, SEED)) {
        savd.awaitEstablished(BOUND);
        savd.awaitInForce(BOUND);
        try (ContinuousProbe running = new ContinuousProbe(probe, flows(), PACKETS_PER_SECOND)) {
          Random random = new Random(SEED);
          for (int i = 0; i < KILLS; i++) {
            LockSupport.parkNanos(random.nextInt(1_500_000_000));
            savd.kill();
            savd.launch();
            if (i % 10 == 9 || i == KILLS - 1) {
              savd.awaitEstablished(BOUND);
              kernelHasWhatTheRoutesSay(sampler, savd, peer, random);
            }
          }
          ContinuousProbe.Account account = running.finish();
          assertThat(account.violations())
              .as("of %d packets, %d kills, seed %d", account.sent(), KILLS, SEED)
              .isEmpty();
          assertThat(peer.updates()).isGreaterThan(KILLS * 100L);
        }
      }
    }
  }

  /** A packet from each of some prefixes: those announced now arrive, the others do not. */
  private static void kernelHasWhatTheRoutesSay(
      PacketProbe sampler, SavdNode savd, ChurningPeer peer, Random random) {
    Set<Prefix> announced = peer.pause();
    savd.awaitEstablished(BOUND);
    savd.awaitRoutes(announced.size(), BOUND);
    savd.awaitInForce(BOUND);
    Map<Flow, Integer> expected = new HashMap<>();
    for (int i = 0; i < SAMPLE; i++) {
      Prefix p = churning().get(random.nextInt(CHURNING));
      expected.put(flow(p), announced.contains(p) ? 1 : 0);
    }
    assertThat(sampler.send(List.copyOf(expected.keySet()), 1)).isEqualTo(expected);
    peer.goOn();
  }

  private static LabPlan plan() {
    return new LabPlan(
        Requirements.labName(),
        List.of(
            new Node("src", List.of()),
            new Node("dut", List.of()),
            new Node("dst", List.of(IpAddress.parse("31.5.0.1"), IpAddress.parse("2a10:5::1")))),
        List.of(
            new Link(
                new End("src", "dut", addresses(1, 2)), new End("dut", "src", addresses(1, 1))),
            new Link(
                new End("dut", "dst", addresses(2, 1)), new End("dst", "dut", addresses(2, 2)))));
  }

  private static List<InterfaceAddress> addresses(int link, int host) {
    return List.of(
        InterfaceAddress.parse("31.200." + link + "." + host + "/24"),
        InterfaceAddress.parse("2a10:200:" + link + "::" + host + "/64"));
  }

  private static SavdPlan savd() {
    return new SavdPlan(
        Asn.of(65000),
        Ipv4Address.parse("31.200.1.1"),
        List.of(new SavdPlan.Ingress("src", BgpRole.CUSTOMER, "feasible", EnforcementMode.ENFORCE)),
        List.of(
            new SavdPlan.Neighbour(
                "src",
                IpAddress.parse("31.200.1.2"),
                IpAddress.parse("31.200.1.1"),
                Asn.of(65001),
                "src",
                BgpRole.CUSTOMER,
                List.of("passive = true"))),
        List.of(),
        SavdPlan.Settings.USUAL);
  }

  private static ChurningPeer.Character character() {
    return new ChurningPeer.Character(
        Asn.of(65001),
        Asn.of(65000),
        new InetSocketAddress("31.200.1.2", 0),
        new InetSocketAddress("31.200.1.1", 179),
        IpAddress.parse("31.200.1.2"),
        IpAddress.parse("2a10:200:1::2"),
        List.of(Prefix.parse("31.1.0.0/16"), Prefix.parse("2a10:1::/32")),
        churning());
  }

  private static List<Prefix> churning() {
    List<Prefix> list = new ArrayList<>();
    for (int i = 0; i < CHURNING / 2; i++) {
      // Every other one, so that neighbours do not merge into one interval all the time.
      list.add(Prefix.parse("31." + (64 + i / 128) + "." + 2 * (i % 128) + ".0/24"));
      list.add(Prefix.parse("2a11:" + Integer.toHexString(i + 1) + "::/32"));
    }
    return list;
  }

  private static Flow flow(Prefix p) {
    IpAddress source = IpAddress.of(p.family(), p.high(), p.low() + 7);
    String to = p.family() == AddressFamily.IPV4 ? "31.5.0.1" : "2a10:5::1";
    return new Flow("src", "dut", source, IpAddress.parse(to));
  }

  private static List<Expected> flows() {
    return List.of(
        new Expected(flow(Prefix.parse("31.1.0.0/16")), Expectation.PERMITTED),
        new Expected(flow(Prefix.parse("31.99.0.0/16")), Expectation.FORBIDDEN),
        new Expected(flow(Prefix.parse("2a10:1::/32")), Expectation.PERMITTED),
        new Expected(flow(Prefix.parse("2a10:99::/32")), Expectation.FORBIDDEN));
  }
}
