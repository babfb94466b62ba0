package savd.bgp.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import savd.bgp.fsm.SessionConfig;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.Prefix;

/** Two speakers in one process, over real sockets on the loopback interface. */
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
}
