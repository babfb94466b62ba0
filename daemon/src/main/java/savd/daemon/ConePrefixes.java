package savd.daemon;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import savd.net.AddressFamily;
import savd.net.Prefix;
import savd.relation.MemberStatement;

/**
 * The prefixes of our customer cone, as members were told. What a member sees with an outside
 * origin counts where it is one of these or a part of one. Nothing else is blocked on account of
 * PI-SAV, so an honest member has no reason to name it; another could name the whole Internet, and
 * everything would pass.
 */
final class ConePrefixes {
  private final Set<Prefix> prefixes;
  private final BitSet[] lengths = {new BitSet(), new BitSet()};

  ConePrefixes(Set<Prefix> prefixes) {
    this.prefixes = new HashSet<>(prefixes);
    prefixes.forEach(p -> lengths[p.family().ordinal()].set(p.length()));
  }

  boolean isEmpty() {
    return prefixes.isEmpty();
  }

  /** True for one of these, or a part of one. */
  boolean cover(Prefix p) {
    AddressFamily family = p.family();
    BitSet some = lengths[family.ordinal()];
    for (int l = some.previousSetBit(p.length());
        l >= 0;
        l = l == 0 ? -1 : some.previousSetBit(l - 1)) {
      Prefix around =
          Prefix.of(family, p.high() & family.maskHigh(l), p.low() & family.maskLow(l), l);
      if (prefixes.contains(around)) {
        return true;
      }
    }
    return false;
  }

  /** The same, without outside origins of what is not in the cone. */
  MemberStatement concerned(MemberStatement s) {
    if (s.outsideOrigins().stream().allMatch(this::cover)) {
      return s;
    }
    return new MemberStatement(
        s.member(),
        s.detour(),
        s.detoured(),
        s.outside(),
        s.providers(),
        s.partialTransit(),
        s.outsideOrigins().stream().filter(this::cover).collect(Collectors.toSet()));
  }
}
