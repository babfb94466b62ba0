package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import savd.testbed.CetpFlood.Cookie;
import savd.testbed.lab.Await;
import savd.testbed.lab.LabProcess;

/** Set-ups from forged addresses that bring back cookies nobody has given them. */
class CetpCookieFloodTest {
  private static final int SET_UPS = CetpLab.LATE / 2;
  private static CetpLab cetp;

  @BeforeAll
  static void build() {
    Requirements.namespaces();
    Requirements.programs("ping", "tcpdump", "getent");
    cetp = new CetpLab("strict");
    Await.until(
        CetpLab.PATIENCE,
        "alice hears from bob",
        () -> CetpLab.answered(cetp.ping("alice", 4, 1, 0.2, "bob.east.example")) == 1);
  }

  @AfterAll
  static void close() {
    if (cetp != null) {
      cetp.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RANDOM", "TIMELY"})
  void besideFalseCookiesASetUpTakesTwoRoundsAndHostsAreToldNames(Cookie cookie) throws Exception {
    int first = cookie == Cookie.RANDOM ? 0 : SET_UPS;
    Path file = cetp.lab().directory("west").resolve(cookie + ".pcap");
    LabProcess dump = cetp.captureBesideFlood("west", file);
    long before = bad();
    long dropped = cetp.counter("east", "inward-false-cookies");
    long full = cetp.counter("east", "inward-control-full");
    List<Long> answers = new ArrayList<>();
    try (CetpFlood flood = new CetpFlood(cetp.lab(), "0b00000000bb", cookie)) {
      Await.until(CetpLab.PATIENCE, "false cookies are counted", () -> bad() > before + 20_000);
      for (int i = 0; i < SET_UPS; i++) {
        // Bob's edge is the one that is flooded: his names are its control plane's, too.
        long asked = System.nanoTime();
        Await.until(
            CetpLab.PATIENCE,
            "bob is told where alice is",
            () -> cetp.lab().run("bob", "getent", "ahostsv4", "alice.west.example").ok());
        answers.add((System.nanoTime() - asked) / 1_000_000);
        String name = "late" + (first + i) + ".east.example";
        Await.until(
            CetpLab.PATIENCE,
            name + " answers",
            () -> CetpLab.answered(cetp.ping("alice", 4, 1, 0.2, name)) == 1);
      }
      Collections.sort(answers);
      System.err.println(
          cookie
              + " cookies: "
              + flood.perSecond()
              + " a second, names answered in ms: "
              + answers);
    }
    List<Integer> rounds = new ArrayList<>();
    Await.until(
        CetpLab.PATIENCE,
        () -> "all set-ups are in the capture: " + rounds,
        () -> {
          rounds.clear();
          rounds.addAll(CetpRounds.of(file, first, SET_UPS));
          return !rounds.contains(0);
        });
    dump.stop();
    System.err.println("rounds of " + rounds);
    // More where an answer came later than the caller waits: that is the machine's doing.
    assertThat(rounds).allMatch(r -> r >= 2).contains(2);
    // Most went no further than the thread they came in by; those that did are so few a second.
    assertThat(cetp.counter("east", "inward-false-cookies") - dropped)
        .isGreaterThan((bad() - before) / 2);
    // None of the false ones took another's place before the control plane.
    assertThat(cetp.counter("east", "inward-control-full")).isEqualTo(full);
    assertThat(cetp.report("east")).noneMatch(l -> l.startsWith("session") && l.contains("-11."));
    assertThat(cetp.savctl("east", "cetp", "counters")).contains("cookie-failure");
  }

  private static long bad() {
    return cetp.counter("east", "cookie-bad") + cetp.counter("east", "cookie-old");
  }
}
