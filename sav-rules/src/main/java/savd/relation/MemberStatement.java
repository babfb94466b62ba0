package savd.relation;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.Prefix;

/**
 * What a member of our customer cone says about itself (draft-huang-savnet-pi-sav-for-cc, section
 * 3): authenticated, in force, and about nobody else.
 *
 * @param member who says it
 * @param detour whether it prefers a way outside the cone to some member of the cone
 * @param detoured the origins concerned; may be short of the truth, empty without a detour
 * @param outside whether it has a provider outside the cone, or a lateral peer, who may be above us
 * @param providers its providers, all of them, in the cone or not; empty where it does not name
 *     them: then nobody knows in whose Sub-Transit-CC it is. Where its detour is unsaid, those it
 *     named: it is in their Sub-Transit-CCs, and perhaps in others
 * @param partialTransit customers whose routes it does not pass on to its providers
 * @param outsideOrigins prefixes it sees with an origin outside the cone
 */
public record MemberStatement(
    Asn member,
    Detour detour,
    Set<Asn> detoured,
    OutsideProviders outside,
    Set<Asn> providers,
    Set<Asn> partialTransit,
    Set<Prefix> outsideOrigins) {
  /** Whether traffic to members of the cone leaves the cone. */
  public enum Detour {
    /** All it knows of members it reaches through the cone. */
    NONE,
    /** Some of it, not. */
    SOME,
    /**
     * It does not say now, as its session is gone or it has not answered anew: of what it said
     * before, what speaks against blocking stands. Never on the wire.
     */
    UNSAID
  }

  /** Whether there is a provider or a lateral peer outside the cone. */
  public enum OutsideProviders {
    NONE,
    SOME,
    /** It does not say. */
    UNSAID
  }

  /** False where only that stands of a former answer which speaks against blocking. */
  public boolean isAnswer() {
    return detour != Detour.UNSAID;
  }

  public MemberStatement {
    detoured = Collections.unmodifiableSet(new TreeSet<>(detoured));
    providers = Collections.unmodifiableSet(new TreeSet<>(providers));
    partialTransit = Collections.unmodifiableSet(new TreeSet<>(partialTransit));
    outsideOrigins = Collections.unmodifiableSet(new TreeSet<>(outsideOrigins));
  }
}
