package savd.bench.coverage;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.rib.Rib;
import savd.rib.RibView;

/**
 * What the neighbours of an AS announce of its customer cone, and how the members of the cone reach
 * each other.
 */
final class VantageTable {
  final Rib rib = new Rib();
  final List<Peer> peers = new ArrayList<>();
  final BitSet cone;

  /** Members that send packets for some other member to a neighbour outside the cone. */
  final BitSet leaving = new BitSet();

  /**
   * Members whose packets to some other member or to the top come in from a provider of the top.
   */
  final BitSet returning = new BitSet();

  /** Where the lists are looked at: an interface towards a provider. */
  IngressInterface provider;

  private final AsRelations graph;
  private final PrefixOrigins table;
  private final int top;
  private final int[] topProviders;
  private final int[] members;
  private final Map<Integer, Integer> peerOf = new HashMap<>();
  private final Map<Integer, List<Prefix>> byOrigin = new HashMap<>();
  private final Set<Prefix> own = new TreeSet<>();

  VantageTable(AsRelations graph, PrefixOrigins table, int top) {
    this.graph = graph;
    this.table = table;
    this.top = top;
    cone = graph.cone(top);
    topProviders = graph.providers(top);
    members = cone.stream().filter(as -> as != top).toArray();
    register(graph.customers(top), BgpRole.CUSTOMER);
    register(graph.providers(top), BgpRole.PROVIDER);
    provider = peers.getLast().ingress().orElseThrow();
    register(graph.peers(top), BgpRole.PEER);
    table.forEachOf(cone, this::sort);
  }

  private void register(int[] some, BgpRole role) {
    for (int as : some) {
      int n = peers.size();
      Peer peer =
          new Peer(
              new PeerId(n),
              "n" + n,
              IpAddress.of(AddressFamily.IPV4, 0, 0x0A00_0001L + n),
              new Asn(graph.asns[as]),
              new Asn(graph.asns[top]),
              graph.asns[as],
              Optional.of(new IngressInterface("if" + n)),
              Optional.of(role),
              Peer.DEFAULT_VRF);
      peers.add(peer);
      peerOf.put(as, n);
      rib.register(peer);
    }
  }

  private void sort(int i) {
    for (int o : table.origins(i)) {
      if (o == top) {
        own.add(table.prefix(i));
      } else {
        byOrigin.computeIfAbsent(o, _ -> new ArrayList<>()).add(table.prefix(i));
      }
    }
  }

  /** What the top itself originates. */
  Set<Prefix> own() {
    return own;
  }

  /** Finds the routes to every member and fills the RIB. */
  void fill(OriginRouting routing) {
    for (int as : members) {
      routing.run(as);
      boolean announced = byOrigin.containsKey(as);
      for (Map.Entry<Integer, Integer> e : peerOf.entrySet()) {
        if (announced && announces(routing, e.getKey(), peers.get(e.getValue()))) {
          announce(e.getValue(), routing.path(e.getKey(), top), byOrigin.get(as));
        }
      }
      if (announced) {
        observe(routing);
      }
    }
    routing.run(top);
    observe(routing);
    // Origins elsewhere are seen behind a provider: more than that no rule asks of them.
    int upstream = topProviders[0];
    byOrigin.forEach(
        (as, prefixes) -> {
          if (!cone.get(as)) {
            int[] path =
                as == upstream
                    ? new int[] {graph.asns[as]}
                    : new int[] {graph.asns[upstream], graph.asns[as]};
            announceNew(peerOf.get(upstream), path, prefixes);
          }
        });
  }

  private boolean announces(OriginRouting routing, int neighbor, Peer peer) {
    return routing.reaches(neighbor)
        && (peer.role().equals(Optional.of(BgpRole.PROVIDER)) || routing.isForAll(neighbor));
  }

  private void announce(int peer, int[] path, List<Prefix> prefixes) {
    if (path.length > 0) {
      put(peer, path, prefixes, 0);
    }
  }

  /** With a path identifier of its own, beside what the provider says of the cone's origin. */
  private void announceNew(int peer, int[] path, List<Prefix> prefixes) {
    put(peer, path, prefixes, 1);
  }

  private void put(int peer, int[] path, List<Prefix> prefixes, int pathId) {
    byte[] block = attributes(path);
    RouteBatch batch = new RouteBatch().reset(peers.get(peer).id(), 1_000_000_000L);
    int attributes = batch.addAttributes(block, 0, block.length);
    for (Prefix p : prefixes) {
      batch.announce(p.family(), p.high(), p.low(), p.length(), pathId, attributes, false);
    }
    rib.apply(batch);
  }

  private void observe(OriginRouting routing) {
    for (int as : members) {
      if (!routing.reaches(as) || routing.via(as) == as) {
        continue;
      }
      if (!cone.get(routing.via(as))) {
        leaving.set(as);
      }
      if (!returning.get(as) && routing.entersFromProvider(as, top, topProviders)) {
        returning.set(as);
      }
    }
  }

  private static byte[] attributes(int[] path) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.writeBytes(new byte[] {0x40, PathAttributes.ORIGIN, 1, 0});
    out.writeBytes(new byte[] {0x40, PathAttributes.AS_PATH, (byte) (2 + 4 * path.length)});
    out.write(2);
    out.write(path.length);
    for (int asn : path) {
      out.writeBytes(
          new byte[] {(byte) (asn >>> 24), (byte) (asn >>> 16), (byte) (asn >>> 8), (byte) asn});
    }
    return out.toByteArray();
  }

  /**
   * True for what the top itself originates and what an eligible route is for: of the rest loose
   * uRPF, and so BAR-SAV-PI, lets nothing through, whoever sends it.
   */
  boolean isRouted(Prefix p) {
    if (own.contains(p)) {
      return true;
    }
    int id = rib.prefixes(p.family()).find(p.high(), p.low(), p.length());
    for (int path = id < 0 ? RibView.NONE : rib.firstPath(p.family(), id);
        path != RibView.NONE;
        path = rib.nextPath(path)) {
      if (rib.isEligible(path)) {
        return true;
      }
    }
    return false;
  }

  int top() {
    return top;
  }

  /** Members with a lateral peering with an AS above the top. */
  BitSet peeringAbove() {
    BitSet above = graph.above(top);
    above.clear(top);
    BitSet out = new BitSet();
    for (int as : members) {
      if (Arrays.stream(graph.peers(as)).anyMatch(above::get)) {
        out.set(as);
      }
    }
    return out;
  }
}
