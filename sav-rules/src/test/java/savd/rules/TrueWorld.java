package savd.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.net.RouteChange;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;

/**
 * A world in which most of what is announced, attested and authorised is true, so that cones are
 * deep and much can be said of them. We are AS 4; 1 and 2 are our customers; 3, 5, 6 and 7 are
 * below some of these, some of them below an AS elsewhere too.
 */
final class TrueWorld {
  final Random random;
  final Scene scene = Scene.atOnce();
  final Oracle oracle = new Oracle(scene.peers);

  /** Of each AS below us. */
  final Map<Long, List<Long>> providers = new HashMap<>();

  final Map<Prefix, Long> owners = new HashMap<>();

  /** Addresses of all these prefixes, and one more. */
  final List<IpAddress> probes = new ArrayList<>();

  private List<Vrp> vrps = new ArrayList<>();
  private final List<Aspa> aspas = new ArrayList<>();

  /**
   * @param outside provider elsewhere of some
   */
  TrueWorld(long seed, long outside) {
    random = new Random(seed);
    oracle.validating = true;
    oracle.available = true;
    topology(outside);
  }

  static List<Long> seeds() {
    List<Long> out = new ArrayList<>();
    for (long s = 0; s < Integer.getInteger("savd.history.seeds", 50); s++) {
      out.add(s);
    }
    return out;
  }

  <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  Prefix anyPrefix() {
    return pick(List.copyOf(owners.keySet()));
  }

  private void topology(long outside) {
    providers.put(1L, List.of(4L));
    providers.put(2L, random.nextBoolean() ? List.of(4L) : List.of(1L, 4L));
    for (long a : new long[] {3, 5, 6, 7}) {
      Set<Long> some = new TreeSet<>();
      for (int i = random.nextInt(2); i >= 0; i--) {
        some.add(pick(List.of(1L, 2L, a > 3 ? 3L : 1L, a > 5 ? 5L : 2L)));
      }
      if (oneIn(6)) {
        some.add(outside);
      }
      providers.put(a, List.copyOf(some));
    }
    for (int i = 0; i < 16; i++) {
      probes.add(IpAddress.parse("20.0.0." + i));
      for (int length : new int[] {32, 31, 30, 29}) {
        if (i % (1 << 32 - length) == 0 && (length == 31 || oneIn(4))) {
          owners.put(
              Prefix.parse("20.0.0." + i + "/" + length), pick(List.of(1L, 2L, 3L, 5L, 6L, 7L)));
        }
      }
    }
    probes.add(IpAddress.parse("20.0.1.0"));
  }

  // ---- RPKI data

  /** Everybody attests and authorises the truth. */
  void publishAll() {
    providers.keySet().forEach(a -> publish(a, 1));
    owners.forEach(this::authorise);
    tell();
  }

  private void publish(long asn, int times) {
    aspas.removeIf(a -> a.customer().equals(Asn.of(asn)));
    Set<Asn> set = new TreeSet<>();
    providers.get(asn).forEach(p -> set.add(Asn.of(p)));
    if (random.nextInt(8) < times - 1) {
      set.add(Asn.of(pick(List.of(3L, 9L, 77L))));
      set.remove(Asn.of(asn));
    }
    aspas.add(new Aspa(Asn.of(asn), List.copyOf(set)));
  }

  private void authorise(Prefix p, long asn) {
    vrps.add(new Vrp(p, Math.min(32, p.length() + random.nextInt(2)), Asn.of(asn)));
    vrps = new ArrayList<>(new HashSet<>(vrps));
  }

  private void tell() {
    oracle.rpki.vrps = List.copyOf(vrps);
    oracle.rpki.aspas = List.copyOf(aspas);
    scene.rpki(oracle.rpki.vrps, oracle.rpki.aspas);
  }

  /** An ASPA or a ROA comes, goes or is another one. */
  void rpkiStep() {
    Prefix p = anyPrefix();
    switch (random.nextInt(6)) {
      case 0 -> publish(pick(List.copyOf(providers.keySet())), 3);
      case 1 -> {
        if (!aspas.isEmpty() && random.nextBoolean()) {
          aspas.remove(random.nextInt(aspas.size()));
        }
      }
      case 2 -> vrps.removeIf(v -> v.prefix().equals(p));
      case 3 -> authorise(p, pick(List.of(0L, 1L, 4L, 7L, 9L, 77L)));
      case 4 -> vrps.removeIf(v -> v.prefix().equals(p) && !isOwner(v));
      default -> authorise(p, owners.get(p));
    }
    tell();
  }

  private boolean isOwner(Vrp v) {
    return v.asn().equals(Asn.of(owners.get(v.prefix())));
  }

  // ---- routes

  /** Changes of one neighbour, in one delta. */
  void change(RouteChange... some) {
    for (RouteChange c : some) {
      oracle.take(c);
    }
    scene.change(some).drain();
  }
}
