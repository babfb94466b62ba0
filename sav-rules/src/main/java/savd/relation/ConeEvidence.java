package savd.relation;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import savd.net.Asn;

/**
 * What beside routes and ASPAs says who reaches members of our customer cone how: the configuration
 * and the members themselves.
 *
 * @param mode what is made of answers
 * @param providers for an AS, providers (or lateral peers) that the configuration names
 * @param statements those in force, by the AS that made them
 */
public record ConeEvidence(
    ConeMode mode, Map<Asn, Set<Asn>> providers, Map<Asn, MemberStatement> statements) {
  public static final ConeEvidence NONE = new ConeEvidence(ConeMode.STANDALONE, Map.of(), Map.of());

  public ConeEvidence {
    // As sorted maps, of which a copy costs no comparisons: there is one for each statement.
    providers = Collections.unmodifiableSortedMap(new TreeMap<>(providers));
    statements = Collections.unmodifiableSortedMap(new TreeMap<>(statements));
  }

  /** The same configuration with these statements in force. */
  public ConeEvidence with(Map<Asn, MemberStatement> others) {
    return new ConeEvidence(mode, providers, others);
  }

  /** The same without what members said, as the plain standalone cone has it. */
  ConeEvidence standalone() {
    return new ConeEvidence(ConeMode.STANDALONE, providers, statements);
  }

  /** Receives a link that is declared. */
  @FunctionalInterface
  interface LinkVisitor {
    void visit(Asn provider, Asn customer);
  }

  /** Visits the providers that configuration and members name for some ASes. */
  void forEachNamed(Set<Asn> some, LinkVisitor visitor) {
    for (Asn asn : some) {
      providers.getOrDefault(asn, Set.of()).forEach(p -> visitor.visit(p, asn));
      MemberStatement s = statements.get(asn);
      if (s != null) {
        s.providers().forEach(p -> visitor.visit(p, asn));
      }
    }
  }

  /** Visits the customers that some members alone know of. */
  void forEachDeclared(Set<Asn> some, LinkVisitor visitor) {
    for (Asn asn : some) {
      MemberStatement s = statements.get(asn);
      if (s != null) {
        s.partialTransit().forEach(c -> visitor.visit(asn, c));
      }
    }
  }

  /** The ASes of which the two say different things. One pass over both. */
  Set<Asn> differing(ConeEvidence other) {
    Set<Asn> out = new TreeSet<>();
    gather(providers, other.providers, out);
    gather(statements, other.statements, out);
    return out;
  }

  private static <T> void gather(Map<Asn, T> some, Map<Asn, T> others, Set<Asn> into) {
    Iterator<Map.Entry<Asn, T>> left = some.entrySet().iterator();
    Iterator<Map.Entry<Asn, T>> right = others.entrySet().iterator();
    Map.Entry<Asn, T> a = next(left);
    Map.Entry<Asn, T> b = next(right);
    while (a != null || b != null) {
      int order = a == null ? 1 : b == null ? -1 : a.getKey().compareTo(b.getKey());
      if (order != 0 || a.getValue() != b.getValue() && !a.getValue().equals(b.getValue())) {
        into.add(order <= 0 ? a.getKey() : b.getKey());
      }
      a = order <= 0 ? next(left) : a;
      b = order >= 0 ? next(right) : b;
    }
  }

  private static <E> E next(Iterator<E> i) {
    return i.hasNext() ? i.next() : null;
  }

  /** True where a member's "no detour" puts everything else aside. */
  boolean trustsNoDetour() {
    return switch (mode) {
      case STANDALONE -> false;
      case CONSERVATIVE, AGGRESSIVE -> true;
    };
  }
}
