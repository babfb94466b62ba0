package savd.bgp.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.bgp.wire.PathAttributesBuilder;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteChange;

/**
 * Which routes go to which neighbour and with which attributes: RFC 4271, 1997 and 9234, section 5.
 */
class EgressTest {
  private static final Asn OURS = Asn.of(65001);
  private static final IpAddress SELF = IpAddress.parse("192.0.2.1");

  private static Peer peer(int id, int asn, Optional<BgpRole> role) {
    IpAddress address = IpAddress.parse("192.0.2." + (10 + id));
    return new Peer(
        new PeerId(id), "p" + id, address, Asn.of(asn), OURS, 1, Optional.empty(), role, "default");
  }

  private static Egress to(int asn, Optional<BgpRole> role) {
    return new Egress(peer(1, asn, role), Optional.of(SELF), Optional.empty());
  }

  private static RouteChange.Announce route(UnaryOperator<PathAttributesBuilder> with) {
    var b =
        new PathAttributesBuilder(0, AsPath.of(65009, 65010))
            .nextHop(IpAddress.parse("192.0.2.99"));
    return new RouteChange.Announce(
        new PeerId(0), Prefix.parse("198.51.100.0/24"), 0, with.apply(b).build(), false);
  }

  private static Optional<PathAttributes> out(Egress egress, RouteChange.Announce route) {
    return egress.of(route, Optional.of(peer(0, 65009, Optional.empty())));
  }

  @Test
  void anExternalNeighbourGetsOurAsInFrontOurNextHopAndNothingOfOurInside() {
    PathAttributes a =
        out(to(65002, Optional.empty()), route(b -> b.multiExitDisc(5).localPref(200)))
            .orElseThrow();
    assertThat(a.asPath().toString()).isEqualTo("65001 65009 65010");
    assertThat(a.nextHop()).contains(SELF);
    assertThat(a.multiExitDisc()).isEmpty();
    assertThat(a.localPref()).isEmpty();
    assertThat(a.onlyToCustomer()).isEmpty();
  }

  @Test
  void aFullSegmentGetsAnotherInFrontOfIt() {
    long[] longest = Collections.nCopies(255, 65009L).stream().mapToLong(Long::longValue).toArray();
    var path = new PathAttributesBuilder(0, AsPath.of(longest)).nextHop(SELF).build();
    var route =
        new RouteChange.Announce(new PeerId(0), Prefix.parse("198.51.100.0/24"), 0, path, false);
    AsPath sent = out(to(65002, Optional.empty()), route).orElseThrow().asPath();
    assertThat(sent.segments()).hasSize(2);
    assertThat(sent.segments().getFirst().asns()).containsExactly(OURS);
  }

  @Test
  void anInternalNeighbourGetsTheAttributesAsTheyAreWithALocalPreference() {
    PathAttributes a =
        out(to(65001, Optional.empty()), route(b -> b.multiExitDisc(5))).orElseThrow();
    assertThat(a.asPath().toString()).isEqualTo("65009 65010");
    assertThat(a.nextHop()).contains(IpAddress.parse("192.0.2.99"));
    assertThat(a.multiExitDisc()).hasValue(5);
    assertThat(a.localPref()).hasValue(100);
  }

  @Test
  void aRouteGoesNeitherBackNorFromInsideToInsideNorLeaked() {
    Egress egress = to(65001, Optional.empty());
    RouteChange.Announce route = route(b -> b);
    assertThat(egress.of(route, Optional.of(peer(0, 65001, Optional.empty())))).isEmpty();
    RouteChange.Announce own =
        new RouteChange.Announce(new PeerId(1), route.prefix(), 0, route.attributes(), false);
    assertThat(out(to(65002, Optional.empty()), own)).isEmpty();
    RouteChange.Announce leaked =
        new RouteChange.Announce(route.peer(), route.prefix(), 0, route.attributes(), true);
    assertThat(out(to(65002, Optional.empty()), leaked)).isEmpty();
  }

  @Test
  void withoutANextHopOfTheFamilyNothingGoesToAnExternalNeighbour() {
    RouteChange.Announce six =
        new RouteChange.Announce(
            new PeerId(0), Prefix.parse("2001:db8::/32"), 0, route(b -> b).attributes(), false);
    assertThat(out(to(65002, Optional.empty()), six)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0xFFFFFF01, 65002, false", "0xFFFFFF01, 65001, true",
    "0xFFFFFF02, 65002, false", "0xFFFFFF02, 65001, false",
    "0xFFFFFF03, 65002, false", "0xFFFFFF03, 65001, true",
    "0xFDE90001, 65002, true"
  })
  void wellKnownCommunitiesHoldARouteBack(String community, int toAsn, boolean goes) {
    int value = (int) Long.parseLong(community.substring(2), 16);
    assertThat(out(to(toAsn, Optional.empty()), route(b -> b.communities(value))).isPresent())
        .isEqualTo(goes);
  }

  @ParameterizedTest
  @CsvSource({
    // What goes with OTC, and which OTC a route without one leaves with.
    "CUSTOMER, true, 65001",
    "RS_CLIENT, true, 65001",
    "PEER, false, 65001",
    "PROVIDER, false, ",
    "RS, false, "
  })
  void otcGoesDownOnlyAndIsSetTowardsCustomersPeersAndClients(
      BgpRole role, boolean goesWithOtc, Long otcSet) {
    Egress egress = to(65002, Optional.of(role));
    Optional<PathAttributes> marked = out(egress, route(b -> b.onlyToCustomer(Asn.of(65009))));
    assertThat(marked.isPresent()).isEqualTo(goesWithOtc);
    marked.ifPresent(a -> assertThat(a.onlyToCustomer()).contains(Asn.of(65009)));
    Optional<Asn> set = out(egress, route(b -> b)).orElseThrow().onlyToCustomer();
    assertThat(set).isEqualTo(Optional.ofNullable(otcSet).map(Asn::of));
  }

  @Test
  void aRouteOfAProviderGoesToCustomersOnlyThoughNobodyPutOtcOnIt() {
    Optional<Peer> provider = Optional.of(peer(0, 65009, Optional.of(BgpRole.PROVIDER)));
    RouteChange.Announce route = route(b -> b);
    assertThat(to(65002, Optional.of(BgpRole.PEER)).of(route, provider)).isEmpty();
    assertThat(to(65002, Optional.of(BgpRole.PROVIDER)).of(route, provider)).isEmpty();
    assertThat(to(65002, Optional.of(BgpRole.CUSTOMER)).of(route, provider).orElseThrow())
        .satisfies(a -> assertThat(a.onlyToCustomer()).contains(Asn.of(65009)));
  }
}
