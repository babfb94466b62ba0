package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.LabProcess;

/** What alice and bob say to each other through the edges, and what has to become of it. */
record CetpTraffic(CetpLab cetp) {
  static final String BOB = "bob.east.example";

  private static final Pattern TOLD = Pattern.compile("mtu ?= ?([0-9]+)");

  /** Of a hundred pings, ten a second, when traffic goes on within three seconds. */
  private static final int WITHIN_THREE_SECONDS = 70;

  private static final int CUTS = 3;

  /** Five pings of five are answered, when a session has been set up. */
  void reach(int family, String name) {
    Command[] last = {null};
    Await.until(
        CetpLab.PATIENCE,
        () -> "alice reaches " + name + ": " + last[0],
        () -> {
          last[0] = cetp.ping("alice", family, 5, 0.2, name);
          return CetpLab.answered(last[0]) == 5;
        });
  }

  /** Of {@code count} pings of a size, at least so many are answered. */
  void reach(int family, int count, int octets, int atLeast, String name) {
    String[] line = {
      "ping",
      "-" + family,
      "-c",
      Integer.toString(count),
      "-i",
      "0.3",
      "-s",
      Integer.toString(octets),
      name
    };
    Command[] last = {null};
    Await.until(
        CetpLab.PATIENCE,
        () -> "pings of " + octets + " octets reach " + name + ": " + last[0],
        () -> {
          last[0] = cetp.lab().run("alice", line);
          return CetpLab.answered(last[0]) >= atLeast;
        });
  }

  /** A file of bob's arrives as it is, by HTTP over each family. */
  void fileArrives(int octets, int port, int... families) throws IOException {
    Path served = Files.createDirectories(cetp.lab().directory("bob").resolve("www" + port));
    byte[] content = new byte[octets];
    new Random(port).nextBytes(content);
    Files.write(served.resolve("file"), content);
    String[] serve = {
      "python3",
      "-m",
      "http.server",
      "--bind",
      "::",
      "--directory",
      served.toString(),
      Integer.toString(port)
    };
    LabProcess server = cetp.lab().start("bob", "http" + port, List.of(serve));
    Path got = cetp.lab().directory("alice").resolve("got" + port);
    String url = "http://" + BOB + ":" + port + "/file";
    for (int family : families) {
      String[] curl = {"curl", "-" + family, "-s", "-m", "40", "-o", got.toString(), url};
      Await.until(
          CetpLab.PATIENCE.multipliedBy(2),
          () -> "curl -" + family + " gets the file; east has " + cetp.report("east"),
          () -> cetp.lab().run("alice", curl).ok());
      assertThat(Files.readAllBytes(got)).isEqualTo(content);
    }
    server.stop();
  }

  /**
   * Waits until alice is told that what she sends is too large for the path, and that so much is
   * not. Whoever asks while an edge is still searching hears of less, which Linux keeps for ten
   * minutes, so she forgets between.
   *
   * @param octets of ICMP in what she sends
   */
  void isTold(int family, int octets, int atLeast, int atMost) {
    int[] told = {0};
    Await.until(
        CetpLab.PATIENCE.multipliedBy(2),
        () -> "alice is told of " + atLeast + " to " + atMost + " octets; last " + told[0],
        () -> {
          cetp.lab().run("alice", "ip", "-" + family, "route", "flush", "cache").orThrow();
          told[0] = told(family, octets);
          return told[0] >= atLeast;
        });
    assertThat(told[0]).isLessThanOrEqualTo(atMost);
  }

  private int told(int family, int octets) {
    String[] ping = {
      "ping",
      "-" + family,
      "-M",
      "do",
      "-s",
      Integer.toString(octets),
      "-c",
      "4",
      "-i",
      "0.3",
      "-W",
      "1",
      BOB
    };
    Command said = cetp.lab().run("alice", ping);
    Matcher m = TOLD.matcher(said.out() + said.err());
    return m.find() ? Integer.parseInt(m.group(1)) : 0;
  }

  /**
   * Cuts the first path while alice pings bob: within three seconds she is answered over the other.
   * Once of a few times: a machine with much else to do stands still for longer than that.
   */
  void goesOnWhenThePathIsCut() throws Exception {
    int answered = 0;
    for (int i = 0; i < CUTS && answered < WITHIN_THREE_SECONDS; i++) {
      long revived = cetp.counter("west", "path-revived");
      Command ping = cut();
      answered = CetpLab.answered(ping);
      System.err.println("the path is cut: " + answered + " of 100 pings answered");
      assertThat(answered).as(ping.out()).isPositive().isLessThan(100);
      Await.until(
          CetpLab.PATIENCE,
          "the path is there again",
          () -> {
            cetp.ping("alice", 4, 1, 0.2, BOB);
            return cetp.counter("west", "path-revived") > revived;
          });
    }
    assertThat(answered).isGreaterThanOrEqualTo(WITHIN_THREE_SECONDS);
    assertThat(cetp.counter("west", "path-died")).isPositive();
  }

  private Command cut() throws Exception {
    // Without it IPv6 addresses go with the link and do not come back.
    String keep = "net.ipv6.conf.p1.keep_addr_on_down=1";
    cetp.lab().run("east", "sysctl", "-qw", keep).orThrow();
    long before = cetp.counter("west", "outward-packets");
    CompletableFuture<Command> pings =
        CompletableFuture.supplyAsync(() -> cetp.ping("alice", 4, 100, 0.1, BOB));
    Await.until(
        CetpLab.PATIENCE,
        "pings go",
        () -> cetp.counter("west", "outward-packets") > before + 5 || pings.isDone());
    cetp.lab().run("east", "ip", "link", "set", "p1", "down").orThrow();
    Command ping = pings.get();
    cetp.lab().run("east", "ip", "link", "set", "p1", "up").orThrow();
    return ping;
  }
}
