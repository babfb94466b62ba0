package savd.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.net.RouteChange;

/** UPDATEs of a BIRD 2.0.12 that peers over link-local addresses, captured with tcpdump. */
class LinkLocalNextHopTest {
  private static final String MARKER = "ffffffffffffffffffffffffffffffff";
  private static final String NEXT_HOPS =
      "0120" + "00000000000000000000000000000000" + "fe800000000000004c3fc7fffe73bf8a";
  private static final String REST = "4001010040020602010000fdf8";

  @ParameterizedTest
  @CsvSource({
    "0051020000003a900e00290001, 0018644006, 100.64.6.0/24",
    "0054020000003d900e002c0002, 003020010db80006, 2001:db8:6::/48"
  })
  void anUnspecifiedGlobalNextHopGivesWayToTheLinkLocalOne(
      String head, String nlri, String prefix) {
    byte[] update = HexFormat.of().parseHex(MARKER + head + NEXT_HOPS + nlri + REST);
    SessionParameters session =
        SessionParameters.between(Asn.of(65001), Asn.of(65016))
            .withExtendedNextHop(Set.of(AddressFamily.IPV4));
    UpdateDecoder decoder =
        new UpdateDecoder(
            session,
            malformed -> {
              throw new AssertionError(malformed);
            });
    RouteBatch batch = new RouteBatch().reset(new PeerId(0), 0);
    assertThat(decoder.decode(update, 0, update.length, batch)).isTrue();
    assertThat(batch.size()).isEqualTo(1);
    RouteChange.Announce route = (RouteChange.Announce) batch.change(0);
    assertThat(route.prefix().toString()).isEqualTo(prefix);
    assertThat(route.attributes().nextHop()).contains(IpAddress.parse("fe80::4c3f:c7ff:fe73:bf8a"));
    assertThat(route.attributes().block()[0]).as("one next hop, not two").isEqualTo((byte) 16);
  }
}
