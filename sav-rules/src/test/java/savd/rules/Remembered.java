package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.rules.IngressRule.Polarity;

/**
 * A dataplane that remembers what it was told: every list as plain intervals of big integers, cut
 * and joined in the most obvious way. It checks what a dataplane may rely on.
 */
final class Remembered {
  private final Map<ListId, Map<AddressFamily, List<BigInteger[]>>> lists = new HashMap<>();
  private final Map<IngressInterface, IngressRule> rules = new HashMap<>();
  private long revision = -1;

  static BigInteger number(long high, long low) {
    return new BigInteger(Long.toUnsignedString(high))
        .shiftLeft(64)
        .or(new BigInteger(Long.toUnsignedString(low)));
  }

  void forget() {
    lists.clear();
    rules.clear();
  }

  void take(RuleDelta delta) {
    if (delta.isEmpty() && revision < 0) {
      assertThat(delta.revision()).isNotNegative();
    } else if (delta.isEmpty()) {
      assertThat(delta.revision()).isEqualTo(revision);
    } else {
      assertThat(delta.revision()).isGreaterThan(revision);
    }
    revision = delta.revision();
    for (ListChange c : delta.lists()) {
      for (CoverageChange s : c.coverage()) {
        state(c, s);
      }
    }
    for (IngressRule r : delta.ingresses()) {
      r.allow().ifPresent(l -> assertThat(lists).containsKey(l));
      r.deny().ifPresent(l -> assertThat(lists).containsKey(l));
      r.list().ifPresent(l -> assertThat(lists).containsKey(l));
      rules.put(r.ingress(), r);
    }
    delta.droppedIngresses().forEach(i -> assertThat(rules.remove(i)).isNotNull());
    for (ListId gone : delta.droppedLists()) {
      assertThat(lists.remove(gone)).isNotNull();
      for (IngressRule r : rules.values()) {
        assertThat(r.list()).isNotEqualTo(java.util.Optional.of(gone));
        assertThat(r.allow()).isNotEqualTo(java.util.Optional.of(gone));
        assertThat(r.deny()).isNotEqualTo(java.util.Optional.of(gone));
      }
    }
  }

  private void state(ListChange c, CoverageChange s) {
    BigInteger first = number(s.firstHigh(), s.firstLow());
    BigInteger last = number(s.lastHigh(), s.lastLow());
    List<BigInteger[]> next = new ArrayList<>();
    for (BigInteger[] r : intervals(c.list(), c.family())) {
      if (r[0].compareTo(first) < 0) {
        next.add(new BigInteger[] {r[0], r[1].min(first.subtract(BigInteger.ONE))});
      }
      if (r[1].compareTo(last) > 0) {
        next.add(new BigInteger[] {r[0].max(last.add(BigInteger.ONE)), r[1]});
      }
    }
    AddressRanges covered = s.covered();
    BigInteger before = null;
    for (int i = 0; i < covered.size(); i++) {
      BigInteger a = number(covered.firstHigh(i), covered.firstLow(i));
      BigInteger b = number(covered.lastHigh(i), covered.lastLow(i));
      assertThat(a).isBetween(first, b);
      assertThat(b).isLessThanOrEqualTo(last);
      if (before != null) {
        assertThat(a.subtract(before)).as("ranges are normal").isGreaterThan(BigInteger.ONE);
      }
      before = b;
      next.add(new BigInteger[] {a, b});
    }
    lists.get(c.list()).put(c.family(), next);
  }

  private List<BigInteger[]> intervals(ListId list, AddressFamily family) {
    return lists
        .computeIfAbsent(list, _ -> new HashMap<>())
        .computeIfAbsent(family, _ -> new ArrayList<>());
  }

  boolean isOn(ListId list, IpAddress address) {
    BigInteger n = number(address.high(), address.low());
    return intervals(list, address.family()).stream()
        .anyMatch(r -> r[0].compareTo(n) <= 0 && n.compareTo(r[1]) <= 0);
  }

  IngressRule rule(String ingress) {
    return rules.get(Scene.port(ingress));
  }

  boolean isBound(String ingress) {
    return rules.containsKey(Scene.port(ingress));
  }

  int listCount() {
    return lists.size();
  }

  /** The steps of {@link IngressRule}, without the dataplane's own first one. */
  boolean passes(IpAddress source, IngressInterface ingress) {
    IngressRule r = rules.get(ingress);
    if (r == null || r.mode() != EnforcementMode.ENFORCE) {
      return true;
    }
    if (r.allow().filter(l -> isOn(l, source)).isPresent()) {
      return true;
    }
    if (r.deny().filter(l -> isOn(l, source)).isPresent()) {
      return false;
    }
    boolean listed = r.list().filter(l -> isOn(l, source)).isPresent();
    return listed == (r.polarity() == Polarity.ALLOWLIST);
  }
}
