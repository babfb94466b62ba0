package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.bgp.wire.PathAttributesBuilder;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteChange;
import savd.rib.Rib;
import savd.rib.RibView;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rpki.validation.AspaValidity;
import savd.rpki.validation.AspaVerification;
import savd.rpki.validation.Direction;
import savd.rules.DecidedPaths;
import savd.rules.SavRules;

/**
 * Whatever the order of routes and RPKI data, every route carries the verdicts of those in force.
 */
class RouteVerdictsTest {
  private static final Asn OURS = Asn.of(99);
  private static final BgpRole[] ROLES = {
    null, BgpRole.CUSTOMER, BgpRole.PROVIDER, BgpRole.PEER, BgpRole.RS, BgpRole.RS_CLIENT
  };
  private static final int EXCLUDED = RibView.LEAKED | RibView.ROV_INVALID | RibView.ASPA_INVALID;

  private final Rib rib = new Rib();
  private final SavPipeline pipeline =
      new SavPipeline(
          rib,
          new DecidedPaths(rib, DecisionPolicy.decision(4)),
          SavRules.Start.AWAIT_SESSIONS,
          _ -> {});

  private static Peer peer(int index, BgpRole role) {
    return new Peer(
        new PeerId(index),
        "n" + index,
        IpAddress.parse("192.0.2." + (index + 1)),
        index == 6 ? OURS : Asn.of(index + 1),
        OURS,
        index + 1,
        Optional.empty(),
        Optional.ofNullable(role),
        Peer.DEFAULT_VRF);
  }

  private static Prefix prefix(Random random) {
    int length = 8 + 4 * random.nextInt(4);
    long address = (10L << 24 | (long) random.nextInt(16) << 16) & -1L << 32 - length;
    return Prefix.of(AddressFamily.IPV4, 0, address & 0xFFFF_FFFFL, length);
  }

  private static RouteBatch routes(Random random) {
    PeerId peer = new PeerId(random.nextInt(7));
    RouteBatch batch = new RouteBatch().reset(peer, 0);
    for (int n = random.nextInt(12); n > 0; n--) {
      if (random.nextInt(4) == 0) {
        batch.add(new RouteChange.Withdraw(peer, prefix(random), 0));
        continue;
      }
      long[] path = new long[random.nextInt(5)];
      for (int i = 0; i < path.length; i++) {
        path[i] = 1 + random.nextInt(9);
      }
      if (path.length > 0 && random.nextInt(3) != 0) {
        path[0] = peer.index() + 1;
      }
      PathAttributes attributes =
          new PathAttributesBuilder(0, AsPath.of(path))
              .nextHop(IpAddress.parse("192.0.2.1"))
              .build();
      batch.add(
          new RouteChange.Announce(peer, prefix(random), 0, attributes, random.nextInt(9) == 0));
    }
    return batch;
  }

  private static Payload data(Random random) {
    VrpTable.Builder vrps = VrpTable.builder(AddressFamily.IPV4);
    for (int n = random.nextInt(12); n > 0; n--) {
      Prefix p = prefix(random);
      vrps.add(
          new Vrp(p, Math.min(32, p.length() + random.nextInt(8)), Asn.of(random.nextInt(10))));
    }
    List<Aspa> aspas = new ArrayList<>();
    for (int n = random.nextInt(9); n > 0; n--) {
      Set<Asn> providers = new TreeSet<>();
      for (int k = 0; k < 3; k++) {
        providers.add(Asn.of(1 + random.nextInt(9)));
      }
      providers.remove(Asn.of(n));
      if (!providers.isEmpty()) {
        aspas.add(new Aspa(Asn.of(n), List.copyOf(providers)));
      }
    }
    return new Payload(
        vrps.build(),
        VrpTable.empty(AddressFamily.IPV6),
        random.nextInt(5) == 0 ? AspaTable.EMPTY : AspaTable.of(aspas),
        Set.of());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyRouteHasTheVerdictsOfTheDataInForce(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 7; i++) {
      pipeline.register(peer(i, i == 6 ? null : ROLES[i]), 0);
    }
    Payload data = Payload.EMPTY;
    boolean validates = seed % 2 == 0;
    if (validates) {
      pipeline.validate(EXCLUDED, 0);
    }
    int invalid = 0;
    for (int step = 0; step < 200; step++) {
      pipeline.apply(routes(random), step);
      if (step == 30) {
        pipeline.validate(EXCLUDED, step);
        validates = true;
      }
      if (validates && random.nextInt(4) == 0) {
        Payload next = data(random);
        pipeline.rpkiChanged(RpkiDelta.between(data, next), step);
        data = next;
      }
      if (random.nextInt(20) == 0) {
        int i = random.nextInt(6);
        pipeline.register(peer(i, ROLES[random.nextInt(ROLES.length)]), step);
      }
      while (pipeline.pending()) {
        pipeline.continuePending(step);
      }
      if (validates) {
        invalid += compare(data);
      }
    }
    assertThat(invalid).isPositive();
  }

  /** Compares with what is said for people; returns how many paths ASPAs speak against. */
  private int compare(Payload data) {
    rib.releaseDelta();
    int[] invalid = {0};
    rib.prefixes(AddressFamily.IPV4)
        .forEach(
            id -> {
              for (int p = rib.firstPath(AddressFamily.IPV4, id);
                  p != RibView.NONE;
                  p = rib.nextPath(p)) {
                int wanted = wanted(data, rib.prefixes(AddressFamily.IPV4).prefix(id), p);
                assertThat(rib.flags(p) & ~RibView.LEAKED).isEqualTo(wanted);
                invalid[0] += (wanted & RibView.ASPA_INVALID) == 0 ? 0 : 1;
              }
            });
    return invalid[0];
  }

  private int wanted(Payload data, Prefix prefix, int path) {
    Peer peer = rib.peer(rib.peerIndex(path));
    AsPath asPath = rib.attributes(rib.attributesId(path)).asPath();
    long origin =
        asPath.segments().isEmpty() && peer.isInternal()
            ? OURS.toLong()
            : asPath.origin().orElse(0);
    int flags =
        switch (data.ipv4().validate(0, prefix.low(), prefix.length(), (int) origin)) {
          case VALID -> RibView.ROV_VALID;
          case INVALID -> RibView.ROV_INVALID;
          case NOT_FOUND -> 0;
        };
    if (!peer.isInternal() && peer.role().isPresent() && data.aspas().size() > 0) {
      flags |= aspa(data, peer, asPath);
    }
    boolean out = ((flags | rib.flags(path) & RibView.LEAKED) & EXCLUDED) != 0;
    return flags | (out ? RibView.INELIGIBLE : 0);
  }

  private static int aspa(Payload data, Peer peer, AsPath path) {
    BgpRole role = peer.role().orElseThrow();
    AspaValidity validity =
        AspaVerification.explain(data.aspas(), path, Direction.of(role)).validity();
    if (role != BgpRole.RS && path.neighbor().orElse(0) != peer.asn().toLong()) {
      validity = AspaValidity.INVALID;
    }
    return switch (validity) {
      case VALID -> RibView.ASPA_VALID;
      case INVALID -> RibView.ASPA_INVALID;
      case UNKNOWN -> 0;
    };
  }

  @Test
  void whatCountsCanChangeWithoutAnyOtherData() {
    pipeline.register(peer(1, BgpRole.CUSTOMER), 0);
    pipeline.validate(EXCLUDED, 0);
    PeerId one = new PeerId(1);
    Prefix ten = Prefix.parse("10.0.0.0/8");
    PathAttributes attributes =
        new PathAttributesBuilder(0, AsPath.of(2)).nextHop(IpAddress.parse("192.0.2.1")).build();
    RouteBatch batch = new RouteBatch().reset(one, 0);
    batch.add(new RouteChange.Announce(one, ten, 0, attributes, false));
    pipeline.apply(batch, 0);
    VrpTable vrps = VrpTable.builder(AddressFamily.IPV4).add(new Vrp(ten, 8, Asn.of(5))).build();
    Payload data = new Payload(vrps, VrpTable.empty(AddressFamily.IPV6), AspaTable.EMPTY, Set.of());
    pipeline.rpkiChanged(RpkiDelta.between(Payload.EMPTY, data), 0);
    while (pipeline.pending()) {
      pipeline.continuePending(0);
    }
    int path = rib.firstPath(AddressFamily.IPV4, rib.prefixes(AddressFamily.IPV4).find(ten));
    assertThat(rib.flags(path)).isEqualTo(RibView.ROV_INVALID | RibView.INELIGIBLE);
    pipeline.validate(RibView.LEAKED, 0);
    while (pipeline.pending()) {
      pipeline.continuePending(0);
    }
    assertThat(rib.flags(path)).isEqualTo(RibView.ROV_INVALID);
  }
}
