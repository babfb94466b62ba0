package savd.testbed.peer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import savd.bgp.mrt.MrtSource;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteSink;

/**
 * What one neighbour announces: prefixes with their AS paths. Paths with sets are left out, as
 * routers of today differ in whether they take them at all (RFC 9774).
 */
public final class RouteTable {
  private final Map<Prefix, AsPath> routes;
  private final int withSets;

  private RouteTable(Map<Prefix, AsPath> routes, int withSets) {
    this.routes = routes;
    this.withSets = withSets;
  }

  public static RouteTable of(Map<Prefix, AsPath> routes) {
    return new RouteTable(new LinkedHashMap<>(routes), 0);
  }

  /** Reads an MRT file that holds one neighbour's table: of each prefix the first path in it. */
  public static RouteTable read(Path file) {
    Reader reader = new Reader();
    try (MrtSource source = new MrtSource(file, (_, _, _) -> Optional.of(new PeerId(0)))) {
      source.start(reader);
    }
    return new RouteTable(reader.routes, reader.withSets);
  }

  public Map<Prefix, AsPath> routes() {
    return routes;
  }

  /** How many were left out for a set in their path. */
  public int withSets() {
    return withSets;
  }

  /** The AS that announces it all. */
  public Asn neighbor() {
    return Asn.of(routes.values().iterator().next().neighbor().orElseThrow());
  }

  public long distinctPaths() {
    return routes.values().stream().distinct().count();
  }

  /** The same as a neighbour passes it on that comes in front of every path. */
  public RouteTable through(Asn neighbor) {
    Map<AsPath, AsPath> longer = new HashMap<>();
    Map<Prefix, AsPath> passedOn = new HashMap<>();
    routes.forEach(
        (prefix, path) ->
            passedOn.put(prefix, longer.computeIfAbsent(path, p -> inFront(neighbor, p))));
    return new RouteTable(passedOn, withSets);
  }

  private static AsPath inFront(Asn neighbor, AsPath path) {
    List<AsPath.Segment> segments = new ArrayList<>();
    segments.add(new AsPath.Segment(AsPath.SegmentType.SEQUENCE, List.of(neighbor)));
    segments.addAll(path.segments());
    return new AsPath(segments);
  }

  /** Announces everything, and the end. */
  public void announce(ScriptedPeer peer, Function<AddressFamily, IpAddress> nextHop) {
    for (AddressFamily family : AddressFamily.values()) {
      Map<AsPath, List<Prefix>> byPath = new LinkedHashMap<>();
      routes.forEach(
          (prefix, path) -> {
            if (prefix.family() == family) {
              byPath.computeIfAbsent(path, _ -> new ArrayList<>()).add(prefix);
            }
          });
      byPath.forEach((path, prefixes) -> peer.announce(prefixes, path, nextHop.apply(family)));
    }
    peer.endOfRib();
  }

  private static final class Reader implements RouteSink {
    private final Map<Prefix, AsPath> routes = new HashMap<>();
    private final Map<AsPath, AsPath> same = new HashMap<>();
    private int withSets;

    @Override
    public RouteBatch acquire(PeerId of, long arrivalNanos) {
      return new RouteBatch().reset(of, arrivalNanos);
    }

    @Override
    public void submit(RouteBatch batch) {
      for (int i = 0; i < batch.size(); i++) {
        if (batch.kind(i) == RouteBatch.Kind.ANNOUNCE && !batch.prefix(i).isDefault()) {
          int n = batch.attributes(i);
          take(
              batch.prefix(i),
              PathAttributes.copyOf(
                      batch.attributeBytes(), batch.attributeOffset(n), batch.attributeLength(n))
                  .asPath());
        }
      }
    }

    private void take(Prefix prefix, AsPath path) {
      boolean plain =
          !path.segments().isEmpty()
              && path.segments().stream().allMatch(s -> s.type() == AsPath.SegmentType.SEQUENCE);
      if (!plain) {
        withSets++;
      } else if (!routes.containsKey(prefix)) {
        AsPath known = same.putIfAbsent(path, path);
        routes.put(prefix, known == null ? path : known);
      }
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void whenWritable(Runnable task) {
      task.run();
    }
  }
}
