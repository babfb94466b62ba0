package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.LabProcess;

/**
 * Mallory, a neighbour of west outside, even its way to the Internet, sends plain IP packets in the
 * names of others. What comes after a forged packet, over the same link, shows that it was there.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CetpGuardTest {
  private static final String BOB = "bob.east.example";
  private static final String TABLE = "cetp_cetp0";

  /** Prints who said what to UDP port 5000. */
  private static final String LISTEN =
      """
      import socket
      s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
      s.bind(('::', 5000))
      print('listening', flush=True)
      while True:
          text, who = s.recvfrom(2000)
          print('heard', text.decode(), 'from', who[0].removeprefix('::ffff:'), flush=True)
      """;

  /** Sends UDP datagrams, or ICMP errors, with any source: source, destination, port, hex. */
  private static final String FORGE =
      """
      import socket, struct, sys
      source, destination, port, content = sys.argv[1:5]
      six = ':' in source
      family = socket.AF_INET6 if six else socket.AF_INET
      a, b = (socket.inet_pton(family, x) for x in (source, destination))
      content = bytes.fromhex(content)

      def sum16(octets):
          octets += bytes(len(octets) % 2)
          s = sum(struct.unpack('!%dH' % (len(octets) // 2), octets))
          while s >> 16:
              s = (s & 0xffff) + (s >> 16)
          return s

      if port == 'icmp':
          protocol, packet = 1, content
      else:
          protocol = 17
          head = struct.pack('!HHH', 4000, int(port), 8 + len(content))
          pseudo = a + b + struct.pack('!HH', 17, 8 + len(content))
          check = ~sum16(pseudo + head + bytes(2) + content) & 0xffff
          packet = head + struct.pack('!H', check) + content
      if six:
          header = struct.pack('!IHBB', 6 << 28, len(packet), protocol, 64) + a + b
      else:
          header = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(packet), 1, 0, 64, protocol, 0) + a + b
      s = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_RAW)
      s.sendto(header + packet, (destination, 0))
      """;

  private static CetpLab cetp;
  private static LabProcess alice;
  private static LabProcess bob;
  private static String bob4;
  private static String bob6;

  @BeforeAll
  static void build() throws IOException {
    Requirements.namespaces();
    Requirements.programs("ping", "nft", "python3", "getent");
    cetp = new CetpLab("strict");
    for (String[] way : new String[][] {{"-4", "172.31.0."}, {"-6", "2001:db8:66::"}}) {
      cetp.lab().run("mallory", "ip", way[0], "route", "add", "default", "via", way[1] + 1);
      cetp.lab().run("west", "ip", way[0], "route", "add", "default", "via", way[1] + 2);
    }
    alice = listener("alice");
    bob = listener("bob");
    for (int family : new int[] {4, 6}) {
      Await.until(
          CetpLab.PATIENCE,
          "alice reaches bob",
          () -> CetpLab.answered(cetp.ping("alice", family, 1, 0.2, BOB)) == 1);
    }
    bob4 = proxy("ahostsv4");
    bob6 = proxy("ahostsv6");
  }

  @AfterAll
  static void close() {
    if (cetp != null) {
      cetp.close();
    }
  }

  private static LabProcess listener(String host) throws IOException {
    LabProcess p = cetp.lab().start(host, "listen", List.of("python3", "-c", LISTEN));
    Await.until(CetpLab.PATIENCE, host + " listens", () -> p.tail().contains("listening"));
    return p;
  }

  /** What bob is for alice. */
  private static String proxy(String database) {
    String said = cetp.lab().run("alice", "getent", database, BOB).orThrow().out();
    return said.substring(0, said.indexOf(' '));
  }

  private static void forge(String source, String destination, String port, byte[] content) {
    cetp.lab()
        .run(
            "mallory",
            "python3",
            "-c",
            FORGE,
            source,
            destination,
            port,
            java.util.HexFormat.of().formatHex(content))
        .orThrow();
  }

  private static void say(String source, String destination, String text) {
    forge(source, destination, "5000", text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  /** As bob to alice and as alice to bob, in both families. */
  private static List<String> forgeAll(String text) {
    List<String> texts = new ArrayList<>();
    String[][] pairs = {
      {bob4, "10.0.0.2"}, {"10.0.0.2", bob4}, {bob6, "fd00:a::2"}, {"fd00:a::2", bob6}
    };
    for (String[] pair : pairs) {
      texts.add(text + texts.size());
      say(pair[0], pair[1], texts.getLast());
    }
    return texts;
  }

  private static String heard() {
    return all("alice") + all("bob");
  }

  private static String all(String host) {
    try {
      return Files.readString(cetp.lab().directory(host).resolve("listen.log"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Alice and bob have heard all that mallory sent before. */
  private static void settle(String text) {
    say("172.31.0.2", "10.0.0.2", text);
    cetp.lab()
        .run(
            "alice",
            "python3",
            "-c",
            "import socket, sys; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
                + " s.sendto(sys.argv[2].encode(), (sys.argv[1], 5000))",
            bob4,
            text)
        .orThrow();
    Await.until(
        CetpLab.PATIENCE,
        () -> "alice and bob hear " + text + ": " + heard(),
        () -> all("alice").contains(text) && all("bob").contains(text));
  }

  @Test
  @Order(1)
  void nobodyOutsideIsHeardAsARemoteHostOrAsOneOfOurs() {
    List<String> texts = forgeAll("forged");
    settle("settled");
    assertThat(heard()).doesNotContain(texts);
  }

  @Test
  @Order(2)
  void withoutTheTableTheSamePacketsAreHeardAndAReloadPutsItBack() {
    cetp.lab().run("west", "nft", "delete", "table", "inet", TABLE).orThrow();
    List<String> texts = forgeAll("bare");
    Await.until(
        CetpLab.PATIENCE,
        () -> "all is heard: " + heard(),
        () -> texts.stream().allMatch(t -> heard().contains(t)));
    cetp.reload("west");
    Await.until(
        CetpLab.PATIENCE,
        "the table is back",
        () -> cetp.lab().run("west", "nft", "list", "table", "inet", TABLE).ok());
    List<String> again = forgeAll("again");
    settle("calm");
    assertThat(heard()).doesNotContain(again);
  }

  @Test
  @Order(3)
  void nobodyOutsideAsksForNamesAsOneOfOurHosts() throws IOException {
    byte[] question = {
      0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4, 'l', 'a', 't', 'e', 4, 'e', 'a', 's', 't', 7, 'e', 'x',
      'a', 'm', 'p', 'l', 'e', 0, 0, 1, 0, 1
    };
    forge("10.0.0.2", "10.0.0.1", "53", question);
    // A question of her own, which takes as long, is answered after it.
    cetp.lab().run("alice", "getent", "ahostsv4", "late0.east.example").orThrow();
    assertThat(cetp.savctl("west", "cetp", "sessions"))
        .contains("late0.east.example")
        .doesNotContain("late.east.example");
  }

  @Test
  @Order(4)
  void anErrorAboutAPacketOfAlicesIsTakenFromHerSideOnly() {
    settle("before the error");
    long before = cetp.counter("west", "outward-packets");
    java.nio.ByteBuffer error = java.nio.ByteBuffer.allocate(36);
    error.putShort((short) (3 << 8 | 3));
    error.putShort(8, (short) 0x4500).putShort(10, (short) 36).putShort(16, (short) (64 << 8 | 17));
    error.put(20, savd.net.IpAddress.parse(bob4).octets()).put(24, new byte[] {10, 0, 0, 2});
    error.putInt(28, 5000 << 16 | 4000).putShort(32, (short) 16);
    int sum = 0;
    for (int i = 0; i < error.capacity(); i += 2) {
      sum += error.getShort(i) & 0xFFFF;
    }
    error.putShort(2, (short) ~(sum + (sum >>> 16)));
    forge("172.31.0.2", bob4, "icmp", error.array());
    settle("after the error");
    // What alice said.
    assertThat(cetp.counter("west", "outward-packets")).isEqualTo(before + 1);
  }

  @Test
  @Order(4)
  void aSecondEdgeForTheSameProxyAddressesDoesNotStartAndTakesNothingAway() throws IOException {
    Path second = cetp.lab().directory("west").resolve("second.toml");
    Files.writeString(
        second,
        Files.readString(cetp.configuration("west"))
            .replace("\"cetp0\"", "\"cetp7\"")
            .replaceAll("(?m)^(control|metrics) = .*$", ""));
    Command refused = cetp.tryEdge("west", second);
    assertThat(refused.status()).as(refused.toString()).isEqualTo(1);
    assertThat(refused.err()).contains("routed elsewhere").contains("dev cetp0");
    Await.until(
        CetpLab.PATIENCE,
        "alice reaches bob as before",
        () -> CetpLab.answered(cetp.ping("alice", 4, 1, 0.2, BOB)) == 1);
  }

  @Test
  @Order(5)
  void theTableEndsWithTheEdge() {
    cetp.stop("west");
    assertThat(cetp.lab().run("west", "nft", "list", "tables").orThrow().out())
        .doesNotContain(TABLE);
  }
}
