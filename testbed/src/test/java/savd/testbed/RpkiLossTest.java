package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.EnforcementMode;
import savd.testbed.lab.Await;
import savd.testbed.lab.Lab;
import savd.testbed.lab.NamespaceThread;
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan;
import savd.testbed.node.SavdPlan.Ingress;
import savd.testbed.probe.ContinuousProbe;
import savd.testbed.probe.Flow;
import savd.testbed.probe.PacketProbe;
import savd.testbed.rpki.RpkiData;
import savd.testbed.rpki.ScriptedCache;
import savd.testbed.rpki.ScriptedCache.Character;
import savd.testbed.scenario.ProblemStatement;
import savd.testbed.scenario.ProblemStatement.Variant;

/**
 * BAR-SAV without RPKI data, with them, with a cache that is gone, and without them again: honest
 * packets pass all the time, spoofed ones while there is nothing to know them by. The honest ones
 * include P1 over AS 2, which no route but AS 1's ASPA alone makes known.
 */
class RpkiLossTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int PORT = 8282;
  private static final int PACKETS_PER_SECOND = 500;
  private static final int PACKETS = 10;
  private static final RpkiData DATA = ProblemStatement.published(1, 2, 4);

  @Test
  void honestPacketsNeverNoticeThatRpkiDataComeOrGo() {
    Requirements.namespaces();
    Requirements.programs("bird", "/usr/lib/frr/bgpd", "gobgpd");
    Requirements.savd();
    try (Lab lab = Lab.open(ProblemStatement.plan(Requirements.labName()));
        PacketProbe probe = new PacketProbe(lab);
        PacketProbe sampler = new PacketProbe(lab);
        NamespaceThread inside = NamespaceThread.enter(lab.namespace("as4"))) {
      ProblemStatement.startRouters(lab, Variant.NOTHING_VIA_AS2);
      SavdNode savd = ProblemStatement.startSavd(lab, plan(true));
      spoofed(sampler, "before the first data", PACKETS);
      try (ScriptedCache cache = new ScriptedCache(inside, PORT, Character.USUAL, DATA);
          ContinuousProbe running = new ContinuousProbe(probe, honest(), PACKETS_PER_SECOND)) {
        cache.start();
        savd.awaitPayloads(DATA.counts(), BOUND);
        spoofed(sampler, "with data", 0);

        cache.stop();
        Await.until(BOUND, "savd knowing that its cache is gone", () -> isLost(savd));
        assertThat(savd.payloads()).isEqualTo(DATA.counts());
        spoofed(sampler, "with a lost cache", 0);

        savd.configure(plan(false));
        spoofed(sampler, "without a cache", PACKETS);

        cache.start();
        savd.configure(plan(true));
        savd.awaitPayloads(DATA.counts(), BOUND);
        spoofed(sampler, "with data again", 0);

        ContinuousProbe.Account account = running.finish();
        assertThat(account.violations()).as("of %d honest packets", account.sent()).isEmpty();
        System.out.println(
            "RpkiLossTest: %d honest packets, none blocked".formatted(account.sent()));
      }
    }
  }

  private static SavdPlan plan(boolean withCache) {
    List<Ingress> interfaces = new ArrayList<>();
    for (int as : new int[] {1, 2, 3, 5}) {
      interfaces.add(
          new Ingress(
              "as" + as,
              ProblemStatement.role(as, Variant.NOTHING_VIA_AS2),
              as == 3 ? "bar-sav-pi" : "bar-sav",
              EnforcementMode.ENFORCE));
    }
    return ProblemStatement.savd(Variant.NOTHING_VIA_AS2, interfaces)
        .withSections(
            withCache ? "[cache.beside]\naddress = \"127.0.0.1\"\nport = " + PORT + "\n" : "");
  }

  private static List<ContinuousProbe.Expected> honest() {
    List<ContinuousProbe.Expected> flows = new ArrayList<>();
    for (AddressFamily family : AddressFamily.values()) {
      for (int source : new int[] {1, 2, 6}) {
        flows.add(
            new ContinuousProbe.Expected(
                flow(source, 5, family), ContinuousProbe.Expectation.PERMITTED));
      }
    }
    return flows;
  }

  private static Flow flow(int source, int destination, AddressFamily family) {
    return new Flow(
        "as2",
        "as4",
        ProblemStatement.host(source, family),
        ProblemStatement.host(destination, family));
  }

  /** P5, which is not below AS 2: so many packets of it arrive in the end. */
  private static void spoofed(PacketProbe sampler, String when, int wanted) {
    for (AddressFamily family : AddressFamily.values()) {
      Flow flow = flow(5, 1, family);
      Await.until(
          BOUND,
          when + ", " + wanted + " of " + PACKETS + " spoofed packets of " + family + " arriving",
          () -> sampler.send(List.of(flow), PACKETS).get(flow) == wanted);
    }
  }

  private static boolean isLost(SavdNode savd) {
    return !savd.show("rpki", "caches")
        .path("caches")
        .path(0)
        .path("state")
        .asText()
        .equals("synchronized");
  }
}
