package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final int LINES = 40;
  private static CetpLab cetp;
  private static CetpTraffic traffic;
  private static LabProcess server;

  @BeforeAll
  static void build() {
    Requirements.namespaces();
    Requirements.programs("ping", "ssh", "ssh-keygen", "tc");
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/sshd")), "sshd is not installed");
    cetp = new CetpLab("strict", CetpLab.Outside.IPV6, "");
    traffic = new CetpTraffic(cetp);
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
    traffic.reach(4, CetpTraffic.BOB);
    traffic.reach(6, CetpTraffic.BOB);
    assertThat(cetp.savctl("east", "cetp", "rlocs")).contains("2001:db8:1::1", "2001:db8:2::1");
  }

  @Test
  @Order(2)
  void aPacketInFragmentsArrivesWhole() {
    traffic.reach(4, 3, 3000, 3, CetpTraffic.BOB);
  }

  @Test
  @Order(2)
  void hostsWhoseFirstPacketIsLargeGetASession() {
    traffic.reach(4, 3, 1300, 3, "late0.east.example");
    // What comes in fragments has to come again.
    traffic.reach(4, 5, 3000, 1, "late1.east.example");
  }

  @Test
  @Order(2)
  void whatEveryLinkOfIpv6TakesArrivesOverPathsThatTakeNoMore() {
    mtu("1280");
    // 1280 octets; then more, which the host cuts when it is told. The first find it out.
    for (int octets : new int[] {1232, 1300}) {
      traffic.reach(6, 8, octets, 4, CetpTraffic.BOB);
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
        CetpLab.PATIENCE,
        () -> "sshd answers; it said " + server.tail(),
        () -> cetp.lab().run("alice", ssh("true")).ok());
    CompletableFuture<Command> session = talk();
    cetp.configure("west", "strict", "preference = \"drain\"");
    cetp.reload("west");
    cetp.awaitSessionTo("2001:db8:2::1", "east");
    allLines(session.get());
    cetp.configure("west", "strict", "");
    cetp.reload("west");
  }

  @Test
  @Order(4)
  void anSshSessionSurvivesThatItsPathIsCut() throws Exception {
    cetp.awaitSessionTo("2001:db8:1::1", "east");
    long died = cetp.counter("west", "path-died");
    CompletableFuture<Command> session = talk();
    cetp.lab().run("east", "ip", "link", "set", "p1", "down").orThrow();
    allLines(session.get());
    Await.until(
        CetpLab.PATIENCE, "the path is dead", () -> cetp.counter("west", "path-died") > died);
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
        CetpLab.PATIENCE,
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
      CetpTraffic.BOB,
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
