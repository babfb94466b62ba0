package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.Prefix;
import savd.testbed.lab.Lab;
import savd.testbed.lab.NamespaceThread;
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan;
import savd.testbed.node.SavdPlan.Ingress;
import savd.testbed.peer.ChurningPeer;
import savd.testbed.probe.ContinuousProbe;
import savd.testbed.probe.PacketProbe;

/**
 * The method of an interface is changed again and again, in enforcing mode and with a neighbour
 * that never rests: what all the methods permit is never lost, and what none permits never passes.
 */
class SwitchTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int ROUNDS = Boolean.getBoolean("savd.long") ? 50 : 3;
  private static final int PACKETS_PER_SECOND = 2000;
  private static final List<String> METHODS =
      List.of("strict", "efp-a", "acl", "efp-b", "loose-ignoring-default", "feasible");

  @BeforeEach
  void needs() {
    Requirements.namespaces();
    Requirements.programs("nft");
    Requirements.savd();
  }

  @Test
  void packetsNeverNoticeThatTheMethodChanges() {
    try (Lab lab = Corridor.open();
        PacketProbe probe = new PacketProbe(lab);
        NamespaceThread inside = NamespaceThread.enter(lab.namespace("src"))) {
      SavdNode savd = SavdNode.inside(lab, "dut", Corridor.savd("feasible"));
      savd.start();
      try (ChurningPeer peer = new ChurningPeer(Corridor.character(), inside, 1)) {
        savd.awaitEstablished(BOUND);
        savd.awaitInForce(BOUND);
        try (ContinuousProbe running =
            new ContinuousProbe(probe, Corridor.flows(), PACKETS_PER_SECOND)) {
          for (int i = 0; i < ROUNDS; i++) {
            for (String method : METHODS) {
              savd.configure(with(savd.plan(), method));
              savd.awaitInForce(BOUND);
            }
          }
          ContinuousProbe.Account account = running.finish();
          assertThat(account.violations())
              .as("of %d packets, %d changes", account.sent(), ROUNDS * METHODS.size())
              .isEmpty();
          System.out.println(
              "SwitchTest: %s, %d prefixes announced or withdrawn, %d packets, none the wrong way"
                  .formatted(
                      ROUNDS * METHODS.size() + " changes of method",
                      peer.updates(),
                      account.sent()));
          assertThat(peer.updates()).isPositive();
        }
      }
    }
  }

  private static SavdPlan with(SavdPlan plan, String method) {
    List<Prefix> allow = method.equals("acl") ? Corridor.character().stable() : List.of();
    return plan.withInterfaces(
        List.of(
            new Ingress(
                "src", BgpRole.CUSTOMER, method, EnforcementMode.ENFORCE, allow, List.of())));
  }
}
