package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import savd.bgp.wire.PathAttributesBuilder;
import savd.bgp.wire.SessionParameters;
import savd.bgp.wire.UpdateDecoder;
import savd.bgp.wire.UpdateEncoder;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteChange;
import savd.relation.ConeDefinition.LocalUse;
import savd.rib.Rib;
import savd.rib.RibView;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rules.DecidedPaths;
import savd.rules.Explanation;
import savd.rules.InterfacePolicy;
import savd.rules.RpkiAvailability;
import savd.rules.RuleDelta;
import savd.rules.SavMethod;
import savd.rules.SavPolicy;
import savd.rules.SavRules;

/**
 * The straight line of docs/architecture.md, from the octets of an UPDATE to a rule, without I/O.
 */
class SavPipelineTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Asn OURS = Asn.of(65004);
  private static final IngressInterface ETH1 = new IngressInterface("eth1");
  private static final Peer CUSTOMER =
      new Peer(
          new PeerId(0),
          "AS65001",
          IpAddress.parse("192.0.2.1"),
          Asn.of(65001),
          OURS,
          1,
          Optional.of(ETH1),
          Optional.of(BgpRole.CUSTOMER),
          Peer.DEFAULT_VRF);
  private static final SessionParameters SESSION = SessionParameters.between(OURS, CUSTOMER.asn());

  private final List<RuleDelta> deltas = new ArrayList<>();
  private final Rib rib = new Rib();
  private final SavPipeline pipeline =
      new SavPipeline(
          rib,
          new DecidedPaths(rib, DecisionPolicy.decision(4)),
          SavRules.Start.AWAIT_SESSIONS,
          deltas::add);
  private final List<String> malformed = new ArrayList<>();
  private final UpdateDecoder decoder =
      new UpdateDecoder(SESSION, m -> malformed.add(m.toString()));
  private final UpdateEncoder encoder =
      new UpdateEncoder(SessionParameters.between(CUSTOMER.asn(), OURS));

  @Test
  void octetsOfAnUpdateBecomeAPermittedRangeAndItsWithdrawalABlockedOneAfterTheHold() {
    pipeline.reconfigure(
        SavPolicy.of(
            List.of(
                InterfacePolicy.of(ETH1, new SavMethod.FeasiblePathUrpf())
                    .withMode(EnforcementMode.ENFORCE)
                    .withHoldNanos(10 * SECOND))),
        0);
    pipeline.register(CUSTOMER, 0);
    pipeline.sessionUp(CUSTOMER, Set.of(AddressFamily.IPV4), 0);

    pipeline.apply(batch(announcement("198.51.100.0/24")), SECOND);
    assertThat(deltas).as("nothing is enforced before End-of-RIB").isEmpty();

    pipeline.apply(batch(endOfRib()), 2 * SECOND);
    assertThat(deltas).hasSize(1);
    RuleDelta first = deltas.removeFirst();
    assertThat(first.ingresses()).singleElement().matches(r -> r.ingress().equals(ETH1));
    assertThat(first.lists().getFirst().coverage().getLast().covered())
        .hasToString("[198.51.100.0-198.51.100.255]");

    pipeline.apply(batch(announcement("198.51.101.0/24")), 3 * SECOND);
    assertThat(deltas.removeFirst().lists().getFirst().coverage().getFirst().covered())
        .as("an addition takes effect at once")
        .hasToString("[198.51.101.0-198.51.101.255]");

    pipeline.apply(batch(withdrawal("198.51.100.0/24")), 4 * SECOND);
    assertThat(deltas).as("a removal waits for the hold").isEmpty();
    pipeline.tick(14 * SECOND + SECOND);
    assertThat(deltas.removeFirst().lists().getFirst().coverage().getFirst().covered().isEmpty())
        .isTrue();
  }

  @Test
  void aNeighbourThatIsReleasedIsForgottenOnlyWhenItsRoutesAreGone() {
    pipeline.register(CUSTOMER, 0);
    pipeline.apply(batch(announcement("198.51.100.0/24")), 0);
    RouteBatch lost = new RouteBatch().reset(CUSTOMER.id(), 0);
    lost.event(RouteBatch.Kind.PEER_LOST, AddressFamily.IPV4);
    pipeline.apply(lost, 1);
    pipeline.release(CUSTOMER.id(), 2);
    int steps = 0;
    while (pipeline.pending()) {
      pipeline.continuePending(3);
      assertThat(steps++).isLessThan(10);
    }
    assertThat(rib.pathCount(AddressFamily.IPV4)).isZero();
    assertThat(pipeline.peers()).isEmpty();
  }

  private RouteBatch batch(ByteBuf update) {
    RouteBatch batch = new RouteBatch().reset(CUSTOMER.id(), 0);
    decoder.decode(update, batch);
    assertThat(malformed).isEmpty();
    return batch;
  }

  private ByteBuf announcement(String prefix) {
    ByteBuf out = Unpooled.buffer();
    encoder.announce(
        new PathAttributesBuilder(0, AsPath.of(65001)).nextHop(CUSTOMER.address()).build(),
        0,
        List.of(Prefix.parse(prefix)),
        out);
    return out;
  }

  private ByteBuf withdrawal(String prefix) {
    ByteBuf out = Unpooled.buffer();
    encoder.withdraw(0, List.of(Prefix.parse(prefix)), out);
    return out;
  }

  private ByteBuf endOfRib() {
    ByteBuf out = Unpooled.buffer();
    encoder.endOfRib(AddressFamily.IPV4, out);
    return out;
  }

  @Test
  void aMethodThatNeedsRpkiDataFallsBackWithoutThemAndNothingIsBlockedOnTheWay() {
    Prefix announced = Prefix.parse("198.51.100.0/24");
    Prefix silent = Prefix.parse("203.0.113.0/24");
    pipeline.reconfigure(
        SavPolicy.of(
                List.of(
                    InterfacePolicy.of(ETH1, new SavMethod.BarSav())
                        .withMode(EnforcementMode.ENFORCE)
                        .withHoldNanos(0)))
            .withLocalUse(LocalUse.ANY),
        0);
    pipeline.register(CUSTOMER, 0);
    pipeline.validate(RibView.LEAKED | RibView.ROV_INVALID, 0);
    pipeline.sessionUp(CUSTOMER, Set.of(AddressFamily.IPV4), 0);
    RouteBatch batch = new RouteBatch().reset(CUSTOMER.id(), 0);
    batch.add(
        new RouteChange.Announce(
            CUSTOMER.id(),
            announced,
            0,
            new PathAttributesBuilder(0, AsPath.of(65001))
                .nextHop(IpAddress.parse("192.0.2.1"))
                .build(),
            false));
    batch.add(new RouteChange.EndOfRib(CUSTOMER.id(), AddressFamily.IPV4));
    pipeline.apply(batch, 0);
    assertThat(method()).isEqualTo("loose");
    assertThat(permits(announced)).isTrue();

    Payload data =
        new Payload(
            VrpTable.builder(AddressFamily.IPV4)
                .add(new Vrp(announced, 24, Asn.of(65001)))
                .add(new Vrp(silent, 24, Asn.of(65001)))
                .build(),
            VrpTable.empty(AddressFamily.IPV6),
            AspaTable.EMPTY,
            Set.of());
    pipeline.rpkiChanged(RpkiDelta.between(Payload.EMPTY, data), SECOND);
    pipeline.rpkiAvailability(RpkiAvailability.IN_FORCE, SECOND);
    while (pipeline.pending()) {
      pipeline.continuePending(SECOND);
    }
    assertThat(method()).isEqualTo("bar-sav");
    assertThat(permits(announced)).isTrue();
    assertThat(permits(silent)).as("by its ROA").isTrue();
    assertThat(deltas.getLast().ingresses()).as("one rule for another").hasSize(1);

    pipeline.rpkiAvailability(RpkiAvailability.EXPIRED, 2 * SECOND);
    pipeline.rpkiChanged(RpkiDelta.between(data, Payload.EMPTY), 2 * SECOND);
    assertThat(method()).isEqualTo("loose");
    assertThat(permits(announced)).isTrue();
    assertThat(permits(silent)).as("nobody announces it").isFalse();
  }

  @Test
  void dataThatArriveWhileATableLoadsReachTheRulesWithTheEndOfRib() {
    barSav(0);
    pipeline.rpkiChanged(RpkiDelta.between(Payload.EMPTY, data(BLOCK, SILENT)), 0);
    pipeline.rpkiAvailability(RpkiAvailability.IN_FORCE, 0);
    announce(BLOCK);
    pipeline.validate(RibView.LEAKED, 0);
    pipeline.validate(RibView.LEAKED | RibView.ROV_INVALID, 0);
    pipeline.rpkiChanged(RpkiDelta.between(data(BLOCK, SILENT), data(BLOCK)), 0);
    tellEndOfRib();
    assertThat(pipeline.pending()).isFalse();
    assertThat(method()).isEqualTo("bar-sav");
    assertThat(permits(BLOCK)).isTrue();
    assertThat(permits(SILENT)).isFalse();
  }

  @Test
  void whenDataExpireTheFallbackHasTheRoutesThatTheyExcluded() {
    Prefix part = Prefix.parse("198.51.100.128/25");
    barSav(0);
    announce(part);
    tellEndOfRib();
    Payload data = data(BLOCK);
    pipeline.rpkiChanged(RpkiDelta.between(Payload.EMPTY, data), SECOND);
    pipeline.rpkiAvailability(RpkiAvailability.IN_FORCE, SECOND);
    settle(SECOND);
    assertThat(permits(part)).as("by the ROA, though its route is invalid").isTrue();
    deltas.clear();
    pipeline.rpkiAvailability(RpkiAvailability.EXPIRED, 2 * SECOND);
    pipeline.rpkiChanged(RpkiDelta.between(data, Payload.EMPTY), 2 * SECOND);
    settle(2 * SECOND);
    assertThat(method()).isEqualTo("loose");
    RuleDelta change =
        deltas.stream().filter(d -> !d.ingresses().isEmpty()).findFirst().orElseThrow();
    assertThat(change.lists().stream().flatMap(l -> l.coverage().stream()))
        .as("the list that comes with the rule has the route")
        .anyMatch(c -> !c.covered().isEmpty());
    assertThat(permits(part)).isTrue();
  }

  @Test
  void aNeighbourThatConvergesLeavesNoInterfaceWithoutRulesWhenDataExpire() {
    Peer other =
        new Peer(
            new PeerId(1),
            "AS65002",
            IpAddress.parse("192.0.2.2"),
            Asn.of(65002),
            OURS,
            2,
            Optional.empty(),
            Optional.empty(),
            Peer.DEFAULT_VRF);
    barSav(0);
    announce(BLOCK);
    tellEndOfRib();
    pipeline.rpkiChanged(RpkiDelta.between(Payload.EMPTY, data(BLOCK)), 0);
    pipeline.rpkiAvailability(RpkiAvailability.IN_FORCE, 0);
    settle(0);
    assertThat(method()).isEqualTo("bar-sav");
    pipeline.register(other, SECOND);
    pipeline.sessionUp(CUSTOMER, Set.of(AddressFamily.IPV4), SECOND);
    deltas.clear();
    pipeline.rpkiAvailability(RpkiAvailability.EXPIRED, SECOND);
    pipeline.rpkiChanged(RpkiDelta.between(data(BLOCK), Payload.EMPTY), SECOND);
    settle(SECOND);
    assertThat(method()).isEqualTo("loose");
    assertThat(deltas).allMatch(d -> d.droppedIngresses().isEmpty());
  }

  private static final Prefix BLOCK = Prefix.parse("198.51.100.0/24");
  private static final Prefix SILENT = Prefix.parse("203.0.113.0/24");

  private void barSav(long holdNanos) {
    pipeline.reconfigure(
        SavPolicy.of(
                List.of(
                    InterfacePolicy.of(ETH1, new SavMethod.BarSav())
                        .withMode(EnforcementMode.ENFORCE)
                        .withHoldNanos(holdNanos)))
            .withLocalUse(LocalUse.ANY),
        0);
    pipeline.register(CUSTOMER, 0);
    pipeline.validate(RibView.LEAKED | RibView.ROV_INVALID, 0);
    pipeline.sessionUp(CUSTOMER, Set.of(AddressFamily.IPV4), 0);
  }

  private void announce(Prefix prefix) {
    RouteBatch batch = new RouteBatch().reset(CUSTOMER.id(), 0);
    batch.add(
        new RouteChange.Announce(
            CUSTOMER.id(),
            prefix,
            0,
            new PathAttributesBuilder(0, AsPath.of(65001))
                .nextHop(IpAddress.parse("192.0.2.1"))
                .build(),
            false));
    pipeline.apply(batch, 0);
  }

  private void tellEndOfRib() {
    RouteBatch batch = new RouteBatch().reset(CUSTOMER.id(), 0);
    batch.add(new RouteChange.EndOfRib(CUSTOMER.id(), AddressFamily.IPV4));
    pipeline.apply(batch, 0);
  }

  private void settle(long nowNanos) {
    while (pipeline.pending()) {
      pipeline.continuePending(nowNanos);
    }
  }

  /** ROAs of the customer for prefixes, nothing more specific. */
  private static Payload data(Prefix... prefixes) {
    VrpTable.Builder vrps = VrpTable.builder(AddressFamily.IPV4);
    for (Prefix p : prefixes) {
      vrps.add(new Vrp(p, p.length(), Asn.of(65001)));
    }
    return new Payload(vrps.build(), VrpTable.empty(AddressFamily.IPV6), AspaTable.EMPTY, Set.of());
  }

  private String method() {
    return pipeline.rules().ingresses().getFirst().effectiveMethod().orElseThrow().word();
  }

  private boolean permits(Prefix prefix) {
    return pipeline.rules().explain(prefix.first(), ETH1).verdict() == Explanation.Verdict.PERMIT;
  }
}
