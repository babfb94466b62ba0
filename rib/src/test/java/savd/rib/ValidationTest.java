package savd.rib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.net.AddressFamily;
import savd.net.BgpRole;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteChange;
import savd.rib.NaivePrefixes.Shape;

/** Flags that validation decides about are always those that asking for every path would give. */
class ValidationTest {
  private static final int PEERS = 6;
  private static final AddressFamily[] FAMILIES = AddressFamily.values();

  /** Arbitrary answers that differ from one seed, of prefixes or paths, to the next. */
  private static final class Arbitrary implements RouteValidation {
    int paths;
    int classes = RibView.LEAKED | RibView.ROV_INVALID;
    final Map<Prefix, Integer> origins = new HashMap<>();

    @Override
    public int origin(AddressFamily family, long high, long low, int length, int originAs) {
      int[] answers = {0, RibView.ROV_VALID, RibView.ROV_INVALID};
      int sum = originAs;
      for (var e : origins.entrySet()) {
        if (e.getKey().covers(Prefix.of(family, high, low, length))) {
          sum += e.getValue();
        }
      }
      return answers[Math.floorMod(sum, 3)];
    }

    @Override
    public int path(byte[] block, int offset, int length) {
      int sum = paths;
      for (int i = offset; i < offset + Math.min(length, 40); i++) {
        sum += block[i];
      }
      return sum & MOST_OF_PATH;
    }

    @Override
    public int fromPeer(Peer peer, int path, byte[] block, int offset, int length) {
      int[] answers = {0, RibView.ASPA_VALID, RibView.ASPA_INVALID};
      return answers[(path + peer.role().map(Enum::ordinal).orElse(0)) % 3];
    }

    @Override
    public int eligibility(int flags) {
      return (flags & classes) == 0 ? 0 : RibView.INELIGIBLE;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void flagsAreAlwaysThoseOfTheDataInForce(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Arbitrary data = new Arbitrary();
    Rib rib = new Rib(seed);
    for (int i = 0; i < PEERS; i++) {
      rib.register(Fixtures.peer(i));
    }
    Map<String, Integer> told = new HashMap<>();
    boolean on = seed % 2 == 0;
    if (on) {
      rib.validateBy(data);
    }
    for (int step = 0; step < 300; step++) {
      follow(told, rib.apply(batch(random, seed, step)), rib);
      if (!on && step == 100) {
        rib.validateBy(data);
        on = true;
      }
      if (on && random.nextInt(3) == 0) {
        follow(told, rib.revalidate(change(random, seed, data, rib)), rib);
      }
      while (rib.pending() && random.nextInt(4) != 0) {
        follow(told, rib.continuePending(), rib);
      }
      if (on && !rib.pending()) {
        assertThat(told).isEqualTo(fromScratch(rib, data));
      }
    }
    assertThat(told).isNotEmpty();
  }

  private static RouteBatch batch(SplittableRandom random, long seed, int step) {
    RouteBatch batch = new RouteBatch();
    batch.reset(new PeerId(random.nextInt(PEERS)), (1000L + step) * Fixtures.SECOND);
    for (int n = random.nextInt(20); n > 0; n--) {
      Prefix prefix = prefix(random, seed);
      switch (random.nextInt(20)) {
        case 0 -> batch.add(new RouteChange.MarkStale(batch.peer(), prefix.family()));
        case 1 -> batch.add(new RouteChange.EndOfRib(batch.peer(), prefix.family()));
        case 2, 3, 4 -> batch.add(new RouteChange.Withdraw(batch.peer(), prefix, 0));
        default ->
            batch.add(
                new RouteChange.Announce(
                    batch.peer(),
                    prefix,
                    0,
                    Fixtures.randomAttributes(random, 25),
                    random.nextInt(9) == 0));
      }
    }
    return batch;
  }

  private static Prefix prefix(SplittableRandom random, long seed) {
    Shape shape = Shape.values()[(int) seed % Shape.values().length];
    return NaivePrefixes.draw(FAMILIES[random.nextInt(2)], shape, random);
  }

  private static Revalidation change(SplittableRandom random, long seed, Arbitrary data, Rib rib) {
    switch (random.nextInt(5)) {
      case 0 -> {
        data.paths = random.nextInt(16);
        return new Revalidation().paths();
      }
      case 1 -> {
        data.classes = random.nextInt(64) & ~RibView.STALE;
        return Revalidation.everything();
      }
      case 2 -> {
        Peer p = Fixtures.peer(random.nextInt(PEERS));
        BgpRole role = BgpRole.values()[random.nextInt(BgpRole.values().length)];
        rib.register(
            new Peer(
                p.id(),
                p.name(),
                p.address(),
                p.asn(),
                p.localAsn(),
                p.bgpIdentifier(),
                p.ingress(),
                Optional.of(role),
                p.vrf()));
        return new Revalidation();
      }
      default -> {
        Revalidation within = new Revalidation();
        for (int n = random.nextInt(5); n > 0; n--) {
          Prefix p = prefix(random, seed);
          data.origins.put(p, random.nextInt(3));
          within.within(p.family(), p.high(), p.low(), p.length());
        }
        return within;
      }
    }
  }

  private static void follow(Map<String, Integer> told, RibDelta delta, Rib rib) {
    for (int i = 0; i < delta.size(); i++) {
      String key =
          rib.prefixes(delta.family(i)).prefix(delta.prefixId(i)) + " of " + delta.peerIndex(i);
      int noted = RibView.STALE;
      Integer had =
          delta.newAttributes(i) == RibDelta.NONE
              ? told.remove(key)
              : told.put(key, delta.newFlags(i) & ~noted);
      assertThat(had)
          .as(key)
          .isEqualTo(delta.oldAttributes(i) == RibDelta.NONE ? null : delta.oldFlags(i) & ~noted);
    }
  }

  private static Map<String, Integer> fromScratch(Rib rib, Arbitrary data) {
    rib.releaseDelta();
    Map<String, Integer> out = new HashMap<>();
    for (AddressFamily family : FAMILIES) {
      PrefixIndex index = rib.prefixes(family);
      index.forEach(
          id -> {
            for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
              out.put(index.prefix(id) + " of " + rib.peerIndex(p), ask(rib, data, index, id, p));
            }
          });
    }
    return out;
  }

  private static int ask(Rib rib, Arbitrary data, PrefixIndex index, int id, int path) {
    int set = rib.attributesId(path);
    byte[] block = rib.attributes(set).block();
    int flags =
        rib.flags(path) & RibView.LEAKED
            | data.origin(
                index.family(), index.high(id), index.low(id), index.length(id), rib.originAs(set))
            | data.fromPeer(
                rib.peer(rib.peerIndex(path)),
                data.path(block, 0, block.length),
                block,
                0,
                block.length);
    return flags | data.eligibility(flags);
  }

  @Test
  void aRouteThatBeganInOurOwnAsHasThisAsForItsOrigin() {
    Rib rib = new Rib(1);
    int[] asked = {-1};
    rib.validateBy(
        new RouteValidation() {
          @Override
          public int origin(AddressFamily family, long high, long low, int length, int originAs) {
            asked[0] = originAs;
            return 0;
          }

          @Override
          public int path(byte[] block, int offset, int length) {
            return 0;
          }

          @Override
          public int fromPeer(Peer peer, int path, byte[] block, int offset, int length) {
            return 0;
          }

          @Override
          public int eligibility(int flags) {
            return 0;
          }
        });
    rib.register(Fixtures.peer(0, 64999, 64999));
    Fixtures.Block confederation =
        new Fixtures.Block().nextHop("192.0.2.1").value(1, 0).segments(new int[] {3, 65001, 65002});
    for (PathAttributes own :
        new PathAttributes[] {Fixtures.attributes("192.0.2.1"), confederation.build()}) {
      asked[0] = -1;
      RouteBatch batch = new RouteBatch().reset(new PeerId(0), 0);
      batch.add(new RouteChange.Announce(new PeerId(0), Prefix.parse("10.0.0.0/8"), 0, own, false));
      rib.apply(batch);
      assertThat(asked[0]).isEqualTo(64999);
    }
  }
}
