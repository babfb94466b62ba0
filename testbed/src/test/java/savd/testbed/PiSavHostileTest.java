package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ConeMessage.Occasion;
import savd.pisav.message.ErrorCode;
import savd.testbed.lab.Await;
import savd.testbed.lab.NamespaceThread;
import savd.testbed.node.SavdNode;
import savd.testbed.peer.ScriptedMember;
import savd.testbed.probe.ContinuousProbe;
import savd.testbed.probe.ContinuousProbe.Expectation;
import savd.testbed.probe.Flow;
import savd.testbed.probe.PacketProbe;
import savd.testbed.rpki.RouterIdentity;
import savd.testbed.scenario.Multihomed;
import savd.testbed.scenario.Multihomed.Preference;
import savd.testbed.scenario.ProblemStatement;

/**
 * Two savd processes whose keys an RTR cache names, and everybody who wants to spoil it: processes
 * with a wrong key or another's name, sessions played again, forged statements, the slow and those
 * who flood. They come while the honest member sends its packets by its other provider, so that who
 * is believed wrongly makes them blocked, and packets are counted.
 */
@Timeout(240)
class PiSavHostileTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final AddressFamily V4 = AddressFamily.IPV4;
  private static final Asn AS2 = Asn.of(2);
  private static final Asn AS5 = Asn.of(5);
  private static final List<Asn> PROVIDERS_OF_AS2 = List.of(Asn.of(4));
  private static final int PACKETS = 10;
  private static final int PACKETS_PER_SECOND = 500;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** More than the top has places for connections that have said nothing. */
  private static final int SILENT = 200;

  private static final long FLOOD = 2_000_000;
  private static final long MOST_GROWTH_KIB = 64 << 10;
  private static final int MOST_LINES = 60;

  /** A key for each who comes as AS 2, so that no one is kept off for what another did. */
  private static final Map<String, Asn> KEYS =
      Map.of(
          "recorded",
          AS2,
          "forging",
          AS2,
          "dribbling",
          AS2,
          "stalling",
          AS2,
          "flooding",
          AS2,
          "late",
          AS2,
          "of AS 6",
          Asn.of(6));

  private KeyedCone cone;
  private PacketProbe sampler;
  private NamespaceThread as2;

  /** What must stay as it is. */
  private record Untouched(String rules, String session) {}

  @Test
  void whoeverIsNotAMemberOrNoHonestOneIsRefusedAndNothingIsBlockedBecauseOfThem()
      throws Exception {
    Requirements.namespaces();
    Requirements.programs("bird", "/usr/lib/frr/bgpd", "openssl", "stayrtr", "nft");
    Requirements.savd();
    try (KeyedCone opened = new KeyedCone(Requirements.labName(), KEYS);
        PacketProbe counting = new PacketProbe(opened.lab);
        PacketProbe sampling = new PacketProbe(opened.lab)) {
      cone = opened;
      sampler = sampling;
      as2 = NamespaceThread.enter(opened.lab.namespace("as2"));
      arrive("without a detour", 0);
      detour();
      ScriptedMember recorded = honestSession();
      long memory = resident();
      Untouched before = untouched();
      try (ContinuousProbe running = honest(counting)) {
        wrongKeys(before);
        playedAgain(recorded, before);
        forged(before);
        slowAndFlooding(before);
        var account = running.finish();
        assertThat(account.violations()).as("of %d packets", account.sent()).isEmpty();
        System.out.printf("PiSavHostileTest: %d honest packets, none lost%n", account.sent());
      }
      assertThat(resident() - memory).as("growth of the top, KiB").isLessThan(MOST_GROWTH_KIB);
      told();
      noDetour();
    } finally {
      if (as2 != null) {
        as2.close();
      }
    }
  }

  // ---- what is honest

  /** AS 5 sends everything by AS 3, and its savd says so. */
  private void detour() {
    cone.routers.get("as5").reconfigure(Multihomed.as5(Preference.OUTSIDE));
    arrive("with a detour", PACKETS);
  }

  /** It does no longer, and the word is taken as ever. */
  private void noDetour() {
    cone.routers.get("as5").reconfigure(Multihomed.as5(Preference.TOP));
    arrive("after all of it", 0);
  }

  /** So many packets of AS 5 and AS 6 that come by AS 3 arrive in the end; of AS 2's none ever. */
  private void arrive(String when, int wanted) {
    for (int source : new int[] {5, 6, 2}) {
      for (AddressFamily family : AddressFamily.values()) {
        Flow flow = Multihomed.spoofed(source, family);
        int due = source == 2 ? 0 : wanted;
        Await.until(
            BOUND,
            () -> "%s, %d packets of P%d\n%s".formatted(when, due, source, cone.top.describe()),
            () -> sampler.send(List.of(flow), PACKETS).get(flow) == due);
      }
    }
  }

  /** What AS 5 and AS 6 send, which comes in over the top's provider. */
  private static ContinuousProbe honest(PacketProbe probe) {
    List<ContinuousProbe.Expected> flows = new ArrayList<>();
    for (AddressFamily f : AddressFamily.values()) {
      for (int source : new int[] {5, 6}) {
        flows.add(
            new ContinuousProbe.Expected(Multihomed.honest(source, f), Expectation.PERMITTED));
      }
    }
    return new ContinuousProbe(probe, flows, PACKETS_PER_SECOND);
  }

  /** AS 2's savd, were it one: an honest session, to be played again. */
  private ScriptedMember honestSession() throws IOException {
    ScriptedMember session = greeted("recorded", 30_000);
    session.say(noDetour(session.serial(), AS2));
    Await.until(BOUND, "AS 2's statement in force", () -> isInForce(2));
    // The top leaves a way open for the address it talks from; that is no one's offence.
    Flow contact = new Flow("as3", "as4", AS2_ADDRESS, Multihomed.protocolAddress(5, V4));
    Await.until(
        BOUND,
        "the address of AS 2's savd passing",
        () -> sampler.send(List.of(contact), PACKETS).get(contact) == PACKETS);
    session.close();
    Await.until(BOUND, "the end of AS 2's session", () -> !isInForce(2));
    return session;
  }

  // ---- those who are not

  private static final IpAddress AS2_ADDRESS = ProblemStatement.host(2, V4);

  /** Processes: one whose key nobody names, one with a key of AS 6 that says it is AS 5. */
  private void wrongKeys(Untouched before) {
    RouterIdentity nobodys = RouterIdentity.make(cone.lab.directory("as2"), "nobody", AS2);
    List<SavdNode> others =
        List.of(
            cone.another("as2", AS2_ADDRESS, AS2, nobodys),
            cone.another("as6", ProblemStatement.host(6, V4), AS5, cone.key("of AS 6")));
    others.forEach(SavdNode::launch);
    logged("refused, not authorised: this key is nobody's");
    logged("refused, not authorised: AS 5 with a key of AS 6");
    refused("not-authorised", "");
    for (SavdNode other : others) {
      JsonNode told = other.show("pi-sav").path("tops").path(0);
      assertThat(told.path("state").asText()).isNotEmpty().isNotEqualTo("established");
    }
    others.forEach(SavdNode::stop);
    unchanged("processes with wrong keys", before);
  }

  /** The octets of the wire without a key, and then the messages with the right one. */
  private void playedAgain(ScriptedMember recorded, Untouched before) throws IOException {
    try (Socket wire = ScriptedMember.connect(as2, from(), KeyedCone.topAddress())) {
      wire.getOutputStream().write(recorded.sent());
      ScriptedMember.untilClosed(wire);
    }
    logged("TLS");
    try (ScriptedMember again = dialed("recorded")) {
      again.octets(recorded.said());
      assertThat(again.refusal()).isEqualTo(ErrorCode.REPLAY);
    }
    refused("replay", "AS 2");
    logged("refused, out of sequence");
    unchanged("a session played again", before);
  }

  /** "AS 5 has no detour", says AS 2. */
  private void forged(Untouched before) throws IOException {
    try (ScriptedMember forging = greeted("forging", 30_000)) {
      forging.say(noDetour(forging.serial(), AS5));
      assertThat(forging.refusal()).isEqualTo(ErrorCode.WRONG_SPEAKER);
    }
    refused("wrong-speaker", "AS 2 makes a statement about AS 5");
    logged("AS 2 makes a statement about AS 5");
    unchanged("a forged statement", before);
  }

  /** All at once: octets by the second, connections that say nothing, and messages without end. */
  private void slowAndFlooding(Untouched before) throws Exception {
    ScriptedMember dribbling = dialed("dribbling");
    ScriptedMember stalling = greeted("stalling", 3_000);
    ScriptedMember flooding = greeted("flooding", 30_000);
    flooding.say(noDetour(flooding.serial(), AS2));
    List<Socket> silent = new ArrayList<>();
    try (ExecutorService at = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ErrorCode> slowHello = at.submit(slowly(dribbling, dribbling.hello(AS2, 8, 30_000)));
      Future<ErrorCode> slowResponse =
          at.submit(slowly(stalling, noDetour(stalling.serial(), AS2)));
      for (int i = 0; i < SILENT; i++) {
        silent.add(ScriptedMember.connect(as2, from(), KeyedCone.topAddress()));
      }
      Future<Long> flooded = at.submit(() -> flooding.flood(new ConeMessage.Keepalive(), FLOOD));
      honestWordCounts();
      assertThat(flooded.get()).as("messages before it was cut off").isLessThan(FLOOD);
      assertThat(slowResponse.get()).isEqualTo(ErrorCode.HOLD_TIME);
      assertThat(slowHello.get()).isEqualTo(ErrorCode.TOO_SLOW);
      for (Socket s : silent) {
        ScriptedMember.untilClosed(s);
      }
    } finally {
      for (Socket s : silent) {
        s.close();
      }
      List.of(dribbling, stalling, flooding).forEach(ScriptedMember::close);
    }
    refused("rate", "AS 2");
    refused("too-slow", "");
    refused("too-many-sessions", "");
    logged("refused, too many messages");
    logged("refused, too slow");
    logged("hold time expired");
    try (ScriptedMember late = greeted("late", 30_000)) {
      assertThat(late.serial()).as("there is room again").isPositive();
    }
    unchanged("the slow and the flooding", before);
  }

  private static Callable<ErrorCode> slowly(ScriptedMember member, ConeMessage what) {
    return () -> {
      member.say(what, SECOND_NANOS);
      return member.refusal();
    };
  }

  /** In the midst of it AS 5 goes back to the top, and away again, which it says before. */
  private void honestWordCounts() {
    cone.routers.get("as5").reconfigure(Multihomed.as5(Preference.TOP));
    Await.until(BOUND, "AS 5 saying that it has no detour", () -> isSaidByAs5("none"));
    long start = System.nanoTime();
    cone.member.ask("pi-sav", "detour", "on").orThrow();
    Await.until(BOUND, "AS 5 saying that it has a detour", () -> isSaidByAs5("some"));
    System.out.printf(
        "PiSavHostileTest: the honest member was heard %d ms after savctl was called%n",
        (System.nanoTime() - start) / 1_000_000);
    cone.routers.get("as5").reconfigure(Multihomed.as5(Preference.OUTSIDE));
    Await.until(BOUND, "AS 5 sending by AS 3", () -> wayOfAs5().contains("via 31.200.35.1"));
    cone.member.ask("pi-sav", "detour", "off").orThrow();
  }

  private boolean isSaidByAs5(String detour) {
    return session(5).path("statement").path("detour").asText().equals(detour);
  }

  private String wayOfAs5() {
    return cone.lab.run("as5", "ip", "route", "get", ProblemStatement.host(2, V4).toString()).out();
  }

  // ---- saying

  private static InetSocketAddress from() {
    return KeyedCone.socket(AS2_ADDRESS, 0);
  }

  private ScriptedMember dialed(String key) throws IOException {
    return ScriptedMember.dial(as2, from(), KeyedCone.topAddress(), cone.key(key));
  }

  /** As a member would it tries again where it was too slow on a busy machine. */
  private ScriptedMember greeted(String key, long holdMillis) {
    return Await.answer(
        BOUND,
        "a session with the key " + key,
        () -> {
          try {
            ScriptedMember m = dialed(key);
            m.say(m.hello(AS2, key.hashCode(), holdMillis));
            return Optional.of(m.noticed());
          } catch (IOException e) {
            return Optional.empty();
          }
        });
  }

  private static ConeMessage noDetour(int serial, Asn about) {
    return ScriptedMember.noDetour(Occasion.NOTICE, serial, 1, about, PROVIDERS_OF_AS2);
  }

  // ---- seeing

  private JsonNode session(int as) {
    return StreamSupport.stream(cone.top.show("pi-sav").path("members").spliterator(), false)
        .filter(m -> m.path("as").asInt() == as)
        .findFirst()
        .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
  }

  private boolean isInForce(int as) {
    return session(as).path("statement").path("in_force").asBoolean();
  }

  /** The rules, and the connection of the honest member's session. */
  private Untouched untouched() {
    return new Untouched(cone.rules(), session(5).path("address").asText());
  }

  private void unchanged(String after, Untouched before) {
    assertThat(session(5).path("state").asText()).as(after).isEqualTo("established");
    assertThat(untouched()).as("after " + after).isEqualTo(before);
  }

  /** {@code savctl show pi-sav} has it. */
  private void refused(String kind, String because) {
    Map<String, String> all = new TreeMap<>();
    cone.top
        .show("pi-sav")
        .path("listener")
        .path("refused")
        .forEach(r -> all.put(r.path("kind").asText(), r.path("last").asText()));
    assertThat(all).containsKey(kind);
    assertThat(all.get(kind)).contains(because);
  }

  private List<String> log() {
    try {
      return Files.readAllLines(cone.top.log()).stream()
          .filter(l -> l.contains(" pisav: "))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void logged(String text) {
    Await.until(
        BOUND,
        () -> text + " in the log:\n" + String.join("\n", log()),
        () -> log().stream().anyMatch(l -> l.contains(text)));
  }

  /** The log is for people: as long as there were parties and offences, not as their packets. */
  private void told() {
    assertThat(log()).hasSizeLessThan(MOST_LINES);
    log().forEach(l -> System.out.println("PiSavHostileTest: " + l));
  }

  private long resident() {
    try {
      return Files.readAllLines(Path.of("/proc/" + cone.top.pid() + "/status")).stream()
          .filter(l -> l.startsWith("VmRSS:"))
          .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
