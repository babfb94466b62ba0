package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;

/**
 * An edge inside savd: the rules of the interface say who may be an RLOC. West's RLOCs are behind
 * its interfaces' subnets. The kernel only watches, so that what is refused is refused by the edge.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CetpJoinTest {
  private static final String BOB = "bob.east.example";

  private static final String WATCHED =
      """
      rloc-check = "enforce"
      [interface.p1]
      role = "customer"
      method = "acl"
      mode = "monitor"
      allow = [%s]
      [interface.p2]
      role = "customer"
      method = "acl"
      mode = "monitor"
      allow = ["203.0.113.128/25"]
      """;

  private static final String NOBODY = WATCHED.formatted("");
  private static final String WEST = WATCHED.formatted("\"203.0.113.0/25\"");
  private static final Pattern SHOWN = Pattern.compile("p1 +blocked-source +source-blocked +[1-9]");
  private static CetpLab cetp;

  @BeforeAll
  static void build() {
    Requirements.namespaces();
    Requirements.programs("ping", "nft");
    cetp = new CetpLab("strict", CetpLab.Outside.ROUTED, NOBODY);
  }

  @AfterAll
  static void close() {
    if (cetp != null) {
      cetp.close();
    }
  }

  @Test
  @Order(1)
  void anRlocThatTheRulesBlockGetsInNowhereAndIsShownBesideTheDrops() {
    // The second path is permitted: cut, so that there is only the first.
    cetp.lab().run("west", "ip", "link", "set", "p2", "down").orThrow();
    // A set-up that has shown its cookie, and then only: how soon, the machine decides.
    Await.until(
        CetpLab.PATIENCE,
        () -> "what was refused is shown: " + cetp.savctl("east", "show", "drops"),
        () -> {
          Command ping = cetp.ping("alice", 4, 3, 0.5, BOB);
          assertThat(CetpLab.answered(ping)).as(ping.out()).isZero();
          return SHOWN.matcher(cetp.savctl("east", "show", "drops")).find();
        });
    assertThat(cetp.savctl("east", "cetp", "sessions")).contains("no session");
    assertThat(cetp.savctl("east", "explain", "203.0.113.1", "p1")).contains("blocked");
    assertThat(cetp.savctl("east", "-o", "json", "cetp", "counters"))
        .contains("\"kind\":\"blocked-source\"");
    cetp.lab().run("west", "ip", "link", "set", "p2", "up").orThrow();
    cetp.lab()
        .run("east", "ip", "route", "replace", "203.0.113.129/32", "via", "198.51.100.1")
        .orThrow();
  }

  @Test
  @Order(2)
  void whenTheRulesPermitItTheSessionIsSetUpAndExplainKnowsTheRloc() throws IOException {
    cetp.configureSavd(WEST);
    cetp.reload("east");
    Await.until(
        CetpLab.PATIENCE,
        "alice reaches bob",
        () -> CetpLab.answered(cetp.ping("alice", 4, 1, 0.2, BOB)) == 1);
    assertThat(cetp.savctl("east", "cetp", "sessions")).containsPattern("open +inbound +bob");
    Await.until(
        CetpLab.PATIENCE,
        () -> "both RLOCs are verified: " + cetp.savctl("east", "cetp", "rlocs"),
        () ->
            cetp.savctl("east", "cetp", "rlocs")
                .matches("(?s).* 203.0.113.1 .*verified +p1 .*203.0.113.129 .*verified +p2 .*"));
    assertThat(cetp.savctl("east", "explain", "203.0.113.1", "p1"))
        .contains("permitted")
        .contains("It is an RLOC of CETP sessions")
        .contains("alice.west.example");
    assertThat(cetp.savctl("east", "cetp", "policies")).contains("return-routability, naming");
    assertThat(
            cetp.lab().run("east", "curl", "-s", "http://127.0.0.1:9479/metrics").orThrow().out())
        .containsPattern("savd_cetp_evidence_total\\{.*interface=\"p1\"");
  }

  @Test
  @Order(3)
  void whenTheRulesChangeTheSessionGoesOnOverTheRlocThatIsStillPermitted() throws IOException {
    cetp.configureSavd(NOBODY);
    cetp.reload("east");
    Await.until(
        CetpLab.PATIENCE,
        () -> "the first RLOC is blocked: " + cetp.savctl("east", "cetp", "rlocs"),
        () ->
            cetp.savctl("east", "cetp", "rlocs")
                .matches("(?s).* 203.0.113.1 .*blocked +p1 .*203.0.113.129 .*verified +p2 +yes.*"));
    // East does not listen to west's first RLOC any more, and west learns it: the path is dead.
    Await.until(
        CetpLab.PATIENCE,
        () -> "alice reaches bob over the second path; west has " + cetp.report("west"),
        () -> CetpLab.answered(cetp.ping("alice", 4, 5, 0.2, BOB)) == 5);
    cetp.configureSavd(WEST);
    cetp.reload("east");
    Await.until(
        CetpLab.PATIENCE,
        () -> "the first RLOC is back: " + cetp.savctl("east", "cetp", "rlocs"),
        () ->
            cetp.savctl("east", "cetp", "rlocs")
                .matches("(?s).* 203.0.113.1 .*verified +p1 +yes.*"));
  }

  @Test
  @Order(4)
  void aReloadIsRefusedWhereTheEdgesFileIsAndSaysWhatTakesARestart() throws IOException {
    String good = Files.readString(cetp.configuration("east"));
    Files.writeString(cetp.configuration("east"), good.replace("[edge]", "[edge]\nprot = 1"));
    Command refused = cetp.askSavctl("east", "reload");
    assertThat(refused.status()).as(refused.toString()).isNotZero();
    assertThat(refused.out() + refused.err())
        .contains(cetp.configuration("east") + ":")
        .contains("edge.prot");
    Files.writeString(
        cetp.configuration("east"), good.replace("[edge]", "[edge]\ndns-for = [\"10.0.9.0/24\"]"));
    Command taken = cetp.askSavctl("east", "reload");
    assertThat(taken.status()).as(taken.toString()).isZero();
    Files.writeString(cetp.configuration("east"), good.replace("[edge]", "[edge]\nport = 48002"));
    Command late = cetp.askSavctl("east", "reload");
    assertThat(late.status()).as(late.toString()).isZero();
    assertThat(late.out()).contains("port changes; that takes a restart");
    Files.writeString(cetp.configuration("east"), good);
  }
}
