package savd.fib.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.fib.Dataplane.Depth;
import savd.fib.Deltas;
import savd.fib.Findings;
import savd.fib.Outcome;
import savd.fib.TestNamespace;
import savd.fib.plan.Sharding;
import savd.fib.plan.TableSettings;
import savd.net.EnforcementMode;

/** Somebody else's hands in our table. */
class ReconcileTest {
  private TestNamespace ns;
  private NftDataplane dataplane;

  @BeforeEach
  void commitRules() throws Exception {
    ns = TestNamespace.create();
    dataplane =
        ns.call(() -> NftDataplane.open(TableSettings.standard(), new Sharding(4, 2, 4, 16)));
    commit(
        Deltas.revision(1)
            .list(1, "10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32")
            .list(2, "11.1.0.0/16", "11.3.0.0/16", "11.5.0.0/16", "11.7.0.0/16", "255.0.0.0/8")
            .allowlist("eth0", EnforcementMode.ENFORCE, 1)
            .allowlist("eth1", EnforcementMode.MONITOR, 2));
  }

  @AfterEach
  void close() {
    dataplane.close();
    ns.close();
  }

  private void commit(Deltas delta) {
    assertThat(dataplane.commit(delta.build())).isInstanceOf(Outcome.Committed.class);
  }

  private String listing() {
    return ns.exec("nft", "list", "table", "inet", "savd")
        .replaceAll("_r[0-9]+_", "_rN_")
        .lines()
        .map(String::strip)
        .sorted()
        .reduce("", (a, b) -> a + "\n" + b);
  }

  @Test
  void anUntouchedTableIsClean() {
    for (Depth depth : Depth.values()) {
      Findings findings = dataplane.reconcile(depth);
      assertThat(findings.deviations()).isEmpty();
      assertThat(findings.repair()).isInstanceOf(Outcome.Committed.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete element inet savd list_1_v4_r1_s0 { 10.0.0.0/8 }",
        "add element inet savd list_1_v4_r1_s0 { 66.0.0.0/8 }",
        "flush set inet savd list_2_v4_r3_s1",
        "flush chain inet savd in_eth0",
        "insert rule inet savd in6_eth1 accept",
        "flush chain inet savd list_2_v4_r3_pass",
        "flush chain inet savd list_2_v4_r3_s1_pass",
        "flush chain inet savd prerouting_m300",
        "flush chain inet savd block",
        "delete element inet savd interfaces { \"eth0\" }",
        "delete element inet savd blocks { \"eth1\" }",
        "add element inet savd interfaces { \"eth7\" : goto in_eth0 }",
        "add chain inet savd mine; add rule inet savd mine drop",
        "add set inet savd mine { type ipv4_addr; }",
        "delete table inet savd",
        "delete table inet savd; add table inet savd { comment \"savd: source address validation\"; }",
      })
  void whatSomebodyAlteredIsFoundAndRepaired(String alteration) {
    String before = listing();
    ns.nft(alteration);
    assertThat(ns.tryExec(null, "nft", "list", "table", "inet", "savd").output())
        .isNotEqualTo(before);
    Findings findings = dataplane.reconcile(Depth.OBJECTS);
    assertThat(findings.deviations()).isNotEmpty();
    assertThat(findings.repair()).as("%s", findings).isInstanceOf(Outcome.Committed.class);
    assertThat(listing()).isEqualTo(before);
    assertThat(dataplane.reconcile(Depth.ELEMENTS).deviations()).isEmpty();
  }

  @Test
  void anElementExchangedForAnotherIsFoundByLookingAtElements() {
    String before = listing();
    ns.nft(
        """
        delete element inet savd list_1_v4_r1_s0 { 10.0.0.0/8 }
        add element inet savd list_1_v4_r1_s0 { 12.0.0.0/8 }
        """);
    assertThat(dataplane.reconcile(Depth.OBJECTS).deviations()).isEmpty();
    assertThat(dataplane.reconcile(Depth.ELEMENTS).deviations())
        .containsExactly("list_1_v4 was altered");
    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void aShardThatLeadsElsewhereIsFoundByLookingAtElements() {
    String before = listing();
    ns.nft(
        """
        delete element inet savd list_2_v4_r3_pass { 11.5.0.0-254.255.255.255 }
        add element inet savd list_2_v4_r3_pass { 11.5.0.0-254.255.255.255 : goto list_2_v4_r3_s0_pass }
        """);
    assertThat(dataplane.reconcile(Depth.ELEMENTS).deviations())
        .containsExactly("list_2_v4 was altered");
    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void aCommitThatMeetsAlteredElementsLeavesThemAndTheNextRepairs() {
    ns.nft("delete element inet savd list_1_v4_r1_s0 { 10.0.0.0/8 }");
    Deltas delta = Deltas.revision(2).cover(1, "10.0.0.0/8", false).cover(1, "12.0.0.0/8", true);
    assertThat(dataplane.commit(delta.build())).isInstanceOf(Outcome.Diverged.class);
    assertThat(listing()).doesNotContain("12.0.0.0/8");
    assertThat(dataplane.full()).isInstanceOf(Outcome.Committed.class);
    assertThat(listing()).contains("12.0.0.0/8").doesNotContain("10.0.0.0/8");
  }

  @Test
  void aCommitAfterTheTableWasDeletedSaysSoAndTheNextRestoresIt() {
    String before = listing();
    ns.nft("delete table inet savd");
    assertThat(dataplane.commit(Deltas.revision(2).cover(1, "12.0.0.0/8", true).build()))
        .isInstanceOf(Outcome.Diverged.class);
    assertThat(dataplane.commit(Deltas.revision(3).cover(1, "12.0.0.0/8", false).build()))
        .isInstanceOf(Outcome.Committed.class);
    assertThat(listing()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theKernelHoldsTheDesiredElementsAfterRandomDeltas(long seed) {
    Random random = new Random(seed);
    TreeSet<Integer> naive = new TreeSet<>();
    commit(Deltas.revision(2).list(3).allowlist("eth2", EnforcementMode.ENFORCE, 3));
    for (int step = 0; step < 150; step++) {
      Deltas delta = Deltas.revision(step + 3);
      for (int k = 0; k < 1 + random.nextInt(6); k++) {
        int slot = random.nextInt(256);
        boolean on = random.nextInt(5) < 3;
        delta.cover(3, slot + ".0.0.0/8", on);
        if (on) {
          naive.add(slot);
        } else {
          naive.remove(slot);
        }
      }
      commit(delta);
    }
    Findings findings = dataplane.reconcile(Depth.ELEMENTS);
    assertThat(findings.deviations()).isEmpty();
    TreeSet<Integer> listed = new TreeSet<>();
    String listing = ns.exec("nft", "list", "table", "inet", "savd").replaceAll("\\s+", " ");
    Matcher sets =
        Pattern.compile("set list_3_v4_r[0-9]+_s[0-9]+ \\{[^}]*elements = \\{([^}]*)}")
            .matcher(listing);
    while (sets.find()) {
      for (String element : sets.group(1).split(",")) {
        addSlots(listed, element.strip());
      }
    }
    assertThat(listed).isEqualTo(naive);
  }

  private static void addSlots(TreeSet<Integer> slots, String element) {
    int first = Integer.parseInt(element.substring(0, element.indexOf('.')));
    int count =
        element.contains("-")
            ? Integer.parseInt(element.split("-")[1].split("\\.")[0]) - first + 1
            : 1 << (8 - Integer.parseInt(element.substring(element.indexOf('/') + 1)));
    for (int i = 0; i < count; i++) {
      slots.add(first + i);
    }
  }
}
