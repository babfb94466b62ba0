package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.LabProcess;

/** Edges that reach each other over IPv6 only; their hosts still have both families. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CetpOutsideTest {
  private static final String BOB = "bob.east.example";
  private static final int LINES = 40;
  private static CetpLab cetp;
  private static LabProcess server;

  @BeforeAll
  static void build() {
    Requirements.namespaces();
    Requirements.programs("ping", "ssh", "ssh-keygen", "tc");
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/sshd")), "sshd is not installed");
    cetp = new CetpLab("strict", CetpLab.Outside.IPV6, "");
  }

  @AfterAll
  static void close() {
    if (cetp != null) {
      cetp.close();
    }
  }

  @Test
  @Order(1)
  void hostsOfBothFamiliesReachEachOtherOverIpv6() {
    for (int family : new int[] {4, 6}) {
      Command ping = cetp.ping("alice", family, 5, 0.2, BOB);
      assertThat(CetpLab.answered(ping)).as(ping.out() + ping.err()).isEqualTo(5);
    }
    assertThat(cetp.savctl("east", "cetp", "rlocs")).contains("2001:db8:1::1", "2001:db8:2::1");
  }

  @Test
  @Order(2)
  void aPacketInFragmentsArrivesWhole() {
    Command ping = cetp.lab().run("alice", "ping", "-4", "-c", "3", "-i", "0.2", "-s", "3000", BOB);
    assertThat(CetpLab.answered(ping)).as(ping.out() + ping.err()).isEqualTo(3);
  }

  @Test
  @Order(2)
  void hostsWhoseFirstPacketIsLargeGetASession() {
    Command large =
        cetp.lab()
            .run("alice", "ping", "-4", "-c", "3", "-i", "0.3", "-s", "1300", "late0.east.example");
    assertThat(CetpLab.answered(large)).as(large.out() + large.err()).isEqualTo(3);
    // What comes in fragments has to come again.
    Command fragments =
        cetp.lab()
            .run("alice", "ping", "-4", "-c", "5", "-i", "1", "-s", "3000", "late1.east.example");
    assertThat(CetpLab.answered(fragments)).as(fragments.out() + fragments.err()).isPositive();
  }

  @Test
  @Order(2)
  void whatEveryLinkOfIpv6TakesArrivesOverPathsThatTakeNoMore() {
    mtu("1280");
    // 1280 octets; then more, which the host cuts when it is told. The first find it out.
    for (String size : new String[] {"1232", "1300"}) {
      Command ping = cetp.lab().run("alice", "ping", "-6", "-c", "8", "-i", "0.3", "-s", size, BOB);
      assertThat(CetpLab.answered(ping)).as(ping.out() + ping.err()).isGreaterThan(3);
    }
    mtu("1500");
  }

  private static void mtu(String octets) {
    for (String edge : new String[] {"west", "east"}) {
      for (String path : new String[] {"p1", "p2"}) {
        cetp.lab().run(edge, "ip", "link", "set", path, "mtu", octets).orThrow();
      }
    }
  }

  @Test
  @Order(3)
  void anSshSessionSurvivesAPlannedSwap() throws Exception {
    server = sshd();
    Await.until(
        Duration.ofSeconds(30),
        () -> "sshd answers; it said " + server.tail(),
        () -> cetp.lab().run("alice", ssh("true")).ok());
    CompletableFuture<Command> session = talk();
    cetp.configure("west", "strict", "preference = \"drain\"");
    cetp.reload("west");
    Await.until(
        Duration.ofSeconds(20),
        "east sends to west's other RLOC",
        () ->
            cetp.report("east").stream()
                .anyMatch(l -> l.startsWith("session") && l.endsWith("-2001:db8:2::1")));
    allLines(session.get());
    assertThat(cetp.counter("east", "path-died")).isZero();
    cetp.configure("west", "strict", "");
    cetp.reload("west");
  }

  @Test
  @Order(4)
  void anSshSessionSurvivesThatItsPathIsCut() throws Exception {
    Await.until(
        Duration.ofSeconds(20),
        "the first path is used again",
        () ->
            cetp.report("east").stream()
                .anyMatch(l -> l.startsWith("session") && l.endsWith("-2001:db8:1::1")));
    CompletableFuture<Command> session = talk();
    cetp.lab().run("east", "ip", "link", "set", "p1", "down").orThrow();
    allLines(session.get());
    assertThat(cetp.counter("west", "path-died")).isPositive();
    server.stop();
  }

  /** A session that says a line now and then; it has begun. */
  private static CompletableFuture<Command> talk() {
    long before = cetp.counter("west", "outward-packets");
    CompletableFuture<Command> session =
        CompletableFuture.supplyAsync(
            () ->
                cetp.lab()
                    .run(
                        "alice",
                        ssh("for i in $(seq " + LINES + "); do echo line $i; sleep 0.2; done")));
    Await.until(
        Duration.ofSeconds(20),
        "the session talks",
        () -> cetp.counter("west", "outward-packets") > before + 10);
    return session;
  }

  private static void allLines(Command said) {
    assertThat(said.out().lines().filter(l -> l.startsWith("line ")).count())
        .as(said.out() + said.err())
        .isEqualTo(LINES);
  }

  private static String[] ssh(String command) {
    return new String[] {
      "ssh",
      "-4",
      "-i",
      cetp.lab().directory("alice").resolve("key").toString(),
      "-o",
      "StrictHostKeyChecking=no",
      "-o",
      "UserKnownHostsFile=/dev/null",
      "-o",
      "BatchMode=yes",
      "-o",
      "ConnectTimeout=10",
      "-p",
      "2222",
      BOB,
      command
    };
  }

  /** sshd on bob, with keys of its own, for root by alice's key. */
  private static LabProcess sshd() throws IOException {
    Path bob = cetp.lab().directory("bob");
    Path alice = cetp.lab().directory("alice");
    for (Path key : List.of(bob.resolve("hostkey"), alice.resolve("key"))) {
      Command.run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()))
          .orThrow();
    }
    Path allowed = Files.copy(alice.resolve("key.pub"), bob.resolve("allowed"));
    Files.createDirectories(Path.of("/run/sshd"));
    return cetp.lab()
        .start(
            "bob",
            "sshd",
            List.of(
                "/usr/sbin/sshd",
                "-D",
                "-e",
                "-p",
                "2222",
                "-f",
                "/dev/null",
                "-o",
                "HostKey=" + bob.resolve("hostkey"),
                "-o",
                "AuthorizedKeysFile=" + allowed,
                "-o",
                "PermitRootLogin=prohibit-password",
                "-o",
                "StrictModes=no",
                "-o",
                "UsePAM=no",
                "-o",
                "PidFile=none"));
  }
}
