package savd.rules;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.relation.MemberStatement;
import savd.rules.SourcePass.Kind;
import savd.rules.SourcePass.Why;

/**
 * Sources that members brought to pass go on passing for the hold after their reason is gone, as
 * anything else that is to be blocked waits.
 *
 * <p>Each member has what it named for itself, and no more of it than an honest one has: whoever
 * names other prefixes all the time would have all of them pass, each for the hold, and the rules
 * would have nothing else to do. What it costs is what has changed, and what passes now.
 */
final class HeldPass {
  /** No honest member says more. */
  static final int MOST_PER_MEMBER = 1_000;

  /** What one member has brought to pass, for one reason. */
  private static final class Claim {
    /** As it was given, to be known again. */
    private Object source;

    private Set<Prefix> wanted = Set.of();

    /** When it ends; the first that came is the first to go where there are too many. */
    private final LinkedHashMap<Prefix, Long> held = new LinkedHashMap<>();
  }

  private final TreeMap<Asn, Claim> outside = new TreeMap<>();
  private final TreeMap<Asn, Claim> contact = new TreeMap<>();
  private Set<Prefix> configured = Set.of();
  private SourcePass pass = SourcePass.NOTHING;
  private boolean changed;
  private long nextDeadline = Long.MAX_VALUE;

  /** These are wanted now: the pass with those that are held. */
  SourcePass become(
      PiSavPolicy policy,
      Collection<MemberStatement> statements,
      Map<Asn, Set<IpAddress>> contacts,
      long holdNanos,
      long nowNanos) {
    Map<Asn, Set<Prefix>> named = new HashMap<>();
    for (MemberStatement s : statements) {
      if (!s.outsideOrigins().isEmpty()) {
        named.put(s.member(), s.outsideOrigins());
      }
    }
    long until = holdNanos == 0 ? nowNanos : nowNanos + holdNanos;
    become(outside, named, HeldPass::someOf, nowNanos, until);
    become(contact, contacts, HeldPass::hosts, nowNanos, until);
    Set<Prefix> exceptions = Set.copyOf(policy.exceptions());
    changed |= !exceptions.equals(configured);
    configured = exceptions;
    return current(nowNanos);
  }

  private static Set<Prefix> someOf(Set<Prefix> all) {
    return all.stream()
        .filter(p -> !p.isDefault())
        .limit(MOST_PER_MEMBER)
        .collect(Collectors.toSet());
  }

  private static Set<Prefix> hosts(Set<IpAddress> some) {
    return some.stream()
        .map(a -> Prefix.of(a.family(), a.high(), a.low(), a.family().bits()))
        .collect(Collectors.toSet());
  }

  private interface Reading<T> {
    Set<Prefix> prefixes(Set<T> some);
  }

  private <T> void become(
      Map<Asn, Claim> claims,
      Map<Asn, Set<T>> now,
      Reading<T> reading,
      long nowNanos,
      long untilNanos) {
    now.keySet().forEach(asn -> claims.computeIfAbsent(asn, _ -> new Claim()));
    claims.forEach(
        (asn, claim) -> {
          Set<T> source = now.get(asn);
          if (source != claim.source) {
            claim.source = source;
            want(claim, source == null ? Set.of() : reading.prefixes(source), nowNanos, untilNanos);
          }
        });
  }

  private void want(Claim claim, Set<Prefix> next, long nowNanos, long untilNanos) {
    if (next.equals(claim.wanted)) {
      return;
    }
    changed = true;
    if (untilNanos - nowNanos > 0) {
      for (Prefix p : claim.wanted) {
        if (!next.contains(p)) {
          claim.held.putIfAbsent(p, untilNanos);
        }
      }
    }
    next.forEach(claim.held::remove);
    while (claim.held.size() > MOST_PER_MEMBER) {
      claim.held.pollFirstEntry();
    }
    claim.wanted = next;
  }

  /** The pass as it is at a moment: what was held long enough is gone. */
  SourcePass current(long nowNanos) {
    if (nextDeadline <= nowNanos) {
      expire(outside, nowNanos);
      expire(contact, nowNanos);
    }
    if (changed) {
      changed = false;
      pass = gathered();
    }
    return pass;
  }

  private void expire(TreeMap<Asn, Claim> claims, long nowNanos) {
    for (Claim c : claims.values()) {
      changed |= c.held.values().removeIf(deadline -> deadline <= nowNanos);
    }
  }

  private SourcePass gathered() {
    Map<Prefix, Why> all = new HashMap<>();
    nextDeadline = Long.MAX_VALUE;
    gather(contact, Kind.CONTACT, true, all);
    gather(outside, Kind.SEEN_OUTSIDE, true, all);
    gather(outside, Kind.SEEN_OUTSIDE, false, all);
    gather(contact, Kind.CONTACT, false, all);
    configured.forEach(p -> all.put(p, new Why(Kind.CONFIGURED, new Asn(0))));
    outside.values().removeIf(HeldPass::isNothing);
    contact.values().removeIf(HeldPass::isNothing);
    return new SourcePass(all);
  }

  private static boolean isNothing(Claim c) {
    return c.source == null && c.held.isEmpty();
  }

  /** What comes later counts for more. */
  private void gather(TreeMap<Asn, Claim> claims, Kind kind, boolean held, Map<Prefix, Why> into) {
    claims.forEach(
        (asn, c) -> {
          Why why = new Why(kind, asn);
          (held ? c.held.keySet() : c.wanted).forEach(p -> into.put(p, why));
          if (held) {
            for (long deadline : c.held.values()) {
              nextDeadline = Math.min(nextDeadline, deadline);
            }
          }
        });
  }

  /** When the next is held long enough; {@link Long#MAX_VALUE} without one. */
  long nextDeadline() {
    return nextDeadline;
  }
}
