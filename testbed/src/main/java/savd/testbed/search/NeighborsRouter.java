package savd.testbed.search;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import savd.rib.Decision;
import savd.rib.DecisionOptions;
import savd.rib.Rib;
import savd.rules.BestPaths;
import savd.rules.DecidedPaths;
import savd.rules.SavRules;
import savd.testbed.topology.Network;
import savd.testbed.topology.Network.Relation;
import savd.testbed.topology.StableState;
import savd.testbed.topology.StableState.Received;

/**
 * The router of an AS: a real RIB that is told what the AS's neighbours announce, each on an
 * interface of its own.
 */
public final class NeighborsRouter {
  private static final long NOW = 1_000_000_000L;

  private final Network network;
  private final int as;
  private final Rib rib = new Rib();
  private final List<Peer> peers = new ArrayList<>();
  private final Map<Integer, Set<Prefix>> held = new HashMap<>();

  public NeighborsRouter(Network network, int as) {
    this.network = network;
    this.as = as;
    for (int e = network.firstEnd(as); e < network.firstEnd(as + 1); e++) {
      int n = peers.size();
      Peer peer =
          new Peer(
              new PeerId(n),
              "n" + n,
              IpAddress.of(AddressFamily.IPV4, 0, 0x0A00_0001L + n),
              new Asn(network.asn(network.neighbor(e))),
              new Asn(network.asn(as)),
              network.asn(network.neighbor(e)),
              Optional.of(port(e)),
              Optional.of(role(network.relation(e))),
              Peer.DEFAULT_VRF);
      peers.add(peer);
      rib.register(peer);
    }
  }

  private static BgpRole role(Relation relation) {
    return switch (relation) {
      case CUSTOMER -> BgpRole.CUSTOMER;
      case PEER -> BgpRole.PEER;
      case PROVIDER -> BgpRole.PROVIDER;
    };
  }

  /** The interface at an end. */
  public IngressInterface port(int end) {
    return new IngressInterface("if" + (end - network.firstEnd(as)));
  }

  public Rib rib() {
    return rib;
  }

  public List<Peer> peers() {
    return peers;
  }

  /** As the simulated AS decides: by class, its preference, path length, the neighbour's number. */
  public BestPaths best() {
    return new DecidedPaths(
        rib,
        new Decision(
            DecisionOptions.PLAIN.withExternalPreference(
                peer -> preference(network.firstEnd(as) + peer.id().index()))));
  }

  private long preference(int end) {
    long byClass =
        switch (network.relation(end)) {
          case CUSTOMER -> 300;
          case PEER -> 200;
          case PROVIDER -> 100;
        };
    return byClass + network.preference(end);
  }

  /** Rules over the RIB, with the neighbours told. */
  SavRules rules() {
    SavRules rules = new SavRules(rib, best(), SavRules.Start.AT_ONCE);
    rules.peersChanged(peers, NOW);
    return rules;
  }

  /** The neighbours announce what they do in a state, and withdraw what they no longer do. */
  public void hear(StableState state, java.util.function.Consumer<savd.rib.RibDelta> then) {
    AddressFamily family = state.internet().family();
    for (int e = network.firstEnd(as); e < network.firstEnd(as + 1); e++) {
      PeerId peer = peers.get(e - network.firstEnd(as)).id();
      RouteBatch batch = new RouteBatch().reset(peer, NOW);
      Set<Prefix> now = new HashSet<>();
      for (Received r : state.received(e)) {
        Prefix p = state.internet().announcements().get(r.announcement()).slots().prefix(family);
        announce(batch, p, r.path());
        now.add(p);
      }
      if (state.receivesDefault(e)) {
        Prefix p = Prefix.of(family, 0, 0, 0);
        announce(batch, p, new int[] {network.asn(network.neighbor(e))});
        now.add(p);
      }
      for (Prefix p : held.getOrDefault(e, Set.of())) {
        if (!now.contains(p)) {
          batch.withdraw(family, p.high(), p.low(), p.length(), 0);
        }
      }
      held.put(e, now);
      then.accept(rib.apply(batch));
      while (rib.pending()) {
        then.accept(rib.continuePending());
      }
    }
  }

  private static void announce(RouteBatch batch, Prefix p, int[] path) {
    byte[] block = attributes(path);
    int attributes = batch.addAttributes(block, 0, block.length);
    batch.announce(p.family(), p.high(), p.low(), p.length(), 0, attributes, false);
  }

  /** An attribute block with no next hop and the AS path as one sequence. */
  private static byte[] attributes(int[] path) {
    int length = 2 + 4 * path.length;
    ByteArrayOutputStream out = new ByteArrayOutputStream(16 + length);
    out.write(0);
    out.writeBytes(new byte[] {0x40, PathAttributes.ORIGIN, 1, 0});
    if (length > 255) {
      out.writeBytes(
          new byte[] {0x50, PathAttributes.AS_PATH, (byte) (length >> 8), (byte) length});
    } else {
      out.writeBytes(new byte[] {0x40, PathAttributes.AS_PATH, (byte) length});
    }
    out.write(2);
    out.write(path.length);
    for (int asn : path) {
      out.write(asn >>> 24);
      out.write(asn >>> 16);
      out.write(asn >>> 8);
      out.write(asn);
    }
    return out.toByteArray();
  }
}
