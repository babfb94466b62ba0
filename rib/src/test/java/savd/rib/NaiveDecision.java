package savd.rib;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.rib.DecisionOptions.Variant;

/**
 * The oracle for {@link Decision}: RFC 4271, section 9.1.2.2, read literally: at every step a path
 * goes if there is another one that beats it.
 */
final class NaiveDecision {
  record Path(int number, Peer peer, int pathId, int arrival, PathAttributes attributes) {
    private boolean has(DecisionOptions o, Variant v) {
      return o.variants().contains(v);
    }

    long preference(DecisionOptions o) {
      if (has(o, Variant.GRACEFUL_SHUTDOWN)) {
        for (int community : attributes.communities()) {
          if (community == 0xFFFF0000) {
            return 0;
          }
        }
      }
      return peer.isInternal() && attributes.localPref().isPresent()
          ? attributes.localPref().getAsLong()
          : o.externalPreference().applyAsLong(peer);
    }

    long med(DecisionOptions o) {
      return attributes
          .multiExitDisc()
          .orElse(has(o, Variant.MISSING_MED_IS_WORST) ? 0xFFFFFFFFL : 0);
    }

    long neighborAs() {
      List<AsPath.Segment> segments = new ArrayList<>(attributes.asPath().segments());
      segments.removeIf(
          s ->
              s.type() == AsPath.SegmentType.CONFED_SEQUENCE
                  || s.type() == AsPath.SegmentType.CONFED_SET);
      OptionalLong first = new AsPath(segments).neighbor();
      return first.orElse(peer.localAsn().toLong());
    }

    long cost(DecisionOptions o) {
      return attributes
          .nextHop()
          .map(h -> o.nextHops().cost(h.family(), h.high(), h.low()))
          .orElse(0L);
    }

    long identifier() {
      return attributes
          .value(PathAttributes.ORIGINATOR_ID)
          .map(v -> new java.math.BigInteger(1, v).longValue())
          .orElse(Integer.toUnsignedLong(peer.bgpIdentifier()));
    }

    List<Long> clusters() {
      byte[] v = attributes.value(PathAttributes.CLUSTER_LIST).orElse(new byte[0]);
      List<Long> out = new ArrayList<>();
      for (int i = 0; i < v.length; i += 4) {
        out.add(new java.math.BigInteger(1, java.util.Arrays.copyOfRange(v, i, i + 4)).longValue());
      }
      return out;
    }

    boolean usable(DecisionOptions o) {
      long own = Integer.toUnsignedLong(o.ownIdentifier());
      boolean loop =
          attributes.asPath().segments().stream()
              .anyMatch(s -> s.asns().contains(new Asn(peer.localAsn().value())));
      boolean reflected =
          own != 0
              && (attributes.value(PathAttributes.ORIGINATOR_ID).isPresent() && identifier() == own
                  || clusters().contains(own));
      return o.peers().test(peer) && cost(o) >= 0 && !loop && !reflected;
    }
  }

  private NaiveDecision() {}

  static List<Path> paths(RibView view, AddressFamily family, int prefixId) {
    List<Path> out = new ArrayList<>();
    for (int p = view.firstPath(family, prefixId); p != RibView.NONE; p = view.nextPath(p)) {
      if (view.isEligible(p)) {
        out.add(
            new Path(
                p,
                view.peer(view.peerIndex(p)),
                view.pathId(p),
                view.arrivalSeconds(p),
                view.attributes(view.attributesId(p))));
      }
    }
    return out;
  }

  private static List<Path> unbeaten(List<Path> in, BiPredicate<Path, Path> beats) {
    return in.stream().filter(n -> in.stream().noneMatch(m -> beats.test(m, n))).toList();
  }

  /** All that is left after step (e). */
  static List<Path> throughStepE(List<Path> all, DecisionOptions o) {
    List<Path> left = all.stream().filter(p -> p.usable(o)).toList();
    left = unbeaten(left, (m, n) -> m.preference(o) > n.preference(o));
    left =
        unbeaten(
            left,
            (m, n) ->
                m.attributes().asPath().selectionLength()
                    < n.attributes().asPath().selectionLength());
    left = unbeaten(left, (m, n) -> m.attributes().origin() < n.attributes().origin());
    boolean always = o.variants().contains(Variant.ALWAYS_COMPARE_MED);
    left =
        unbeaten(
            left, (m, n) -> (always || m.neighborAs() == n.neighborAs()) && m.med(o) < n.med(o));
    left = unbeaten(left, (m, n) -> !m.peer().isInternal() && n.peer().isInternal());
    return unbeaten(left, (m, n) -> m.cost(o) < n.cost(o));
  }

  static List<Path> ordered(List<Path> left, DecisionOptions o) {
    List<Path> out = new ArrayList<>(left);
    Comparator<Path> ties = Comparator.comparingLong(Path::identifier);
    ties = ties.thenComparingInt(p -> p.clusters().size());
    ties = ties.thenComparing(p -> p.peer().address());
    ties = ties.thenComparingInt(p -> p.peer().id().index());
    ties = ties.thenComparingLong(p -> Integer.toUnsignedLong(p.pathId()));
    if (o.variants().contains(Variant.OLDEST_EXTERNAL)
        && !left.isEmpty()
        && !left.getFirst().peer().isInternal()) {
      ties = Comparator.comparingInt(Path::arrival).thenComparing(ties);
    }
    out.sort(ties);
    return out;
  }

  static List<Integer> multipath(List<Path> all, DecisionOptions o) {
    List<Path> ordered = ordered(throughStepE(all, o), o);
    return ordered.stream()
        .filter(
            p ->
                o.variants().contains(Variant.RELAXED_MULTIPATH)
                    || p.attributes().asPath().equals(ordered.getFirst().attributes().asPath()))
        .limit(o.maxPaths())
        .map(Path::number)
        .toList();
  }
}
