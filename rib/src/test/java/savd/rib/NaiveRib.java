package savd.rib;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import savd.net.PathAttributes;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteChange;

/** The oracle for {@link Rib}: a map of maps of records. */
final class NaiveRib {
  record Key(PeerId peer, int pathId) {}

  record Path(PathAttributes attributes, boolean leaked, boolean stale, int arrivalSeconds) {
    Path withStale(boolean nowStale) {
      return new Path(attributes, leaked, nowStale, arrivalSeconds);
    }
  }

  final TreeMap<Prefix, Map<Key, Path>> routes = new TreeMap<>();

  void apply(RouteBatch batch) {
    int now = (int) (batch.arrivalNanos() / 1_000_000_000L);
    for (int i = 0; i < batch.size(); i++) {
      apply(batch.change(i), now);
    }
  }

  private void apply(RouteChange change, int now) {
    switch (change) {
      case RouteChange.Announce a ->
          routes
              .computeIfAbsent(a.prefix(), _ -> new HashMap<>())
              .merge(
                  new Key(a.peer(), a.pathId()),
                  new Path(a.attributes(), a.leaked(), false, now),
                  (was, is) ->
                      was.attributes().equals(is.attributes()) && was.leaked() == is.leaked()
                          ? was.withStale(false)
                          : is);
      case RouteChange.Withdraw w -> {
        Map<Key, Path> paths = routes.get(w.prefix());
        if (paths != null) {
          paths.remove(new Key(w.peer(), w.pathId()));
        }
      }
      case RouteChange.EndOfRib e -> removeStale(e.peer(), e.family());
      case RouteChange.SweepStale s -> removeStale(s.peer(), s.family());
      case RouteChange.MarkStale m ->
          routes.forEach(
              (prefix, paths) -> {
                if (prefix.family() == m.family()) {
                  paths.replaceAll(
                      (key, path) -> key.peer().equals(m.peer()) ? path.withStale(true) : path);
                }
              });
      case RouteChange.PeerLost l ->
          routes.values().forEach(paths -> paths.keySet().removeIf(k -> k.peer().equals(l.peer())));
    }
    routes.values().removeIf(Map::isEmpty);
  }

  private void removeStale(PeerId peer, savd.net.AddressFamily family) {
    routes.forEach(
        (prefix, paths) -> {
          if (prefix.family() == family) {
            paths.entrySet().removeIf(e -> e.getKey().peer().equals(peer) && e.getValue().stale());
          }
        });
  }

  /** What a RIB holds, in the form of this one. */
  static TreeMap<Prefix, Map<Key, Path>> of(RibView view) {
    TreeMap<Prefix, Map<Key, Path>> out = new TreeMap<>();
    for (var family : savd.net.AddressFamily.values()) {
      PrefixIndex index = view.prefixes(family);
      index.forEach(
          id -> {
            Map<Key, Path> paths = new HashMap<>();
            for (int p = view.firstPath(family, id); p != RibView.NONE; p = view.nextPath(p)) {
              Path was =
                  paths.put(
                      new Key(new PeerId(view.peerIndex(p)), view.pathId(p)),
                      new Path(
                          view.attributes(view.attributesId(p)),
                          (view.flags(p) & RibView.LEAKED) != 0,
                          (view.flags(p) & RibView.STALE) != 0,
                          view.arrivalSeconds(p)));
              if (was != null) {
                throw new AssertionError("two paths with one key at " + index.prefix(id));
              }
            }
            if (!paths.isEmpty()) {
              out.put(index.prefix(id), paths);
            }
          });
    }
    return out;
  }

  /** Routes as a delta can tell of them: without stale marks and arrival. */
  static Map<Prefix, Map<Key, Path>> told(Map<Prefix, Map<Key, Path>> routes) {
    Map<Prefix, Map<Key, Path>> out = new TreeMap<>();
    routes.forEach(
        (prefix, paths) -> {
          Map<Key, Path> kept = new HashMap<>();
          paths.forEach((k, p) -> kept.put(k, new Path(p.attributes(), p.leaked(), false, 0)));
          out.put(prefix, kept);
        });
    return out;
  }

  /** Applies a delta to routes in the form of {@link #told}, checking what it says was there. */
  static void applyDelta(Map<Prefix, Map<Key, Path>> told, RibDelta delta, RibView view) {
    for (int i = 0; i < delta.size(); i++) {
      Prefix prefix = view.prefixes(delta.family(i)).prefix(delta.prefixId(i));
      Key key = new Key(new PeerId(delta.peerIndex(i)), delta.pathId(i));
      Map<Key, Path> paths = told.computeIfAbsent(prefix, _ -> new HashMap<>());
      Path was = side(view, delta.oldAttributes(i), delta.oldFlags(i));
      Path is = side(view, delta.newAttributes(i), delta.newFlags(i));
      Path had = is == null ? paths.remove(key) : paths.put(key, is);
      if (!java.util.Objects.equals(had, was)) {
        throw new AssertionError(
            prefix + " " + key + ": the delta says it was " + was + ", it was " + had);
      }
      if (java.util.Objects.equals(was, is)) {
        throw new AssertionError(prefix + " " + key + ": no change in a delta");
      }
      if (paths.isEmpty()) {
        told.remove(prefix);
      }
    }
  }

  private static Path side(RibView view, int attributes, int flags) {
    return attributes == RibDelta.NONE
        ? null
        : new Path(view.attributes(attributes), (flags & RibView.LEAKED) != 0, false, 0);
  }

  long count() {
    return routes.values().stream().mapToLong(Map::size).sum();
  }

  List<Prefix> prefixes() {
    return new ArrayList<>(routes.keySet());
  }
}
