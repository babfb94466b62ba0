package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  private static final String BOB = CetpTraffic.BOB;
  private static CetpLab cetp;
  private static CetpTraffic traffic;

  @BeforeAll
  static void build() {
    Requirements.namespaces();
    Requirements.programs("ping", "curl", "tcpdump", "getent", "python3");
    cetp = new CetpLab("strict");
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
  void hostsWithTheSameAddressPingEachOtherByNameAndTheWireShowsACookie() throws IOException {
    Path file = cetp.lab().directory("east").resolve("wire.pcap");
    LabProcess dump =
        cetp.lab()
            .start(
                "east",
                "tcpdump",
                List.of("tcpdump", "-i", "p1", "-U", "-w", file.toString(), "udp port 48001"));
    Await.until(CetpLab.PATIENCE, "tcpdump listens", () -> dump.tail().contains("listening on"));
    traffic.reach(4, BOB);
    traffic.reach(6, BOB);
    List<String> lines = new ArrayList<>();
    Await.until(
        CetpLab.PATIENCE,
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
    traffic.fileArrives(30_000_000, 8000, 4, 6);
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
                    + "s.settimeout(20)\n"
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
          CetpLab.PATIENCE, "cookies go out", () -> cetp.counter("east", "cookie-sent") > 1000);
      // How many depends on what the machine has left; the first is what the set-up carries.
      Await.until(
          CetpLab.PATIENCE,
          "alice reaches bob under a name she has not used before",
          () -> CetpLab.answered(cetp.ping("alice", 4, 20, 0.2, "late.east.example")) > 0);
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
    LabProcess dump = cetp.captureBesideFlood("west", file);
    long dropped = cetp.counter("east", "inward-control-full");
    long cookies = cetp.counter("east", "cookie-sent");
    long perSecond;
    try (CetpFlood flood = new CetpFlood(cetp.lab(), "0b00000000bb")) {
      Await.until(
          CetpLab.PATIENCE,
          "more knock than are heard, or all are heard",
          () -> cetp.counter("east", "cookie-sent") > cookies + 50_000);
      for (int i = 0; i < CetpLab.LATE; i++) {
        String name = "late" + i + ".east.example";
        Await.until(
            CetpLab.PATIENCE,
            "alice reaches " + name,
            () -> CetpLab.answered(cetp.ping("alice", 4, 1, 0.2, name)) == 1);
      }
      perSecond = flood.perSecond();
    }
    long unheard = cetp.counter("east", "inward-control-full") - dropped;
    List<Integer> rounds = new ArrayList<>();
    Await.until(
        CetpLab.PATIENCE,
        () -> "all set-ups are in the capture: " + rounds,
        () -> {
          rounds.clear();
          rounds.addAll(CetpRounds.of(file, 0, CetpLab.LATE));
          return !rounds.contains(0);
        });
    dump.stop();
    System.err.println(
        "flood: " + perSecond + " a second, " + unheard + " not heard; rounds of " + rounds);
    // More where an answer came later than the caller waits: that is the machine's doing.
    assertThat(rounds).allMatch(r -> r >= 2);
    assertThat(rounds.stream().sorted().toList().get(CetpLab.LATE / 2)).isEqualTo(2);
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
    Await.until(CetpLab.PATIENCE, "it is up", () -> legacy.tail().contains("up"));
    assertThat(CetpLab.answered(cetp.ping("alice", 4, 2, 0.2, "192.0.2.2"))).isEqualTo(2);
    String client =
        """
        import socket
        u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.settimeout(20)
        u.sendto(b'x', ('192.0.2.2', 8082)); print('udp', u.recv(99).decode())
        open = []
        for i in range(40):
          c = socket.socket(); c.settimeout(3)
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
    cetp.awaitSessionTo("198.51.100.1", "east");
    Command ping = pings.get();
    assertThat(CetpLab.answered(ping)).as(ping.out()).isEqualTo(300);
    assertThat(cetp.counter("east", "path-switched")).isGreaterThan(before);
    cetp.configure("west", "strict", "");
    cetp.reload("west");
    cetp.awaitSessionTo("192.0.2.1", "east");
  }

  @Test
  @Order(5)
  void whenAPathIsCutTrafficGoesOnOverTheOtherWithinThreeSeconds() throws Exception {
    traffic.goesOnWhenThePathIsCut();
    Await.until(
        CetpLab.PATIENCE,
        "the better path is used again",
        () -> {
          cetp.ping("alice", 4, 1, 0.2, BOB);
          return cetp.hasSessionTo("192.0.2.2", "west");
        });
  }

  /** The path between the edges takes less than the TUN device: hosts are told, TCP goes on. */
  @Test
  @Order(9)
  void whenThePathTakesLessHostsAreToldAndTcpGoesOn() throws IOException {
    long tooBig = cetp.counter("west", "outward-too-big");
    for (String edge : List.of("west", "east")) {
      cetp.lab().run(edge, "ip", "link", "set", "p1", "mtu", "1300").orThrow();
    }
    // What may be fragmented is, by the edges, once each has lost a packet to learn the path's MTU.
    String[] ping = {"ping", "-4", "-M", "dont", "-c", "4", "-i", "0.3", "-s", "1390", BOB};
    Await.until(
        CetpLab.PATIENCE,
        "pings in fragments are answered",
        () -> CetpLab.answered(cetp.lab().run("alice", ping)) >= 2);
    assertThat(cetp.counter("west", "outward-too-big")).isEqualTo(tooBig);
    // 1300 octets of IPv4 and UDP: 24 of CETP, then what the hosts see less its IP header.
    int most = 1300 - 28 - 24 + 20;
    traffic.isTold(4, 1400, most, most);
    traffic.isTold(6, 1380, 1300 - 28 - 28 + 40, 1300 - 28 - 28 + 40);
    traffic.fileArrives(3_000_000, 8001, 4);
    // A link of bob's own network that takes less: his edge says so, in his name.
    cetp.lab().run("east", "ip", "link", "set", "lan", "mtu", "1200").orThrow();
    traffic.isTold(4, 1230, 1200, 1200);
    for (String edge : List.of("west", "east")) {
      cetp.lab().run(edge, "ip", "link", "set", "p1", "mtu", "1500").orThrow();
    }
    cetp.lab().run("east", "ip", "link", "set", "lan", "mtu", "1500").orThrow();
  }
}
