package savd.fib.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.fib.DataplaneStatus;
import savd.fib.Deltas;
import savd.fib.Outcome;
import savd.fib.TestNamespace;
import savd.fib.plan.Sharding;
import savd.fib.plan.TableSettings;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;

/** A second run finds what the first left. */
class AdoptionTest {
  private static final IngressInterface ETH0 = new IngressInterface("eth0");
  private static final IngressInterface ETH1 = new IngressInterface("eth1");

  private TestNamespace ns;
  private NftDataplane dataplane;

  @BeforeEach
  void leaveRulesBehind() throws Exception {
    ns = TestNamespace.create();
    dataplane = open(-300);
    assertThat(
            dataplane.commit(
                Deltas.revision(1)
                    .list(
                        1, "10.0.0.0/8", "11.1.0.0/16", "11.3.0.0/16", "11.5.0.0/16", "11.7.0.0/16")
                    .list(2, "20.0.0.0/8", "2001:db8::/32")
                    .list(3, "30.0.0.0/8")
                    .allowlist("eth0", EnforcementMode.ENFORCE, 1)
                    .allowlist("eth1", EnforcementMode.ENFORCE, 1)
                    .allowlist("eth2", EnforcementMode.MONITOR, 2)
                    .build()))
        .isInstanceOf(Outcome.Committed.class);
    dataplane.close();
  }

  private NftDataplane open(int priority) throws Exception {
    return ns.call(
        () ->
            NftDataplane.open(
                new TableSettings("savd", priority, 10, 7823, 64), new Sharding(4, 2, 4, 16)));
  }

  @AfterEach
  void close() {
    dataplane.close();
    ns.close();
  }

  private String ruleset() {
    return ns.exec("nft", "list", "ruleset");
  }

  private void commit(Deltas delta) {
    assertThat(dataplane.commit(delta.build())).isInstanceOf(Outcome.Committed.class);
  }

  @Test
  void whatIsConfiguredStaysInForceUntouched() throws Exception {
    String before = ruleset();
    dataplane = open(-300);
    dataplane.adopt(Set.of(ETH0, ETH1, new IngressInterface("eth2")));
    assertThat(ruleset()).isEqualTo(before);
    assertThat(dataplane.status().state()).isEqualTo(DataplaneStatus.State.ADOPTED);
  }

  @Test
  void anInterfaceThatIsNotConfiguredAnyMoreIsReleasedWithWhatOnlyItUsed() throws Exception {
    dataplane = open(-300);
    dataplane.adopt(Set.of(ETH0, ETH1));
    assertThat(ruleset())
        .contains("in_eth0", "in_eth1", "list_1_v4")
        .doesNotContain("in_eth2", "list_2_v");
  }

  @Test
  void interfacesAreTakenOverOneByOneAndListsGoWithTheLast() throws Exception {
    dataplane = open(-300);
    dataplane.adopt(Set.of(ETH0, ETH1));
    commit(
        Deltas.revision(1)
            .list(1, "10.0.0.0/8", "12.0.0.0/8")
            .allowlist("eth0", EnforcementMode.ENFORCE, 1));
    assertThat(ruleset())
        .as("eth1 still asks the old list")
        .contains("list_1_v4_r1_s0", "ip saddr vmap @list_1_v4_r1_pass", "12.0.0.0/8");
    assertThat(dataplane.status().state()).isEqualTo(DataplaneStatus.State.ADOPTED);
    commit(Deltas.revision(2).allowlist("eth1", EnforcementMode.ENFORCE, 1));
    assertThat(ruleset()).doesNotContain("_r1_", "11.1.0.0/16").contains("12.0.0.0/8");
    assertThat(dataplane.status().state()).isEqualTo(DataplaneStatus.State.IN_STEP);
    assertThat(dataplane.reconcile(savd.fib.Dataplane.Depth.ELEMENTS).deviations()).isEmpty();
  }

  @Test
  void whatTheFirstRunMadeEqualsWhatTheSecondMakesOfTheSameRules() throws Exception {
    dataplane = open(-300);
    dataplane.adopt(Set.of(ETH0));
    commit(Deltas.revision(1).list(1, "10.0.0.0/8").allowlist("eth0", EnforcementMode.ENFORCE, 1));
    String adopted = names(ns.exec("nft", "list", "table", "inet", "savd"));
    dataplane.close();
    ns.nft("delete table inet savd");
    dataplane = open(-300);
    commit(Deltas.revision(1).list(1, "10.0.0.0/8").allowlist("eth0", EnforcementMode.ENFORCE, 1));
    assertThat(names(ns.exec("nft", "list", "table", "inet", "savd"))).isEqualTo(adopted);
  }

  /** The listing in an order that does not depend on history, without build numbers. */
  private static String names(String listing) {
    return listing
        .replaceAll("_r[0-9]+_", "_rN_")
        .lines()
        .map(String::strip)
        .sorted()
        .reduce("", (a, b) -> a + "\n" + b);
  }

  @Test
  void countersGoOn() throws Exception {
    ns.nft(
        """
        add chain inet savd feed
        add rule inet savd feed counter name seen_eth0
        """);
    dataplane = open(-300);
    dataplane.adopt(Set.of(ETH0));
    assertThat(ruleset()).as("a chain that is not ours in our table").doesNotContain("feed");
    assertThat(dataplane.counters()).containsOnlyKeys(ETH0);
    commit(Deltas.revision(1).list(1, "10.0.0.0/8").allowlist("eth0", EnforcementMode.ENFORCE, 1));
    assertThat(dataplane.counters()).containsOnlyKeys(ETH0);
  }

  @Test
  void anotherPriorityMovesTheBaseChain() throws Exception {
    dataplane = open(-150);
    dataplane.adopt(Set.of(ETH0, ETH1));
    assertThat(ruleset()).contains("priority mangle").doesNotContain("priority raw");
  }
}
