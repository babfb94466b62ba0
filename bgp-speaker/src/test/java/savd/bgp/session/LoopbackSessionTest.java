package savd.bgp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import savd.bgp.fsm.SessionConfig;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;

/** Two speakers in one process, over real sockets on the loopback interface. */
@Timeout(300)
class LoopbackSessionTest {
  private static final List<Prefix> TWO =
      List.of(Prefix.parse("192.0.2.0/24"), Prefix.parse("2001:db8:1::/48"));

  private static SessionConfig.Builder session(int local, int remote) {
    return SessionConfig.builder(Asn.of(local), 0x0A000000 + local)
        .remoteAsn(Asn.of(remote))
        .connectRetrySeconds(1)
        .idleHoldSeconds(0);
  }

  private static SpeakerConfig.Listen on(String address) {
    return new SpeakerConfig.Listen(IpAddress.parse(address), 0);
  }

  /** A speaker at 127.0.0.1 in AS 65001 that waits for AS 65002 at 127.0.0.2. */
  private static Lab waiting(NeighborConfig.Builder neighbor) {
    return Lab.start(new SpeakerConfig(List.of(on("127.0.0.1")), List.of(neighbor.build())));
  }

  private static NeighborConfig.Builder waitingFor(SessionConfig.Builder session) {
    return NeighborConfig.builder("b", IpAddress.parse("127.0.0.2"), session.passive(true).build());
  }

  private static NeighborConfig.Builder connectingTo(Lab a, SessionConfig.Builder session) {
    return NeighborConfig.builder("a", IpAddress.parse("127.0.0.1"), session.build())
        .port(a.port())
        .localAddress(IpAddress.parse("127.0.0.2"));
  }

  private static Lab connecting(NeighborConfig.Builder neighbor) {
    return Lab.start(new SpeakerConfig(List.of(), List.of(neighbor.build())));
  }

  /** Next hop self would be a loopback address here, which no speaker accepts. */
  private static Origination with(List<Prefix> prefixes) {
    return new Origination(
        prefixes,
        Optional.of(IpAddress.parse("198.51.100.2")),
        Optional.of(IpAddress.parse("2001:db8::2")),
        List.of());
  }

  @Test
  void originatedRoutesOfBothFamiliesArriveWithEndOfRib() {
    try (Lab a = waiting(waitingFor(session(65001, 65002)));
        Lab b =
            connecting(
                connectingTo(a, session(65002, 65001))
                    .originate(
                        new Origination(
                            TWO,
                            Optional.of(IpAddress.parse("198.51.100.2")),
                            Optional.of(IpAddress.parse("2001:db8::2")),
                            List.of(65002 << 16 | 7))))) {
      a.await(
          "both End-of-RIB",
          () -> a.isComplete("b", AddressFamily.IPV4) && a.isComplete("b", AddressFamily.IPV6));
      assertThat(a.routes("b").keySet()).containsExactlyElementsOf(TWO);
      var four = a.routes("b").get(TWO.get(0)).attributes();
      assertThat(four.nextHop()).contains(IpAddress.parse("198.51.100.2"));
      assertThat(four.asPath().toString()).isEqualTo("65002");
      assertThat(four.communities()).containsExactly(65002 << 16 | 7);
      assertThat(a.routes("b").get(TWO.get(1)).attributes().nextHop())
          .contains(IpAddress.parse("2001:db8::2"));
      b.await("End-of-RIB the other way", () -> b.isComplete("a", AddressFamily.IPV6));
      assertThat(b.routes("a")).as("nothing is announced unless configured").isEmpty();
      assertThat(a.peer("b").bgpIdentifier()).isEqualTo(0x0A000000 + 65002);
    }
  }

  @Test
  void rolesAreNegotiatedAndOtcIsSet() {
    try (Lab a =
            waiting(waitingFor(session(65001, 65002).neighborRole(Optional.of(BgpRole.PROVIDER))));
        Lab b =
            connecting(
                connectingTo(a, session(65002, 65001).neighborRole(Optional.of(BgpRole.CUSTOMER)))
                    .originate(with(TWO.subList(0, 1))))) {
      a.await("End-of-RIB", () -> a.isComplete("b", AddressFamily.IPV4));
      assertThat(a.session("b").agreedRole()).contains(BgpRole.PROVIDER);
      assertThat(a.routes("b").get(TWO.get(0)).attributes().onlyToCustomer())
          .contains(Asn.of(65002));
      assertThat(a.routes("b").get(TWO.get(0)).leaked()).isFalse();
      assertThat(b.isUp("a")).isTrue();
    }
  }

  // ---- TCP-MD5 and GTSM

  @Test
  void theSameKeyOnBothSidesMakesASessionAndAnotherKeyNone() {
    try (Lab a = waiting(waitingFor(session(65001, 65002)).md5Key("the key"))) {
      try (Lab wrong = connecting(connectingTo(a, session(65002, 65001)).md5Key("another key"))) {
        wrong.await(
            "a failed attempt",
            () -> wrong.status("a").lastEnd().contains("perhaps the MD5 keys differ"));
        assertThat(a.isUp("b")).isFalse();
      }
      try (Lab none = connecting(connectingTo(a, session(65002, 65001)))) {
        none.await("a failed attempt", () -> none.status("a").lastEnd().contains("no answer"));
        assertThat(a.isUp("b")).isFalse();
      }
      try (Lab right = connecting(connectingTo(a, session(65002, 65001)).md5Key("the key"))) {
        right.awaitUp("a");
      }
    }
  }

  @Test
  void aKeyChangedByAReloadIsUsedFromThenOn() {
    try (Lab a = waiting(waitingFor(session(65001, 65002)).md5Key("old"));
        Lab b = connecting(connectingTo(a, session(65002, 65001)).md5Key("new"))) {
      b.await("a failed attempt", () -> b.status("a").lastEnd().contains("no answer"));
      NeighborConfig changed = waitingFor(session(65001, 65002)).md5Key("new").build();
      a.speaker().configure(new SpeakerConfig(List.of(on("127.0.0.1")), List.of(changed)));
      b.awaitUp("a");
    }
  }

  @Test
  void gtsmAcceptsANeighbourThatSendsWithTtl255AndRefusesAnother() {
    try (Lab a = waiting(waitingFor(session(65001, 65002)).distance(new Distance.Secured(1)))) {
      try (Lab plain =
          connecting(
              connectingTo(a, session(65002, 65001).holdTimeSeconds(3))
                  .distance(new Distance.Multihop(64)))) {
        plain.await("a refusal", () -> !plain.status("a").lastEnd().isEmpty());
        assertThat(a.isUp("b")).isFalse();
        assertThat(a.status("b").counters().messagesReceived()).isZero();
      }
    }
    try (Lab a = waiting(waitingFor(session(65001, 65002)).distance(new Distance.Secured(1)));
        Lab b =
            connecting(connectingTo(a, session(65002, 65001)).distance(new Distance.Secured(1)))) {
      a.awaitUp("b");
      b.awaitUp("a");
    }
  }

  @Test
  void aSessionOverIpv6WithKeyAndGtsmCarriesBothFamilies() {
    SpeakerConfig.Listen v6 = on("::1");
    NeighborConfig b6 =
        NeighborConfig.builder(
                "b", IpAddress.parse("::1"), session(65001, 65002).passive(true).build())
            .md5Key("six")
            .distance(new Distance.Secured(1))
            .build();
    try (Lab a = Lab.start(new SpeakerConfig(List.of(v6), List.of(b6)));
        Lab b =
            connecting(
                NeighborConfig.builder("a", IpAddress.parse("::1"), session(65002, 65001).build())
                    .port(a.port())
                    .md5Key("six")
                    .distance(new Distance.Secured(1))
                    .originate(with(TWO)))) {
      a.await(
          "End-of-RIB",
          () -> a.isComplete("b", AddressFamily.IPV4) && a.isComplete("b", AddressFamily.IPV6));
      assertThat(a.routes("b").keySet()).containsExactlyElementsOf(TWO);
      assertThat(b.status("a").remote()).startsWith("[::1]:");
    }
  }

  // ---- both sides connect

  @Test
  void whenBothSidesConnectOneSessionRemains() {
    for (int round = 0; round < 5; round++) {
      int[] ports = freePorts();
      NeighborConfig toB =
          NeighborConfig.builder("b", IpAddress.parse("127.0.0.2"), session(65001, 65002).build())
              .port(ports[1])
              .localAddress(IpAddress.parse("127.0.0.1"))
              .build();
      NeighborConfig toA =
          NeighborConfig.builder("a", IpAddress.parse("127.0.0.1"), session(65002, 65001).build())
              .port(ports[0])
              .localAddress(IpAddress.parse("127.0.0.2"))
              .build();
      var listenA = new SpeakerConfig.Listen(IpAddress.parse("127.0.0.1"), ports[0]);
      var listenB = new SpeakerConfig.Listen(IpAddress.parse("127.0.0.2"), ports[1]);
      try (Lab a = Lab.start(new SpeakerConfig(List.of(listenA), List.of(toB)));
          Lab b = Lab.start(new SpeakerConfig(List.of(listenB), List.of(toA)))) {
        a.await("End-of-RIB", () -> a.isComplete("b", AddressFamily.IPV6));
        b.await("End-of-RIB", () -> b.isComplete("a", AddressFamily.IPV6));
        assertThat(a.isUp("b")).isTrue();
        assertThat(b.isUp("a")).isTrue();
      }
    }
  }

  private static int[] freePorts() {
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket two = new ServerSocket(0)) {
      return new int[] {one.getLocalPort(), two.getLocalPort()};
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- administration

  @Test
  void aShutdownTellsItsTextAndTakesTheRoutesAway() {
    try (Lab a = waiting(waitingFor(session(65001, 65002)));
        Lab b = connecting(connectingTo(a, session(65002, 65001)).originate(with(TWO)))) {
      a.await("routes", () -> a.routes("b").size() == 2);
      assertThat(b.speaker().shutdown("a", "moving house")).isTrue();
      a.await("routes gone", () -> a.routes("b").isEmpty() && !a.isUp("b"));
      assertThat(a.ends().getLast()).contains("Administrative Shutdown").contains("moving house");
      assertThat(b.status("a").idleReason()).isEqualTo("shut down");
      assertThat(b.speaker().enable("a")).isTrue();
      a.await("routes again", () -> a.routes("b").size() == 2);
      assertThat(b.speaker().reset("nobody", "")).isFalse();
    }
  }

  @Test
  void aRefreshBringsAllRoutesBetweenItsMarks() {
    try (Lab a = waiting(waitingFor(session(65001, 65002)));
        Lab b = connecting(connectingTo(a, session(65002, 65001)).originate(with(TWO)))) {
      a.await("End-of-RIB", () -> a.isComplete("b", AddressFamily.IPV6));
      assertThat(a.speaker().refresh("b")).isTrue();
      a.await(
          "both refreshes",
          () -> a.events().stream().filter(RouteBatch.Kind.SWEEP_STALE::equals).count() == 2);
      assertThat(a.routes("b")).hasSize(2);
      assertThat(a.status("b").counters().announced()).isEqualTo(4);
      assertThat(b.isUp("a")).isTrue();
    }
  }

  @Test
  void aReloadTouchesOnlyWhatChanged() {
    NeighborConfig kept = waitingFor(session(65001, 65002)).build();
    NeighborConfig other =
        NeighborConfig.builder(
                "c", IpAddress.parse("127.0.0.3"), session(65001, 65003).passive(true).build())
            .build();
    List<SpeakerConfig.Listen> listen = List.of(on("127.0.0.1"));
    try (Lab a = Lab.start(new SpeakerConfig(listen, List.of(kept, other)));
        Lab b = connecting(connectingTo(a, session(65002, 65001)).originate(with(TWO)));
        Lab c =
            connecting(
                connectingTo(a, session(65003, 65001))
                    .localAddress(IpAddress.parse("127.0.0.3"))
                    .originate(with(TWO)))) {
      a.await("routes of both", () -> a.routes("b").size() == 2 && a.routes("c").size() == 2);
      int port = a.port();
      a.speaker().configure(new SpeakerConfig(listen, List.of(kept)));
      c.await("told", () -> c.ends().stream().anyMatch(e -> e.contains("Peer De-configured")));
      a.await("released", () -> a.released().size() == 1);
      assertThat(a.routes("c")).isEmpty();
      assertThat(a.port()).isEqualTo(port);
      assertThat(b.ups()).as("the other session went on").isEqualTo(1);
      // Only what is announced changes: no reset either.
      b.speaker()
          .configure(
              new SpeakerConfig(
                  List.of(),
                  List.of(
                      connectingTo(a, session(65002, 65001))
                          .originate(with(TWO.subList(1, 2)))
                          .build())));
      a.await("the withdrawal", () -> a.routes("b").size() == 1);
      assertThat(b.ups()).isEqualTo(1);
    }
  }

  @Test
  void anAddressThatCannotBeListenedOnIsToldByName() {
    assertThatThrownBy(() -> Lab.start(new SpeakerConfig(List.of(on("192.0.2.77")), List.of())))
        .hasMessageContaining("cannot listen on 192.0.2.77");
  }

  // ---- limits

  @Test
  void moreRoutesThanAllowedEndTheSession() {
    PrefixLimit one = new PrefixLimit(1, 80, PrefixLimit.Action.SHUTDOWN);
    List<Prefix> many = List.of(Prefix.parse("192.0.2.0/24"), Prefix.parse("198.51.100.0/24"));
    try (Lab a = waiting(waitingFor(session(65001, 65002)).prefixLimit(AddressFamily.IPV4, one));
        Lab b = connecting(connectingTo(a, session(65002, 65001)).originate(with(many)))) {
      b.await(
          "told",
          () -> b.ends().stream().anyMatch(e -> e.contains("Maximum Number of Prefixes Reached")));
      a.await("routes gone", () -> a.routes("b").isEmpty());
      assertThat(a.status("b").idleReason()).isEqualTo("prefix limit exceeded");
    }
  }

  @Test
  void whileTheSinkLagsTheSessionIsNotReadAndNotLost() {
    try (Lab a = waiting(waitingFor(session(65001, 65002).holdTimeSeconds(3)))) {
      a.writable(false);
      try (Lab b =
          connecting(
              connectingTo(a, session(65002, 65001).holdTimeSeconds(3)).originate(with(TWO)))) {
        a.await("paused", () -> a.sourcesWaiting() == 1);
        assertThat(a.status("b").reading()).isFalse();
        long before = b.status("a").counters().messagesReceived();
        // Five keepalives at one second each are well beyond the hold time of three.
        b.await(
            "keepalives in spite of the lag",
            () -> b.status("a").counters().messagesReceived() >= before + 5);
        assertThat(a.isUp("b")).isTrue();
        a.writable(true);
        a.await("reading again", () -> a.status("b").reading());
        assertThat(a.ends()).isEmpty();
      }
    }
  }

  // ---- passing on

  @Test
  void routesOfOneNeighbourArePassedOnToAnotherWhereConfigured() {
    Origination selfOnly = with(List.of());
    NeighborConfig right =
        NeighborConfig.builder(
                "c", IpAddress.parse("127.0.0.3"), session(65001, 65003).passive(true).build())
            .originate(selfOnly)
            .passOn(true)
            .build();
    NeighborConfig left = waitingFor(session(65001, 65002)).originate(selfOnly).build();
    try (Lab a = Lab.start(new SpeakerConfig(List.of(on("127.0.0.1")), List.of(left, right)));
        Lab b = connecting(connectingTo(a, session(65002, 65001)).originate(with(TWO)))) {
      a.await("routes", () -> a.routes("b").size() == 2);
      try (Lab c =
          connecting(
              connectingTo(a, session(65003, 65001)).localAddress(IpAddress.parse("127.0.0.3")))) {
        c.await(
            "what was there before",
            () -> c.isComplete("a", AddressFamily.IPV4) && c.isComplete("a", AddressFamily.IPV6));
        assertThat(c.routes("a").keySet()).as("before End-of-RIB").containsExactlyElementsOf(TWO);
        var passed = c.routes("a").get(TWO.get(0)).attributes();
        assertThat(passed.asPath().toString()).isEqualTo("65001 65002");
        assertThat(passed.nextHop()).contains(IpAddress.parse("198.51.100.2"));
        assertThat(c.speaker().refresh("a")).isTrue();
        c.await(
            "a refresh",
            () -> c.events().stream().filter(RouteBatch.Kind.SWEEP_STALE::equals).count() == 2);
        assertThat(c.routes("a")).hasSize(2);
        b.speaker().shutdown("a", "");
        c.await("the withdrawal", () -> c.routes("a").isEmpty());
        b.speaker().enable("a");
        c.await("the routes again", () -> c.routes("a").size() == 2);
        assertThat(b.routes("a")).as("nothing goes where it is not configured").isEmpty();
      }
    }
  }

  // ---- dynamic neighbours

  @Test
  void neighboursOfARangeComeUpByThemselvesUpToTheLimitAndKeepTheirNumber() {
    NeighborConfig range =
        NeighborConfig.builder(
                "customers",
                new Remote.Range(Prefix.parse("127.0.1.0/24"), 2),
                SessionConfig.builder(Asn.of(65001), 1).idleHoldSeconds(0).build())
            .md5Key("for all of them")
            .distance(new Distance.Multihop(64))
            .build();
    try (Lab a = Lab.start(new SpeakerConfig(List.of(on("127.0.0.1")), List.of(range)))) {
      PeerId number;
      try (Lab one = member(a, 1);
          Lab two = member(a, 2)) {
        a.await(
            "both",
            () ->
                a.isComplete("127.0.1.1", AddressFamily.IPV4)
                    && a.isComplete("127.0.1.2", AddressFamily.IPV4));
        number = a.peer("127.0.1.1").id();
        assertThat(a.peer("127.0.1.1").asn()).isEqualTo(Asn.of(64513));
        assertThat(a.status("127.0.1.2").dynamic()).isTrue();
        try (Lab three = member(a, 3)) {
          three.await("refusals", () -> three.status("a").lastEnd().contains("closed"));
          assertThat(a.upCount()).isEqualTo(2);
        }
        assertThat(one.isUp("a") && two.isUp("a")).isTrue();
      }
      a.await("forgotten", () -> a.upCount() == 0 && a.speaker().status().join().isEmpty());
      try (Lab again = member(a, 1)) {
        a.awaitUp("127.0.1.1");
        assertThat(a.peer("127.0.1.1").id()).isEqualTo(number);
        assertThat(again.ends()).isEmpty();
      }
      a.await("forgotten", () -> a.speaker().status().join().isEmpty());
      a.speaker().configure(new SpeakerConfig(List.of(on("127.0.0.1")), List.of()));
      assertThat(a.released()).hasSize(2);
    }
  }

  private static Lab member(Lab a, int n) {
    return connecting(
        connectingTo(a, session(64512 + n, 65001))
            .localAddress(IpAddress.parse("127.0.1." + n))
            .md5Key("for all of them")
            .distance(new Distance.Multihop(64))
            .originate(with(TWO)));
  }

  @Test
  void aConnectionFromNobodyIsClosed() throws IOException {
    try (Lab a = waiting(waitingFor(session(65001, 65002)));
        Socket s = new Socket(InetAddress.getByName("127.0.0.1"), a.port())) {
      s.setSoTimeout(10_000);
      assertThat(closed(s)).isTrue();
    }
  }

  private static boolean closed(Socket s) throws IOException {
    try {
      return s.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }
}
