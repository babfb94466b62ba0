package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Ipv4Address;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;
import savd.testbed.lab.Await;
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan;
import savd.testbed.rpki.PayloadCounts;
import savd.testbed.rpki.RpkiData;
import savd.testbed.rpki.ScriptedCache;
import savd.testbed.rpki.ScriptedCache.Character;
import savd.testbed.rpki.StayRtr;

/** savd as a router of RTR caches: StayRTR, and one that misbehaves to order. */
class RtrInteropTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final String SAVD = "savd";

  @BeforeEach
  void needs() {
    Requirements.namespaces();
    Requirements.savd();
  }

  /** Some payloads of every kind; sets of different numbers differ in more than their size. */
  private static RpkiData data(int number) {
    List<Vrp> vrps = new ArrayList<>();
    List<Aspa> aspas = new ArrayList<>();
    for (int i = 0; i < 200 + number; i++) {
      vrps.add(RpkiData.vrp("31." + i % 250 + "." + number + ".0/24", 65000 + i));
      vrps.add(RpkiData.vrp("2a10:" + (i + 1) + ":" + number + "::/48", 65000 + i));
      if (i < 50 + number) {
        aspas.add(RpkiData.aspa(65000 + i, 64000 + number, 64100 + i));
      }
    }
    return new RpkiData(vrps, aspas);
  }

  private static SavdNode savd(ValidationLab lab) {
    String hub = ValidationLab.address(0, 1, AddressFamily.IPV4).toString();
    SavdNode savd =
        SavdNode.inside(
            lab.lab(),
            SAVD,
            new SavdPlan(
                    Asn.of(65000),
                    Ipv4Address.parse("31.201.0.2"),
                    List.of(),
                    List.of(),
                    List.of(),
                    new SavdPlan.Settings("0s", "60s", "print", 179))
                .withSections(
                    "[cache.hub]\naddress = \"%s\"\nport = %d\n"
                        .formatted(hub, ValidationLab.RTR_PORT)));
    savd.start();
    return savd;
  }

  private static PayloadCounts seenIn(int version, RpkiData data) {
    return version < 2 ? data.counts().withoutAspas() : data.counts();
  }

  @Test
  void stayRtrsPayloadsAreAllThereAndChangesFollow() {
    Requirements.programs("stayrtr");
    try (ValidationLab lab = new ValidationLab(List.of(), SAVD)) {
      StayRtr cache = new StayRtr(lab.lab(), ValidationLab.HUB, ValidationLab.RTR_PORT, data(1));
      cache.start();
      SavdNode savd = savd(lab);
      savd.awaitPayloads(seenIn(1, data(1)), BOUND);
      cache.replace(data(2));
      savd.awaitPayloads(seenIn(1, data(2)), BOUND);
      cache.kill();
      cache.replace(data(3));
      assertThat(savd.payloads()).isEqualTo(seenIn(1, data(2)));
      cache.start();
      savd.awaitPayloads(seenIn(1, data(3)), BOUND);
    }
  }

  @Test
  void stayRtrsFullSetIsAllThere() {
    Requirements.programs("stayrtr");
    assumeTrue(Boolean.getBoolean("savd.long"), "723,521 VRPs: -Dsavd.long=true");
    Path dump =
        Path.of(
            System.getProperty("savd.shared", "../shared"),
            "data/rpki/rpki-client.20250720T093135Z.json.bz2");
    assumeTrue(Files.exists(dump), "no such data here: " + dump);
    RpkiData data = RpkiData.read(dump);
    try (ValidationLab lab = new ValidationLab(List.of(), SAVD)) {
      new StayRtr(lab.lab(), ValidationLab.HUB, ValidationLab.RTR_PORT, data).start();
      savd(lab).awaitPayloads(seenIn(1, data), BOUND);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theHighestVersionTheCacheKnowsIsSpoken(int version) {
    try (ValidationLab lab = new ValidationLab(List.of(), SAVD);
        ScriptedCache cache = cache(lab, Character.USUAL.speaking(version), data(1))) {
      SavdNode savd = savd(lab);
      savd.awaitPayloads(seenIn(version, data(1)), BOUND);
      cache.replace(data(2));
      savd.awaitPayloads(seenIn(version, data(2)), BOUND);
      assertThat(cache.heard())
          .as("a change is asked for as such, in the version agreed")
          .endsWith("v" + version + " serial query 1");
    }
  }

  @Test
  void aCacheThatDiesInTheMiddleOfAnUpdateLeavesTheLastCompleteSet() {
    try (ValidationLab lab = new ValidationLab(List.of(), SAVD);
        ScriptedCache cache = cache(lab, Character.USUAL, data(1))) {
      SavdNode savd = savd(lab);
      savd.awaitPayloads(data(1).counts(), BOUND);
      // Within a PDU, at the end of one, and before the first octet of End of Data.
      for (int octets : new int[] {1, 8, 8 + 20, 8 + 32 + 7, 3000}) {
        cache.dieAfter(octets);
        int before = cache.heard().size();
        cache.replace(data(2));
        Await.until(BOUND, "a query after the death", () -> cache.heard().size() > before);
        assertThat(savd.payloads())
            .as("cut after %d octets", octets)
            .isIn(data(1).counts(), data(2).counts());
        savd.awaitPayloads(data(2).counts(), BOUND);
        cache.replace(data(1));
        savd.awaitPayloads(data(1).counts(), BOUND);
      }
    }
  }

  @Test
  void aCacheThatComesBackAsAnotherIsReadAnew() {
    try (ValidationLab lab = new ValidationLab(List.of(), SAVD);
        ScriptedCache cache = cache(lab, Character.USUAL, data(1))) {
      SavdNode savd = savd(lab);
      savd.awaitPayloads(data(1).counts(), BOUND);
      cache.restartAs(Character.USUAL.with(815, 77), data(3));
      savd.awaitPayloads(data(3).counts(), BOUND);
      assertThat(cache.heard()).endsWith("v2 reset query");
      cache.restartAs(Character.USUAL.with(816, 5).speaking(1), data(2));
      savd.awaitPayloads(seenIn(1, data(2)), BOUND);
    }
  }

  @Test
  void theSerialNumberWraps() {
    try (ValidationLab lab = new ValidationLab(List.of(), SAVD);
        ScriptedCache cache = cache(lab, Character.USUAL.with(4711, 0xFFFF_FFFEL), data(1))) {
      SavdNode savd = savd(lab);
      savd.awaitPayloads(data(1).counts(), BOUND);
      for (int number = 2; number < 6; number++) {
        cache.replace(data(number));
        savd.awaitPayloads(data(number).counts(), BOUND);
      }
      assertThat(cache.heard())
          .endsWith(
              "v2 serial query 4294967294",
              "v2 serial query 4294967295",
              "v2 serial query 0",
              "v2 serial query 1");
    }
  }

  private static ScriptedCache cache(ValidationLab lab, Character character, RpkiData data) {
    ScriptedCache cache = new ScriptedCache(lab.inside(), ValidationLab.RTR_PORT, character, data);
    cache.start();
    return cache;
  }
}
