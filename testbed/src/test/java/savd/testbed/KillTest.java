package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.net.Prefix;
import savd.testbed.lab.Lab;
import savd.testbed.lab.NamespaceThread;
import savd.testbed.node.SavdNode;
import savd.testbed.peer.ChurningPeer;
import savd.testbed.probe.ContinuousProbe;
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
    try (Lab lab = Corridor.open();
        PacketProbe probe = new PacketProbe(lab);
        PacketProbe sampler = new PacketProbe(lab);
        NamespaceThread inside = NamespaceThread.enter(lab.namespace("src"))) {
      SavdNode savd = SavdNode.inside(lab, "dut", Corridor.savd("feasible"));
      savd.start();
      try (ChurningPeer peer = new ChurningPeer(Corridor.character(), inside, SEED)) {
        savd.awaitEstablished(BOUND);
        savd.awaitInForce(BOUND);
        try (ContinuousProbe running =
            new ContinuousProbe(probe, Corridor.flows(), PACKETS_PER_SECOND)) {
          Random random = new Random(SEED);
          for (int i = 0; i < KILLS; i++) {
            LockSupport.parkNanos(random.nextInt(1_500_000_000));
            savd.kill();
            savd.launch();
            if (i % 10 == 9 || i == KILLS - 1) {
              kernelHasWhatTheRoutesSay(sampler, savd, peer, random);
            }
          }
          ContinuousProbe.Account account = running.finish();
          assertThat(account.violations())
              .as("of %d packets, %d kills, seed %d", account.sent(), KILLS, SEED)
              .isEmpty();
          System.out.println(
              "KillTest: %s, %d prefixes announced or withdrawn, %d packets, none the wrong way"
                  .formatted(KILLS + " kills", peer.updates(), account.sent()));
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
      Prefix p = Corridor.churning().get(random.nextInt(Corridor.CHURNING));
      expected.put(Corridor.flow(p), announced.contains(p) ? 1 : 0);
    }
    assertThat(sampler.send(List.copyOf(expected.keySet()), 1)).isEqualTo(expected);
    peer.goOn();
  }
}
