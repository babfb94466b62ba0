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
 * @param outside whether it has providers or lateral peers outside the cone; empty where providers,
 *     or roles of neighbours, say
 * @param providers its providers, all of them, in the cone or not; empty where roles of neighbours
 *     say, which they do where each neighbour is external
 */
public record MemberSelf(
    Asn asn,
    Set<Asn> others,
    Set<Prefix> networks,
    Set<Asn> partialTransit,
    Optional<OutsideProviders> outside,
    Optional<Set<Asn>> providers) {
  public MemberSelf {
    others = Collections.unmodifiableSet(new TreeSet<>(others));
    networks = Collections.unmodifiableSet(new TreeSet<>(networks));
    partialTransit = Collections.unmodifiableSet(new TreeSet<>(partialTransit));
    providers = providers.map(p -> Collections.unmodifiableSet(new TreeSet<>(p)));
  }

  /** One whose providers are told by the roles of its neighbours, or not at all. */
  public MemberSelf(
      Asn asn,
      Set<Asn> others,
      Set<Prefix> networks,
      Set<Asn> partialTransit,
      Optional<OutsideProviders> outside) {
    this(asn, others, networks, partialTransit, outside, Optional.empty());
  }

  public static MemberSelf of(Asn asn) {
    return new MemberSelf(asn, Set.of(), Set.of(), Set.of(), Optional.empty());
  }

  public MemberSelf withNetworks(Set<Prefix> some) {
    return new MemberSelf(asn, others, some, partialTransit, outside, providers);
  }

  public MemberSelf withProviders(Set<Asn> some) {
    return new MemberSelf(asn, others, networks, partialTransit, outside, Optional.of(some));
  }
}
