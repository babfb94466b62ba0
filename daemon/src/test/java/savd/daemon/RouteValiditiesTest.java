package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.bgp.wire.PathAttributesBuilder;
import savd.control.RouteValidity;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.rib.Rib;
import savd.rib.RibView;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rules.DecidedPaths;
import savd.rules.SavRules;

/** What the RIB keeps of a route and what is said of it agree. */
class RouteValiditiesTest {
  private static final Payload DATA =
      new Payload(
          VrpTable.builder(AddressFamily.IPV4)
              .add(new Vrp(Prefix.parse("192.0.2.0/24"), 25, Asn.of(64496)))
              .add(new Vrp(Prefix.parse("192.0.0.0/16"), 16, Asn.of(64500)))
              .build(),
          VrpTable.empty(AddressFamily.IPV6),
          AspaTable.of(
              List.of(
                  new Aspa(Asn.of(64496), List.of(Asn.of(65001))),
                  new Aspa(Asn.of(65001), List.of(Asn.of(65004))),
                  new Aspa(Asn.of(64498), List.of(Asn.of(64511))))),
          Set.of());

  private static Peer peer(Optional<BgpRole> role, long asn) {
    return new Peer(
        new PeerId(0),
        "n",
        IpAddress.parse("192.0.2.1"),
        Asn.of(asn),
        Asn.of(65004),
        1,
        Optional.empty(),
        role,
        Peer.DEFAULT_VRF);
  }

  /** Announces the prefix, and says what is said of it. */
  private static RouteValidity told(Peer peer, String prefix, AsPath path, Payload data) {
    Rib rib = new Rib();
    SavPipeline pipeline =
        new SavPipeline(
            rib,
            new DecidedPaths(rib, DecisionPolicy.decision(4)),
            SavRules.Start.AWAIT_SESSIONS,
            delta -> {});
    pipeline.validate(RibView.LEAKED | RibView.ROV_INVALID | RibView.ASPA_INVALID, 0);
    pipeline.rpkiChanged(RpkiDelta.between(Payload.EMPTY, data), 0);
    pipeline.register(peer, 0);
    byte[] block = new PathAttributesBuilder(0, path).nextHop(peer.address()).build().block();
    RouteBatch batch = new RouteBatch().reset(peer.id(), 0);
    Prefix p = Prefix.parse(prefix);
    int set = batch.addAttributes(block, 0, block.length);
    batch.announce(p.family(), p.high(), p.low(), p.length(), 0, set, false);
    pipeline.apply(batch, 0);
    while (pipeline.pending()) {
      pipeline.continuePending(0);
    }
    int id = rib.prefixes(p.family()).find(p);
    int flags = rib.flags(rib.firstPath(p.family(), id));
    return RouteValidities.explained(flags, peer, p, path, data);
  }

  private static AsPath path(String numbers) {
    return AsPath.of(
        java.util.Arrays.stream(numbers.split(" ")).mapToLong(Long::parseLong).toArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          192.0.2.0/24 ; 65001 64496 ; VALID     ; 192.0.2.0/24-25 AS64496 matches
          192.0.2.0/26 ; 65001 64496 ; INVALID   ; 192.0.2.0/24-25 AS64496 allows no prefix as \
          long, 192.0.0.0/16 AS64500 names another AS
          192.0.0.0/16 ; 65001 64497 ; INVALID   ; 192.0.0.0/16 AS64500 names another AS
          10.0.0.0/8   ; 65001 64496 ; NOT_FOUND ; no VRP covers it
          """)
  void the_origin_is_judged_and_the_vrps_that_decide_are_named(
      String prefix, String path, String verdict, String reason) {
    RouteValidity said =
        told(peer(Optional.of(BgpRole.CUSTOMER), 65001), prefix.trim(), path(path.trim()), DATA);
    assertThat(said.rov().orElseThrow()).hasToString(verdict.trim());
    assertThat(said.rovReason()).contains(reason.trim());
    assertThat(said.ineligible()).isEqualTo(verdict.trim().equals("INVALID"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          65001 64496 ; VALID   ; ASPAs speak for every hop that needs it (upstream)
          65001       ; VALID   ; the neighbour is the origin (upstream)
          65001 64497 ; UNKNOWN ; AS64497 has no ASPA (next is AS65001) (upstream)
          65001 64498 ; INVALID ; the ASPA of AS64498 does not name AS65001 (upstream)
          65002 64496 ; INVALID ; the path does not begin with the neighbour's AS (upstream)
          """)
  void the_path_is_judged_and_the_hops_that_decide_are_named(
      String path, String verdict, String reason) {
    RouteValidity said =
        told(peer(Optional.of(BgpRole.CUSTOMER), 65001), "10.0.0.0/8", path(path.trim()), DATA);
    assertThat(said.aspa().orElseThrow()).hasToString(verdict.trim());
    assertThat(said.aspaReason()).contains(reason.trim());
    assertThat(said.ineligible()).isEqualTo(verdict.trim().equals("INVALID"));
  }

  @Test
  void nothing_is_said_of_paths_that_are_not_verified_nor_of_anything_without_data() {
    RouteValidity noRole = told(peer(Optional.empty(), 65001), "192.0.2.0/24", path("65001"), DATA);
    assertThat(noRole.aspa()).isEmpty();
    assertThat(noRole.rov()).isPresent();
    RouteValidity internal =
        told(peer(Optional.of(BgpRole.CUSTOMER), 65004), "192.0.2.0/24", path("65001 64498"), DATA);
    assertThat(internal.aspa()).isEmpty();
    assertThat(internal.rov().orElseThrow()).hasToString("INVALID");
    RouteValidity noData =
        told(
            peer(Optional.of(BgpRole.CUSTOMER), 65001),
            "192.0.2.0/24",
            path("65001 64498"),
            Payload.EMPTY);
    assertThat(noData).isEqualTo(RouteValidity.unchecked(false));
  }

  @Test
  void a_route_of_our_own_as_has_our_as_for_its_origin() {
    Payload ours =
        new Payload(
            VrpTable.builder(AddressFamily.IPV4)
                .add(new Vrp(Prefix.parse("192.0.2.0/24"), 24, Asn.of(65004)))
                .build(),
            VrpTable.empty(AddressFamily.IPV6),
            AspaTable.EMPTY,
            Set.of());
    RouteValidity said = told(peer(Optional.empty(), 65004), "192.0.2.0/24", AsPath.EMPTY, ours);
    assertThat(said.rov().orElseThrow()).hasToString("VALID");
    assertThat(said.rovReason()).contains("192.0.2.0/24 AS65004 matches");
  }
}
