package savd.pisav.detour;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.Prefix;
import savd.relation.MemberStatement.OutsideProviders;

/**
 * What a member knows of itself that its RIB does not tell.
 *
 * @param asn the AS it answers for
 * @param others further AS numbers of its own: the members of a confederation, a number it leaves
 * @param networks what it originates and delivers itself: covers what has no longer route in the
 *     RIB. Needed as far as no internal neighbour announces it
 * @param partialTransit customers whose routes it does not pass on to its providers
 * @param outside whether it has providers outside the cone; empty where roles of neighbours say
 */
public record MemberSelf(
    Asn asn,
    Set<Asn> others,
    Set<Prefix> networks,
    Set<Asn> partialTransit,
    Optional<OutsideProviders> outside) {
  public MemberSelf {
    others = Collections.unmodifiableSet(new TreeSet<>(others));
    networks = Collections.unmodifiableSet(new TreeSet<>(networks));
    partialTransit = Collections.unmodifiableSet(new TreeSet<>(partialTransit));
  }

  public static MemberSelf of(Asn asn) {
    return new MemberSelf(asn, Set.of(), Set.of(), Set.of(), Optional.empty());
  }

  public MemberSelf withNetworks(Set<Prefix> some) {
    return new MemberSelf(asn, others, some, partialTransit, outside);
  }
}
