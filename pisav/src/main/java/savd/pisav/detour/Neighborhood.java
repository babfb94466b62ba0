package savd.pisav.detour;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.Peer;
import savd.pisav.message.ConeMessage;
import savd.relation.MemberStatement.OutsideProviders;

/**
 * What the roles of neighbours say, and the configuration. Where it does not name our providers, a
 * neighbour whose role nobody knows counts as one, and an internal neighbour, who may have some
 * that we do not see, makes all unsaid. What a role says against us counts in any case.
 *
 * @param outside whether there is a provider outside the cone, or a lateral peer: one that is above
 *     the top hands packets to the cone down through it
 * @param providers all there are; empty when that is not known
 */
record Neighborhood(OutsideProviders outside, Set<Asn> providers) {
  static Neighborhood of(Collection<Peer> peers, Forwarding forwarding, MemberSelf self) {
    boolean configured = self.providers().isPresent();
    Set<Asn> providers = new TreeSet<>(self.providers().orElse(Set.of()));
    boolean someOutside = false;
    // Before there is any neighbour, they have not been told.
    boolean unseen = peers.isEmpty();
    for (Peer p : peers) {
      if (p.isInternal() || forwarding.isOwn(p.asn())) {
        unseen = true;
        continue;
      }
      if (isProvider(p, !configured)) {
        providers.add(p.asn());
      }
      someOutside |= mayLeadUp(p) && !forwarding.isInside(p.asn());
    }
    someOutside |= providers.stream().anyMatch(a -> !forwarding.isInside(a));
    boolean known = configured || !unseen;
    return new Neighborhood(
        someOutside
            ? OutsideProviders.SOME
            : known ? OutsideProviders.NONE : OutsideProviders.UNSAID,
        known && providers.size() <= ConeMessage.MAX_PROVIDERS ? providers : Set.of());
  }

  private static boolean isProvider(Peer p, boolean unlessSaid) {
    return p.role()
        .map(
            r ->
                switch (r) {
                  case PROVIDER -> true;
                  case RS, RS_CLIENT, CUSTOMER, PEER -> false;
                })
        .orElse(unlessSaid);
  }

  /** Whether packets handed over there may go to somebody who is not below us. */
  private static boolean mayLeadUp(Peer p) {
    return p.role()
        .map(
            r ->
                switch (r) {
                  case PROVIDER, PEER, RS -> true;
                  case RS_CLIENT, CUSTOMER -> false;
                })
        .orElse(true);
  }
}
