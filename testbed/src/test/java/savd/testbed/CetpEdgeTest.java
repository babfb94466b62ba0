package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import savd.cetp.capture.CaptureText;
import savd.net.Ipv4Address;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.LabProcess;

/** Two edges, strict policies, real packets. The tests go on in one laboratory, in this order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CetpEdgeTest {
  private static final Pattern SLOT = Pattern.compile("\"slot\": *([0-9]+)");

  private static final String BOB = "bob.east.example";
  private static CetpLab cetp;

  @BeforeAll
  static void build() {
    Requirements.namespaces();
    Requirements.programs("ping", "curl", "tcpdump", "getent", "python3");
    cetp = new CetpLab("strict");
  }

  @AfterAll
  static void close() {
    if (cetp != null) {
      cetp.close();
    }
  }

  @Test
  @Order(1)
  void hostsWithTheSameAddressPingEachOtherByNameAndTheWireShowsACookie() throws IOException {
    Path file = cetp.lab().directory("east").resolve("wire.pcap");
    LabProcess dump =
        cetp.lab()
            .start(
                "east",
                "tcpdump",
                List.of("tcpdump", "-i", "p1", "-U", "-w", file.toString(), "udp port 48001"));
    Await.until(
        Duration.ofSeconds(10), "tcpdump listens", () -> dump.tail().contains("listening on"));
    Command four = cetp.ping("alice", 4, 5, 0.2, BOB);
    assertThat(CetpLab.answered(four)).as(four.out()).isEqualTo(5);
    Command six = cetp.ping("alice", 6, 5, 0.2, BOB);
    assertThat(CetpLab.answered(six)).as(six.out()).isEqualTo(5);
    List<String> lines = new ArrayList<>();
    Await.until(
        Duration.ofSeconds(10),
        () -> "both pings are in the capture: " + lines,
        () -> {
          lines.clear();
          try {
            CaptureText.write(file, 48001, lines::add);
          } catch (IOException e) {
            return false;
          }
          return lines.stream().anyMatch(l -> l.contains("ipv6 next header 58"));
        });
    dump.stop();
    assertThat(lines).anyMatch(l -> l.startsWith("    cookie RR"));
    assertThat(lines).anyMatch(l -> l.startsWith("    cookie A"));
    assertThat(lines).anyMatch(l -> l.contains(" data"));
    assertThat(lines.getLast()).endsWith(" 0 malformed");
    assertThat(lines.getFirst()).contains("192.0.2.1:48001 > 192.0.2.2:48001").contains("[QRM]");
  }

  @Test
  @Order(2)
  void aFileArrivesOverHttpAsItIs() throws IOException {
    Path served = Files.createDirectories(cetp.lab().directory("bob").resolve("www"));
    byte[] content = new byte[30_000_000];
    new Random(1).nextBytes(content);
    Files.write(served.resolve("file"), content);
    LabProcess server =
        cetp.lab()
            .start(
                "bob",
                "http",
                List.of(
                    "python3",
                    "-m",
                    "http.server",
                    "--bind",
                    "::",
                    "--directory",
                    served.toString(),
                    "8000"));
    for (String family : List.of("-4", "-6")) {
      Path got = cetp.lab().directory("alice").resolve("got");
      Await.until(
          Duration.ofSeconds(30),
          "curl " + family + " gets the file",
          () ->
              cetp.lab()
                  .run(
                      "alice",
                      "curl",
                      family,
                      "-s",
                      "-m",
                      "20",
                      "-o",
                      got.toString(),
                      "http://" + BOB + ":8000/file")
                  .ok());
      assertThat(Files.readAllBytes(got)).isEqualTo(content);
    }
    server.stop();
  }

  @Test
  @Order(3)
  void bobSeesAliceByNameAndSheHearsThatNobodyListens() {
    // A reverse look-up of the proxy address alice has at east: asked of west, on demand.
    Matcher slot = SLOT.matcher(cetp.savctl("east", "-o", "json", "cetp", "sessions"));
    assertThat(slot.find()).isTrue();
    int proxy = (100 << 24 | 64 << 16) + Integer.parseInt(slot.group(1)) + 1;
    String seen = cetp.nameOf("bob", new Ipv4Address(proxy));
    assertThat(seen).contains("alice.west.example");
    // Bob's ICMP error comes back about the packet as alice sent it: her socket is told.
    Command refused =
        cetp.lab()
            .run(
                "alice",
                "python3",
                "-c",
                "import socket\n"
                    + "s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)\n"
                    + "s.settimeout(5)\n"
                    + "s.connect((socket.gethostbyname('"
                    + BOB
                    + "'),9))\n"
                    + "s.send(b'x')\n"
                    + "try:\n  s.recv(9)\nexcept ConnectionRefusedError:\n  print('refused')\n");
    assertThat(refused.out()).as(refused.err()).contains("refused");
  }

  @Test
  @Order(6)
  void aFloodOfForgedSetUpsMakesNoStateGetsNoMoreThanItSentAndALegitimateOneStillSucceeds() {
    long sessions = sessions("east");
    long admitted = cetp.counter("east", "admitted");
    long received = octets("rx_bytes");
    long sent = octets("tx_bytes");
    try (CetpFlood flood = new CetpFlood(cetp.lab(), "0b00000000bb")) {
      Await.until(
          Duration.ofSeconds(20),
          "cookies go out",
          () -> cetp.counter("east", "cookie-sent") > 1000);
      Command ping = cetp.ping("alice", 4, 20, 0.2, "late.east.example");
      // How many depends on what the machine has left; the first is what the set-up carries.
      assertThat(CetpLab.answered(ping)).as(ping.out() + ping.err()).isPositive();
      System.err.println("flood: " + flood.perSecond() + " set-ups a second");
    }
    long in = octets("rx_bytes") - received;
    long out = octets("tx_bytes") - sent;
    assertThat(out).as("octets out, with %d in", in).isLessThanOrEqualTo(in);
    // Of all that knocked, the one that was who it said it was.
    assertThat(cetp.counter("east", "admitted")).isEqualTo(admitted + 1);
    assertThat(sessions("east")).isEqualTo(sessions + 1);
  }

  @Test
  @Order(7)
  void besideTheFloodASetUpTakesTwoRoundsAsItDoesWithout() throws IOException {
    Path file = cetp.lab().directory("west").resolve("rounds.pcap");
    LabProcess dump =
        cetp.lab()
            .start(
                "west",
                "tcpdump",
                List.of(
                    "tcpdump",
                    "-i",
                    "any",
                    "--immediate-mode",
                    "-U",
                    "-s",
                    "300",
                    "-w",
                    file.toString(),
                    "udp port 48001 and not net 11.0.0.0/8"));
    Await.until(
        Duration.ofSeconds(10), "tcpdump listens", () -> dump.tail().contains("listening on"));
    long dropped = cetp.counter("east", "inward-control-full");
    long cookies = cetp.counter("east", "cookie-sent");
    long perSecond;
    try (CetpFlood flood = new CetpFlood(cetp.lab(), "0b00000000bb")) {
      Await.until(
          Duration.ofSeconds(20),
          "more knock than are heard, or all are heard",
          () -> cetp.counter("east", "cookie-sent") > cookies + 50_000);
      for (int i = 0; i < CetpLab.LATE; i++) {
        Command ping = cetp.ping("alice", 4, 1, 0.2, "late" + i + ".east.example");
        assertThat(CetpLab.answered(ping)).as(ping.out() + ping.err()).isEqualTo(1);
      }
      perSecond = flood.perSecond();
    }
    long unheard = cetp.counter("east", "inward-control-full") - dropped;
    List<Integer> rounds = new ArrayList<>();
    Await.until(
        Duration.ofSeconds(10),
        () -> "all set-ups are in the capture: " + rounds,
        () -> {
          rounds.clear();
          rounds.addAll(rounds(file));
          return !rounds.contains(0);
        });
    dump.stop();
    System.err.println(
        "flood: " + perSecond + " a second, " + unheard + " not heard; rounds of " + rounds);
    assertThat(rounds).allMatch(r -> r == 2);
  }

  @Test
  @Order(8)
  void whatHasNoEdgeIsReachedAsBehindANatAndAHostHasItsShareOfStateOnly() {
    // East knows a 10.0.0.2 of its own: only what is translated comes back to alice.
    String server =
        """
        import socket, threading
        t = socket.socket(); t.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        t.bind(('192.0.2.2', 8081)); t.listen(64)
        u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('192.0.2.2', 8082))
        kept = []
        def tcp():
          while True:
            c, a = t.accept(); c.sendall(a[0].encode()); kept.append(c)
        threading.Thread(target=tcp, daemon=True).start()
        print('up', flush=True)
        while True:
          d, a = u.recvfrom(99); u.sendto(a[0].encode(), a)
        """;
    LabProcess legacy = cetp.lab().start("east", "legacy", List.of("python3", "-c", server));
    Await.until(Duration.ofSeconds(10), "it is up", () -> legacy.tail().contains("up"));
    assertThat(CetpLab.answered(cetp.ping("alice", 4, 2, 0.2, "192.0.2.2"))).isEqualTo(2);
    String client =
        """
        import socket
        u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.settimeout(5)
        u.sendto(b'x', ('192.0.2.2', 8082)); print('udp', u.recv(99).decode())
        open = []
        for i in range(40):
          c = socket.socket(); c.settimeout(0.5)
          try:
            c.connect(('192.0.2.2', 8081)); last = c.recv(99).decode(); open.append(c)
          except OSError:
            break
        print('tcp', last, len(open))
        """;
    Command said = cetp.lab().run("alice", "python3", "-c", client);
    assertThat(said.out()).as(said.err()).contains("udp 192.0.2.1");
    String[] tcp =
        said.out().lines().filter(l -> l.startsWith("tcp ")).findFirst().orElseThrow().split(" ");
    assertThat(tcp[1]).isEqualTo("192.0.2.1");
    // 20 at a time, of which ping and the datagram have some.
    assertThat(Integer.parseInt(tcp[2])).isBetween(10, 20);
    legacy.stop();
  }

  private static List<Integer> rounds(Path file) {
    List<String> lines = new ArrayList<>();
    try {
      CaptureText.write(file, 48001, lines::add);
    } catch (IOException e) {
      return List.of(0);
    }
    return java.util.stream.IntStream.range(0, CetpLab.LATE)
        .mapToObj(i -> rounds(lines, CetpLab.LATE_IDENTITY.formatted(i)))
        .toList();
  }

  /** Messages to an identity before one comes back that accepts: once, and with the cookie. */
  private static int rounds(List<String> lines, String identity) {
    int rounds = 0;
    boolean answer = false;
    for (String line : lines) {
      if (!line.startsWith(" ")) {
        answer = line.contains(identity + " >");
        rounds += line.contains("> " + identity) ? 1 : 0;
      } else if (answer && line.contains("session-identity RR")) {
        return rounds;
      }
    }
    return 0;
  }

  private static long sessions(String edge) {
    return cetp.report(edge).stream().filter(l -> l.startsWith("session ")).count();
  }

  private static long octets(String counter) {
    return Long.parseLong(
        cetp.lab()
            .run("east", "cat", "/sys/class/net/p1/statistics/" + counter)
            .orThrow()
            .out()
            .strip());
  }

  @Test
  @Order(4)
  void aPlannedSwapOfTheRlocLosesNoPacket() throws Exception {
    CompletableFuture<Command> pings =
        CompletableFuture.supplyAsync(() -> cetp.ping("alice", 4, 300, 0.02, BOB));
    long before = cetp.counter("east", "path-switched");
    cetp.configure("west", "strict", "preference = \"drain\"");
    cetp.reload("west");
    Await.until(
        Duration.ofSeconds(20),
        "east sends to west's other RLOC",
        () ->
            cetp.report("east").stream()
                .anyMatch(l -> l.startsWith("session") && l.endsWith("-198.51.100.1")));
    Command ping = pings.get();
    assertThat(CetpLab.answered(ping)).as(ping.out()).isEqualTo(300);
    assertThat(cetp.counter("east", "path-switched")).isGreaterThan(before);
    cetp.configure("west", "strict", "");
    cetp.reload("west");
    Await.until(
        Duration.ofSeconds(20),
        "and back",
        () ->
            cetp.report("east").stream()
                .anyMatch(l -> l.startsWith("session") && l.endsWith("-192.0.2.1")));
  }

  @Test
  @Order(5)
  void whenAPathIsCutTrafficGoesOnOverTheOtherWithinThreeSeconds() throws Exception {
    CompletableFuture<Command> pings =
        CompletableFuture.supplyAsync(() -> cetp.ping("alice", 4, 100, 0.1, BOB));
    Await.until(
        Duration.ofSeconds(10), "pings go", () -> cetp.counter("west", "outward-packets") > 0);
    cetp.lab().run("east", "ip", "link", "set", "p1", "down").orThrow();
    Command ping = pings.get();
    assertThat(CetpLab.answered(ping)).as(ping.out()).isGreaterThanOrEqualTo(70).isLessThan(100);
    cetp.lab().run("east", "ip", "link", "set", "p1", "up").orThrow();
    assertThat(cetp.counter("west", "path-died")).isPositive();
    Await.until(
        Duration.ofSeconds(20),
        "the better path is used again",
        () -> {
          cetp.ping("alice", 4, 1, 0.2, BOB);
          return cetp.report("west").stream()
              .anyMatch(l -> l.startsWith("session") && l.endsWith("-192.0.2.2"));
        });
  }

  /** The path between the edges takes less than the TUN device: hosts are told, TCP goes on. */
  @Test
  @Order(9)
  void whenThePathTakesLessHostsAreToldAndTcpGoesOn() throws IOException {
    Path served = Files.createDirectories(cetp.lab().directory("bob").resolve("www"));
    byte[] content = new byte[3_000_000];
    new Random(2).nextBytes(content);
    Files.write(served.resolve("file"), content);
    long tooBig = cetp.counter("west", "outward-too-big");
    for (String edge : List.of("west", "east")) {
      cetp.lab().run(edge, "ip", "link", "set", "p1", "mtu", "1300").orThrow();
    }
    // What may be fragmented is, by the edges, once each has lost a packet to learn the path's MTU.
    Command fragmented =
        cetp.lab()
            .run("alice", "ping", "-4", "-M", "dont", "-c", "4", "-i", "0.3", "-s", "1390", BOB);
    assertThat(CetpLab.answered(fragmented)).as(fragmented.out()).isGreaterThanOrEqualTo(2);
    assertThat(cetp.counter("west", "outward-too-big")).isEqualTo(tooBig);
    // 1300 octets of IPv4 and UDP: 24 of CETP, then what the hosts see less its IP header.
    assertThat(tooLarge(4, 1400).out()).contains("mtu = " + (1300 - 28 - 24 + 20));
    assertThat(tooLarge(6, 1380).out()).containsAnyOf("mtu=" + (1300 - 28 - 28 + 40), "mtu = 1284");
    LabProcess server =
        cetp.lab()
            .start(
                "bob",
                "http2",
                List.of("python3", "-m", "http.server", "--directory", served.toString(), "8001"));
    Path got = cetp.lab().directory("alice").resolve("got2");
    String url = "http://" + BOB + ":8001/file";
    Await.until(
        Duration.ofSeconds(30),
        "curl gets the file over the narrow path",
        () ->
            cetp.lab()
                .run("alice", "curl", "-4", "-s", "-m", "20", "-o", got.toString(), url)
                .ok());
    assertThat(Files.readAllBytes(got)).isEqualTo(content);
    server.stop();
    // A link of bob's own network that takes less: his edge says so, in his name.
    cetp.lab().run("east", "ip", "link", "set", "lan", "mtu", "1200").orThrow();
    assertThat(tooLarge(4, 1230).out()).contains("mtu = 1200");
    for (String edge : List.of("west", "east")) {
      cetp.lab().run(edge, "ip", "link", "set", "p1", "mtu", "1500").orThrow();
    }
    cetp.lab().run("east", "ip", "link", "set", "lan", "mtu", "1500").orThrow();
  }

  /** Pings with so much content until one is told to be too large. */
  private static Command tooLarge(int family, int octets) {
    String size = Integer.toString(octets);
    return cetp.lab()
        .run(
            "alice",
            "ping",
            "-" + family,
            "-M",
            "do",
            "-s",
            size,
            "-c",
            "4",
            "-i",
            "0.3",
            "-W",
            "1",
            BOB);
  }
}
