package savd.rib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.net.AddressFamily;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteChange;
import savd.rib.NaivePrefixes.Shape;

/** Seeded histories of everything a RIB is told, compared with {@link NaiveRib} step by step. */
class RibTwinTest {
  private static final int PEERS = 40;
  private static final AddressFamily[] FAMILIES = AddressFamily.values();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void tableAndDeltasAgreeWithTheNaiveTableThroughAnyHistory(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Rib rib = new Rib(seed);
    for (int i = 0; i < PEERS; i++) {
      rib.register(Fixtures.peer(i));
    }
    NaiveRib naive = new NaiveRib();
    Map<Prefix, Integer> pins = new HashMap<>();
    RouteBatch batch = new RouteBatch();
    for (int step = 0; step < 400; step++) {
      Map<Prefix, Map<NaiveRib.Key, NaiveRib.Path>> told = NaiveRib.told(naive.routes);
      fill(batch, random, naive, seed, step);
      naive.apply(batch);
      NaiveRib.applyDelta(told, rib.apply(batch), rib);
      while (rib.pending()) {
        NaiveRib.applyDelta(told, rib.continuePending(), rib);
      }
      assertThat(told).isEqualTo(NaiveRib.told(naive.routes));
      changePins(rib, pins, random, (int) seed % Shape.values().length);
      if (step % 20 == 19) {
        compare(rib, naive, pins);
      }
    }
    compare(rib, naive, pins);
    loseAll(rib, naive, pins, batch);
  }

  private static void fill(
      RouteBatch batch, SplittableRandom random, NaiveRib naive, long seed, int step) {
    Shape shape = Shape.values()[(int) seed % Shape.values().length];
    int peer = random.nextInt(100) < 70 ? random.nextInt(4) : random.nextInt(PEERS);
    batch.reset(new PeerId(peer), (1000L + step) * Fixtures.SECOND);
    List<Prefix> present = naive.prefixes();
    for (int n = random.nextInt(60); n > 0; n--) {
      AddressFamily family = FAMILIES[random.nextInt(2)];
      Prefix prefix =
          random.nextInt(3) == 0 || present.isEmpty()
              ? NaivePrefixes.draw(family, shape, random)
              : present.get(random.nextInt(present.size()));
      int pathId = random.nextInt(5) == 0 ? random.nextInt(4) : 0;
      if (seed > 8 && random.nextBoolean()) {
        // Few prefixes, many identifiers: long chains that grow and shrink.
        prefix = NaivePrefixes.masked(family, 0, 0, random.nextInt(2));
        pathId = random.nextInt(120);
      }
      int what = random.nextInt(1000);
      RouteChange change;
      if (what < 650) {
        var attributes = Fixtures.randomAttributes(random, 25);
        change =
            new RouteChange.Announce(
                batch.peer(), prefix, pathId, attributes, random.nextInt(20) == 0);
      } else if (what < 950) {
        change = new RouteChange.Withdraw(batch.peer(), prefix, pathId);
      } else if (what < 970) {
        change = new RouteChange.MarkStale(batch.peer(), family);
      } else if (what < 980) {
        change = new RouteChange.EndOfRib(batch.peer(), family);
      } else if (what < 990) {
        change = new RouteChange.SweepStale(batch.peer(), family);
      } else {
        change = new RouteChange.PeerLost(batch.peer());
      }
      batch.add(change);
    }
  }

  private static void changePins(
      Rib rib, Map<Prefix, Integer> pins, SplittableRandom random, int shape) {
    for (int n = random.nextInt(5); n > 0; n--) {
      if (random.nextBoolean() || pins.isEmpty()) {
        Prefix p = NaivePrefixes.draw(FAMILIES[random.nextInt(2)], Shape.values()[shape], random);
        rib.prefixes(p.family()).pin(p);
        pins.merge(p, 1, Integer::sum);
      } else {
        Prefix p = pins.keySet().iterator().next();
        PrefixIndex index = rib.prefixes(p.family());
        index.unpin(index.find(p));
        pins.computeIfPresent(p, (_, count) -> count == 1 ? null : count - 1);
      }
    }
  }

  private static void compare(Rib rib, NaiveRib naive, Map<Prefix, Integer> pins) {
    rib.releaseDelta();
    assertThat(NaiveRib.of(rib)).isEqualTo(naive.routes);
    for (AddressFamily family : FAMILIES) {
      List<Prefix> expected = new ArrayList<>(naive.routes.keySet());
      pins.keySet().stream().filter(p -> !naive.routes.containsKey(p)).forEach(expected::add);
      expected.removeIf(p -> p.family() != family);
      Collections.sort(expected);
      List<Prefix> order = new ArrayList<>();
      rib.prefixes(family).forEach(id -> order.add(rib.prefixes(family).prefix(id)));
      assertThat(order).isEqualTo(expected);
      compareCounts(rib, naive, family);
    }
    long sets =
        naive.routes.values().stream()
            .flatMap(m -> m.values().stream())
            .map(NaiveRib.Path::attributes)
            .distinct()
            .count();
    assertThat(rib.attributeSetCount()).isEqualTo((int) sets);
  }

  private static void compareCounts(Rib rib, NaiveRib naive, AddressFamily family) {
    Map<PeerId, Long> counts = new HashMap<>();
    naive.routes.forEach(
        (prefix, paths) -> {
          if (prefix.family() == family) {
            paths.keySet().forEach(key -> counts.merge(key.peer(), 1L, Long::sum));
          }
        });
    for (int i = 0; i < PEERS; i++) {
      PeerId id = new PeerId(i);
      assertThat(rib.pathCount(id, family)).isEqualTo(counts.getOrDefault(id, 0L));
    }
    assertThat(rib.pathCount(family))
        .isEqualTo(counts.values().stream().mapToLong(Long::longValue).sum());
  }

  private static void loseAll(
      Rib rib, NaiveRib naive, Map<Prefix, Integer> pins, RouteBatch batch) {
    for (int i = 0; i < PEERS; i++) {
      batch.reset(new PeerId(i), 0).add(new RouteChange.PeerLost(new PeerId(i)));
      rib.apply(batch);
      naive.apply(batch);
    }
    while (rib.pending()) {
      rib.continuePending();
    }
    compare(rib, naive, pins);
    assertThat(rib.attributeSetCount()).isZero();
    for (int i = 0; i < PEERS; i++) {
      rib.forget(new PeerId(i));
    }
  }

  @Test
  void theOrderInWhichPeersArriveDoesNotChangeTheContent() {
    SplittableRandom random = new SplittableRandom(99);
    List<List<RouteChange>> perPeer = new ArrayList<>();
    for (int peer = 0; peer < 6; peer++) {
      List<RouteChange> changes = new ArrayList<>();
      RouteBatch batch = new RouteBatch();
      NaiveRib own = new NaiveRib();
      for (int step = 0; step < 15; step++) {
        batch.reset(new PeerId(0), 0);
        fill(batch, random, own, 1, step);
        for (int i = 0; i < batch.size(); i++) {
          changes.add(of(new PeerId(peer), batch.change(i)));
        }
        own.apply(batch);
      }
      perPeer.add(changes);
    }
    var expected = NaiveRib.told(NaiveRib.of(interleaved(perPeer, 1)));
    assertThat(expected).isNotEmpty();
    for (long seed = 2; seed < 8; seed++) {
      assertThat(NaiveRib.told(NaiveRib.of(interleaved(perPeer, seed)))).isEqualTo(expected);
    }
  }

  private static RouteChange of(PeerId peer, RouteChange c) {
    return switch (c) {
      case RouteChange.Announce a ->
          new RouteChange.Announce(peer, a.prefix(), a.pathId(), a.attributes(), a.leaked());
      case RouteChange.Withdraw w -> new RouteChange.Withdraw(peer, w.prefix(), w.pathId());
      case RouteChange.EndOfRib e -> new RouteChange.EndOfRib(peer, e.family());
      case RouteChange.MarkStale m -> new RouteChange.MarkStale(peer, m.family());
      case RouteChange.SweepStale s -> new RouteChange.SweepStale(peer, s.family());
      case RouteChange.PeerLost _ -> new RouteChange.PeerLost(peer);
    };
  }

  private static Rib interleaved(List<List<RouteChange>> perPeer, long seed) {
    Rib rib = new Rib();
    int[] at = new int[perPeer.size()];
    List<Integer> turns = new ArrayList<>();
    for (int peer = 0; peer < at.length; peer++) {
      rib.register(Fixtures.peer(peer));
      turns.addAll(Collections.nCopies(perPeer.get(peer).size(), peer));
    }
    Collections.shuffle(turns, new Random(seed));
    RouteBatch batch = new RouteBatch();
    for (int peer : turns) {
      batch.reset(new PeerId(peer), 0).add(perPeer.get(peer).get(at[peer]++));
      rib.apply(batch);
    }
    while (rib.pending()) {
      rib.continuePending();
    }
    return rib;
  }
}
