package savd.relation;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteChange;
import savd.rib.Rib;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;

/** Routes and ASPAs twice: as the graph sees them, and as plain maps for the naive answer. */
final class World {
  static final long OWN = 999;

  final Rib rib = new Rib();
  final Cones cones = new Cones(rib);
  AspaTable aspas = AspaTable.EMPTY;

  private record Key(int peer, String prefix) {}

  private record Route(List<Integer> path, boolean leaked) {}

  private final Map<Key, Route> routes = new HashMap<>();

  World() {
    for (int i = 1; i <= 3; i++) {
      rib.register(
          new Peer(
              new PeerId(i),
              "n" + i,
              IpAddress.parse("192.0.2." + i),
              Asn.of(i),
              Asn.of(OWN),
              i,
              Optional.empty(),
              Optional.empty(),
              Peer.DEFAULT_VRF));
    }
  }

  static Set<Asn> asns(long... numbers) {
    Set<Asn> out = new TreeSet<>();
    for (long n : numbers) {
      out.add(Asn.of(n));
    }
    return out;
  }

  static ConeDefinition joint(long... seeds) {
    return new ConeDefinition(
        asns(seeds),
        ConeDefinition.Growth.ASPA_AND_PATHS,
        ConeDefinition.LocalUse.ASSERTED,
        asns(OWN));
  }

  static ConeDefinition aspaOnly(long... seeds) {
    return new ConeDefinition(
        asns(seeds), ConeDefinition.Growth.ASPA, ConeDefinition.LocalUse.ASSERTED, asns(OWN));
  }

  Cone cone(ConeDefinition definition) {
    return cones.acquire(definition, aspas);
  }

  // ---- changes: one each step, which can be looked at until the next

  World announce(int peer, String prefix, String path) {
    return announce(peer, prefix, path, false);
  }

  World announce(int peer, String prefix, String path, boolean leaked) {
    List<Integer> asns = new ArrayList<>();
    for (String word : path.isEmpty() ? new String[0] : path.split(" ")) {
      asns.add(Asn.parse(word).value());
    }
    routes.put(new Key(peer, prefix), new Route(asns, leaked));
    return change(
        new RouteChange.Announce(
            new PeerId(peer), Prefix.parse(prefix), 0, attributes(asns), leaked));
  }

  World withdraw(int peer, String prefix) {
    routes.remove(new Key(peer, prefix));
    return change(new RouteChange.Withdraw(new PeerId(peer), Prefix.parse(prefix), 0));
  }

  private World change(RouteChange change) {
    RouteBatch batch = new RouteBatch().reset(change.peer(), 0);
    batch.add(change);
    cones.endStep();
    cones.apply(rib.apply(batch));
    return this;
  }

  /** "5 3 7" is an ASPA of AS 5 with the providers 3 and 7; these are all ASPAs from now on. */
  World aspas(String... texts) {
    List<Aspa> all = new ArrayList<>();
    for (String text : texts) {
      String[] words = text.split(" ");
      Set<Asn> providers = new TreeSet<>();
      for (int i = 1; i < words.length; i++) {
        providers.add(Asn.parse(words[i]));
      }
      all.add(new Aspa(Asn.parse(words[0]), List.copyOf(providers)));
    }
    AspaTable after = AspaTable.of(all);
    int[] differing = AspaTable.differing(aspas, after);
    aspas = after;
    cones.endStep();
    cones.aspasChanged(differing, after);
    return this;
  }

  static PathAttributes attributes(List<Integer> path) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.writeBytes(new byte[] {0x40, PathAttributes.ORIGIN, 1, 0, 0x40, PathAttributes.AS_PATH});
    out.write(path.isEmpty() ? 0 : 2 + 4 * path.size());
    if (!path.isEmpty()) {
      out.write(2);
      out.write(path.size());
      for (int a : path) {
        out.writeBytes(new byte[] {(byte) (a >> 24), (byte) (a >> 16), (byte) (a >> 8), (byte) a});
      }
    }
    return PathAttributes.ofBlock(out.toByteArray());
  }

  // ---- the naive answer

  /** BAR-SAV's loop, with sets and without memory. */
  Set<Integer> naive(ConeDefinition d) {
    Set<Integer> z = new TreeSet<>();
    d.seeds().stream().filter(a -> isAllowed(a.value(), d)).forEach(a -> z.add(a.value()));
    Map<Integer, Set<Integer>> byPath = new TreeMap<>();
    for (Route r : routes.values()) {
      if (!r.leaked() && d.growth() == ConeDefinition.Growth.ASPA_AND_PATHS) {
        segments(r.path(), byPath);
      }
    }
    for (boolean more = true; more; ) {
      Set<Integer> next = new TreeSet<>();
      for (int row = 0; row < aspas.size(); row++) {
        Aspa a = aspas.aspa(row);
        if (a.providers().stream().anyMatch(p -> z.contains(p.value()))
            && isAllowed(a.customer().value(), d)) {
          next.add(a.customer().value());
        }
      }
      for (int provider : z) {
        for (int c : byPath.getOrDefault(provider, Set.of())) {
          boolean local = AsnUse.of(c) == AsnUse.LOCAL;
          if (isAllowed(c, d) && (!local || d.localUse() == ConeDefinition.LocalUse.ANY)) {
            next.add(c);
          }
        }
      }
      more = z.addAll(next);
    }
    return z;
  }

  private static boolean isAllowed(int asn, ConeDefinition d) {
    return AsnUse.of(asn) != AsnUse.NONE && !d.own().contains(new Asn(asn));
  }

  /** From the origin upward, until an ASPA excludes the next AS. */
  private void segments(List<Integer> path, Map<Integer, Set<Integer>> byPath) {
    List<Integer> once = new ArrayList<>();
    for (int a : path) {
      // What is between two of the same is made up.
      once.subList(once.contains(a) ? once.indexOf(a) : once.size(), once.size()).clear();
      once.add(a);
    }
    for (int i = once.size() - 1; i > 0; i--) {
      int customer = once.get(i);
      int provider = once.get(i - 1);
      if (aspas.authorized(customer, provider) == AspaTable.Authorization.NOT_PROVIDER) {
        return;
      }
      byPath.computeIfAbsent(provider, _ -> new TreeSet<>()).add(customer);
    }
  }

  /** Members of the cone that no exposed AS reaches, from scratch. */
  Set<Integer> naiveSheltered(ConeDefinition d) {
    Set<Integer> z = naive(d);
    Map<Integer, List<Integer>> providers = new LinkedHashMap<>();
    Set<Integer> exposed = new TreeSet<>();
    for (int asn : z) {
      int row = aspas.find(asn);
      if (row == AspaTable.NONE) {
        exposed.add(asn);
        continue;
      }
      for (Asn p : aspas.aspa(row).providers()) {
        if (!z.contains(p.value()) && !d.own().contains(p)) {
          exposed.add(asn);
        }
        providers.computeIfAbsent(asn, _ -> new ArrayList<>()).add(p.value());
      }
    }
    for (boolean more = true; more; ) {
      more = false;
      for (Map.Entry<Integer, List<Integer>> e : providers.entrySet()) {
        more |= e.getValue().stream().anyMatch(exposed::contains) && exposed.add(e.getKey());
      }
    }
    z.removeAll(exposed);
    return z;
  }
}
