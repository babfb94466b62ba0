package savd.rules;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteChange;
import savd.relation.MemberStatement;
import savd.rib.Revalidation;
import savd.rib.Rib;
import savd.rib.RibView;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.Vrp;

/** A RIB, rules and a dataplane that only remembers, with the few words a test needs. */
final class Scene {
  static final long LOCAL_AS = 4;

  final Rib rib = new Rib();
  final Remembered dataplane = new Remembered();
  final SavRules rules;
  final Map<Integer, Peer> peers = new TreeMap<>();
  final Verdicts verdicts = new Verdicts();
  private boolean validating;
  long now = 1_000_000_000L;
  private SavPolicy policy = SavPolicy.EMPTY;

  Scene(SavRules.Start start) {
    rules = new SavRules(rib, new ShortestPaths(rib), start);
  }

  static Scene atOnce() {
    return new Scene(SavRules.Start.AT_ONCE);
  }

  // ---- neighbours and policy

  static IngressInterface port(String name) {
    return new IngressInterface(name);
  }

  static Peer peer(int index, long asn, String ingress, BgpRole role, String vrf) {
    return new Peer(
        new PeerId(index),
        "n" + index,
        IpAddress.parse("192.0.2." + index),
        Asn.of(asn),
        Asn.of(LOCAL_AS),
        index,
        Optional.ofNullable(ingress).map(Scene::port),
        Optional.ofNullable(role),
        vrf);
  }

  Scene neighbor(int index, long asn, String ingress, BgpRole role) {
    return neighbor(peer(index, asn, ingress, role, Peer.DEFAULT_VRF));
  }

  Scene neighbor(Peer peer) {
    peers.put(peer.id().index(), peer);
    rib.register(peer);
    drain();
    take(rules.peersChanged(peers.values(), now));
    return this;
  }

  /** What is pending in the RIB: routes that go, verdicts that are others. */
  Scene drain() {
    while (rib.pending()) {
      take(rules.apply(rib.continuePending(), now));
    }
    return this;
  }

  Scene remove(int index) {
    peers.remove(index);
    take(rules.peersChanged(peers.values(), now));
    return this;
  }

  Scene policy(InterfacePolicy... interfaces) {
    return policy(SavPolicy.of(List.of(interfaces)));
  }

  Scene policy(SavPolicy newPolicy) {
    policy = newPolicy;
    take(rules.reconfigure(policy, now));
    return this;
  }

  /** Method in enforce mode, no hold. */
  static InterfacePolicy on(String ingress, SavMethod method) {
    return InterfacePolicy.of(port(ingress), method)
        .withMode(EnforcementMode.ENFORCE)
        .withHoldNanos(0);
  }

  // ---- routes

  Scene announce(int peer, String prefix, String path) {
    return change(announcement(peer, prefix, 0, path, false));
  }

  static RouteChange.Announce announcement(
      int peer, String prefix, int pathId, String path, boolean leaked) {
    return new RouteChange.Announce(
        new PeerId(peer), Prefix.parse(prefix), pathId, attributes(path), leaked);
  }

  Scene withdraw(int peer, String prefix) {
    return change(new RouteChange.Withdraw(new PeerId(peer), Prefix.parse(prefix), 0));
  }

  Scene lose(int peer) {
    return change(new RouteChange.PeerLost(new PeerId(peer))).drain();
  }

  // ---- RPKI data

  /** These are in force from now on: routes are validated by them, then the rules learn of them. */
  Scene rpki(List<Vrp> vrps, List<Aspa> aspas) {
    Payload before = verdicts.payload();
    verdicts.vrps = vrps;
    verdicts.aspas = aspas;
    if (validating) {
      take(rules.apply(rib.revalidate(Revalidation.everything()), now));
    } else {
      rib.validateBy(verdicts);
      validating = true;
    }
    drain();
    take(rules.rpkiChanged(RpkiDelta.between(before, verdicts.payload()), now));
    return this;
  }

  Scene available(RpkiAvailability availability) {
    take(rules.rpkiAvailability(availability, now));
    return this;
  }

  Scene statements(Map<Asn, MemberStatement> inForce) {
    take(rules.memberStatements(inForce, now));
    return this;
  }

  Scene contacts(Map<Asn, Set<IpAddress>> contacts) {
    take(rules.memberContacts(contacts, now));
    return this;
  }

  /** Data in force: "20.0.0.0/8-24 5" is a VRP of AS 5, "5: 3 7" an ASPA of AS 5. */
  Scene rpki(String... objects) {
    List<Vrp> vrps = new ArrayList<>();
    List<Aspa> aspas = new ArrayList<>();
    for (String o : objects) {
      if (o.contains("/")) {
        vrps.add(vrp(o));
      } else {
        aspas.add(aspa(o));
      }
    }
    return rpki(vrps, aspas).available(RpkiAvailability.IN_FORCE);
  }

  static Vrp vrp(String text) {
    String[] words = text.split(" ");
    String[] ends = words[0].split("-");
    Prefix prefix = Prefix.parse(ends[0]);
    int max = ends.length == 1 ? prefix.length() : Integer.parseInt(ends[1]);
    return new Vrp(prefix, max, Asn.parse(words[1]));
  }

  static Aspa aspa(String text) {
    String[] ends = text.split(": ");
    return new Aspa(
        Asn.parse(ends[0]), Stream.of(ends[1].split(" ")).map(Asn::parse).sorted().toList());
  }

  /** Changes of one peer as one batch. */
  Scene change(RouteChange... changes) {
    RouteBatch batch = new RouteBatch().reset(changes[0].peer(), now);
    for (RouteChange c : changes) {
      batch.add(c);
    }
    take(rules.apply(rib.apply(batch), now));
    return this;
  }

  Scene sessionUp(int peer) {
    for (AddressFamily f : AddressFamily.values()) {
      take(rules.sessionUp(new PeerId(peer), f, now));
    }
    return this;
  }

  Scene sessionDown(int peer) {
    for (AddressFamily f : AddressFamily.values()) {
      take(rules.sessionDown(new PeerId(peer), f, now));
    }
    return this;
  }

  Scene endOfRib(int peer) {
    for (AddressFamily f : AddressFamily.values()) {
      change(new RouteChange.EndOfRib(new PeerId(peer), f));
      take(rules.endOfRib(new PeerId(peer), f, now));
    }
    return this;
  }

  /** Lets time pass, stopping at every deadline on the way. */
  Scene pass(long nanos) {
    long until = now + nanos;
    while (rules.nextDeadline() <= until) {
      now = Math.max(now, rules.nextDeadline());
      take(rules.tick(now));
    }
    now = until;
    take(rules.tick(now));
    return this;
  }

  RuleDelta take(RuleDelta delta) {
    dataplane.take(delta);
    return delta;
  }

  /** What happens to a packet, as the remembering dataplane would decide. */
  boolean passes(String source, String ingress) {
    return dataplane.passes(IpAddress.parse(source), port(ingress));
  }

  // ---- attributes

  /** An attribute block with the AS path as BIRD prints it: "1 2 {3,4}", empty for none. */
  static PathAttributes attributes(String path) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    List<Long> run = new ArrayList<>();
    for (String word : path.isBlank() ? new String[0] : path.trim().split("\\s+")) {
      if (word.startsWith("{")) {
        segment(value, 2, run);
        for (String s : word.substring(1, word.length() - 1).split(",")) {
          run.add(Long.parseLong(s));
        }
        segment(value, 1, run);
      } else {
        run.add(Long.parseLong(word));
      }
    }
    segment(value, 2, run);
    byte[] v = value.toByteArray();
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0);
    block.writeBytes(new byte[] {0x40, PathAttributes.ORIGIN, 1, 0});
    block.writeBytes(new byte[] {0x40, PathAttributes.AS_PATH, (byte) v.length});
    block.writeBytes(v);
    return PathAttributes.ofBlock(block.toByteArray());
  }

  private static void segment(ByteArrayOutputStream out, int type, List<Long> asns) {
    if (!asns.isEmpty()) {
      out.write(type);
      out.write(asns.size());
      for (long a : asns) {
        for (int shift = 24; shift >= 0; shift -= 8) {
          out.write((int) (a >>> shift));
        }
      }
      asns.clear();
    }
  }

  /**
   * A decision process small enough to see through: the shortest AS path wins, equally short ones
   * are equal.
   */
  record ShortestPaths(RibView rib) implements BestPaths {
    private int best(AddressFamily family, int prefixId) {
      int best = Integer.MAX_VALUE;
      for (int p = rib.firstPath(family, prefixId); p >= 0; p = rib.nextPath(p)) {
        best = rib.isEligible(p) ? Math.min(best, length(p)) : best;
      }
      return best;
    }

    private int length(int path) {
      return rib.attributes(rib.attributesId(path)).asPath().selectionLength();
    }

    @Override
    public int bestPaths(AddressFamily family, int prefixId, int[] into) {
      int best = best(family, prefixId);
      int n = 0;
      for (int p = rib.firstPath(family, prefixId); p >= 0; p = rib.nextPath(p)) {
        if (rib.isEligible(p) && length(p) == best) {
          into[n++] = p;
        }
      }
      return n;
    }
  }
}
