package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.bgp.wire.PathAttributesBuilder;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.rib.PrefixIndex;
import savd.rib.Rib;
import savd.rib.RibView;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.VrpTable;
import savd.rules.DecidedPaths;
import savd.rules.SavRules;

/** Counts that follow the changes are those of a walk over all paths. */
class VerdictTallyTest {
  private static final int[] FLAGS = {
    RibView.LEAKED,
    RibView.ROV_VALID,
    RibView.ROV_INVALID,
    RibView.ASPA_VALID,
    RibView.ASPA_INVALID,
    RibView.INELIGIBLE
  };

  private final Rib rib = new Rib();
  private final SavPipeline pipeline =
      new SavPipeline(
          rib,
          new DecidedPaths(rib, DecisionPolicy.decision(4)),
          SavRules.Start.AWAIT_SESSIONS,
          delta -> {});

  private static Peer peer(int i) {
    return new Peer(
        new PeerId(i),
        "n" + i,
        IpAddress.parse("192.0.2." + (i + 1)),
        Asn.of(i + 1),
        Asn.of(100),
        1,
        Optional.empty(),
        i == 0 ? Optional.empty() : Optional.of(i == 1 ? BgpRole.CUSTOMER : BgpRole.PROVIDER),
        Peer.DEFAULT_VRF);
  }

  private static RouteBatch announcements(SplittableRandom random, Peer peer) {
    RouteBatch batch = new RouteBatch().reset(peer.id(), 0);
    for (int i = random.nextInt(20); i >= 0; i--) {
      AsPath path = AsPath.of(peer.asn().toLong(), 1 + random.nextInt(9), 1 + random.nextInt(9));
      byte[] block = new PathAttributesBuilder(0, path).nextHop(peer.address()).build().block();
      int set = batch.addAttributes(block, 0, block.length);
      long low = (long) random.nextInt(64) << 26;
      batch.announce(AddressFamily.IPV4, 0, low, 6, 0, set, random.nextInt(5) == 0);
    }
    return batch;
  }

  private static Payload data(SplittableRandom random) {
    VrpTable.Builder vrps = VrpTable.builder(AddressFamily.IPV4);
    for (int i = random.nextInt(30); i > 0; i--) {
      vrps.add(0, (long) random.nextInt(64) << 26, 6, 6 + random.nextInt(3), 1 + random.nextInt(9));
    }
    List<Aspa> aspas = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      int customer = 1 + random.nextInt(9);
      aspas.add(new Aspa(Asn.of(customer), List.of(Asn.of(customer % 9 + 1))));
    }
    return new Payload(
        vrps.build(), VrpTable.empty(AddressFamily.IPV6), AspaTable.of(aspas), Set.of());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void counts_are_those_of_a_walk_after_any_history(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 3; i++) {
      pipeline.register(peer(i), 0);
    }
    long ineligible = 0;
    for (int step = 0; step < 300; step++) {
      Peer peer = peer(random.nextInt(3));
      switch (random.nextInt(12)) {
        case 0 -> pipeline.validate(FLAGS[random.nextInt(FLAGS.length - 1)], step);
        case 1 -> {
          pipeline.validate(RibView.LEAKED | RibView.ROV_INVALID | RibView.ASPA_INVALID, step);
          pipeline.rpkiChanged(RpkiDelta.between(pipeline.rpki(), data(random)), step);
        }
        case 2 -> {
          RouteBatch lost = new RouteBatch().reset(peer.id(), 0);
          lost.event(RouteBatch.Kind.PEER_LOST, AddressFamily.IPV4);
          pipeline.apply(lost, step);
        }
        default -> pipeline.apply(announcements(random, peer), step);
      }
      if (random.nextBoolean() && pipeline.pending()) {
        pipeline.continuePending(step);
      }
      for (int flag : FLAGS) {
        assertThat(pipeline.pathsWith(flag))
            .as("flag %d at step %d", flag, step)
            .isEqualTo(walk(flag));
      }
      ineligible += pipeline.pathsWith(RibView.INELIGIBLE);
    }
    assertThat(ineligible).as("otherwise the history shows nothing").isPositive();
  }

  private long walk(int flag) {
    long n = 0;
    PrefixIndex index = rib.prefixes(AddressFamily.IPV4);
    for (int id = 0; id < index.capacity(); id++) {
      for (int p = rib.firstPath(AddressFamily.IPV4, id); p != RibView.NONE; p = rib.nextPath(p)) {
        n += (rib.flags(p) & flag) != 0 ? 1 : 0;
      }
    }
    return n;
  }
}
