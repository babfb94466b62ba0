package savd.pisav.detour;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import savd.net.AsPath;
import savd.net.AsPath.Segment;
import savd.net.AsPath.SegmentType;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteChange;
import savd.pisav.message.ConeNotice;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;
import savd.rib.Decision;
import savd.rib.DecisionOptions;
import savd.rib.Rib;
import savd.rules.DecidedPaths;

/** A member of a cone: its RIB and what it says, with the few words a test needs. */
final class Member {
  static final Asn SELF = Asn.of(7);
  static final Asn TOP = Asn.of(4);

  final Rib rib = new Rib();
  final Map<Integer, Peer> peers = new TreeMap<>();
  final DetourWatch watch;

  /** What was said last; null before anything was. */
  MemberStatement said;

  Member(MemberSelf self) {
    Decision decision = new Decision(DecisionOptions.PLAIN.withMaxPaths(8));
    watch = new DetourWatch(rib, new DecidedPaths(rib, decision), self);
    hear(watch.ribWhole(true));
  }

  void hear(Optional<MemberStatement> statement) {
    statement.ifPresent(s -> said = s);
  }

  // ---- notices

  static ConeNotice notice(Set<Asn> members, Prefix... prefixes) {
    return new ConeNotice(
        ConeMode.CONSERVATIVE,
        TOP,
        1,
        List.of(),
        members,
        Set.of(),
        new TreeSet<>(List.of(prefixes)));
  }

  /** The cone of AS 4: "5 6 7". */
  Member notice(String members, String... prefixes) {
    hear(
        watch.notice(
            notice(
                asns(members), Arrays.stream(prefixes).map(Prefix::parse).toArray(Prefix[]::new))));
    return this;
  }

  static Set<Asn> asns(String words) {
    return Arrays.stream(words.split(" "))
        .filter(w -> !w.isEmpty())
        .map(Asn::parse)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  // ---- neighbours and routes

  static Peer peer(int index, Asn asn, BgpRole role) {
    return new Peer(
        new PeerId(index),
        "n" + index,
        IpAddress.parse("192.0.2." + (index + 1)),
        asn,
        SELF,
        index + 1,
        Optional.empty(),
        Optional.ofNullable(role),
        Peer.DEFAULT_VRF);
  }

  Member neighbor(int index, long asn, BgpRole role) {
    Peer peer = peer(index, Asn.of(asn), role);
    peers.put(index, peer);
    rib.register(peer);
    hear(watch.peersChanged(peers.values()));
    return this;
  }

  Member announce(int peer, String prefix, String path) {
    return change(announcement(peer, prefix, 0, path, false));
  }

  Member withdraw(int peer, String prefix) {
    return change(new RouteChange.Withdraw(new PeerId(peer), Prefix.parse(prefix), 0));
  }

  Member lose(int peer) {
    change(new RouteChange.PeerLost(new PeerId(peer)));
    while (rib.pending()) {
      hear(watch.apply(rib.continuePending()));
    }
    return this;
  }

  Member change(RouteChange... changes) {
    hear(watch.apply(rib.apply(batch(changes))));
    return this;
  }

  static RouteBatch batch(RouteChange... changes) {
    RouteBatch batch = new RouteBatch().reset(changes[0].peer(), 1_000_000_000L);
    for (RouteChange c : changes) {
      batch.add(c);
    }
    return batch;
  }

  static RouteChange.Announce announcement(
      int peer, String prefix, int pathId, String path, boolean leaked) {
    return new RouteChange.Announce(
        new PeerId(peer), Prefix.parse(prefix), pathId, attributes(path(path)), leaked);
  }

  // ---- paths

  /** As {@link AsPath#toString} prints it: "1 2 {3,4}", "(65001) 3". */
  static AsPath path(String text) {
    List<Segment> segments = new ArrayList<>();
    List<Asn> run = new ArrayList<>();
    for (String word : text.isBlank() ? new String[0] : text.trim().split("\\s+(?![^(]*\\))")) {
      boolean set = word.startsWith("{");
      boolean confederation = word.startsWith("(");
      if (!set && !confederation) {
        run.add(Asn.parse(word));
        continue;
      }
      flush(run, segments);
      List<Asn> asns =
          Arrays.stream(word.substring(1, word.length() - 1).split("[, ]"))
              .map(Asn::parse)
              .toList();
      segments.add(new Segment(set ? SegmentType.SET : SegmentType.CONFED_SEQUENCE, asns));
    }
    flush(run, segments);
    return new AsPath(segments);
  }

  private static void flush(List<Asn> run, List<Segment> segments) {
    if (!run.isEmpty()) {
      segments.add(new Segment(SegmentType.SEQUENCE, run));
      run.clear();
    }
  }

  static PathAttributes attributes(AsPath path) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (Segment s : path.segments()) {
      value.write(s.type().code());
      value.write(s.asns().size());
      for (Asn a : s.asns()) {
        for (int shift = 24; shift >= 0; shift -= 8) {
          value.write(a.value() >>> shift);
        }
      }
    }
    byte[] v = value.toByteArray();
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0);
    block.writeBytes(new byte[] {0x40, PathAttributes.ORIGIN, 1, 0});
    block.writeBytes(new byte[] {0x40, PathAttributes.AS_PATH, (byte) v.length});
    block.writeBytes(v);
    return PathAttributes.ofBlock(block.toByteArray());
  }
}
