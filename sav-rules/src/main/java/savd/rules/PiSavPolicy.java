package savd.rules;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.Prefix;
import savd.relation.ConeMode;

/**
 * What the operator says for PI-SAV (draft-huang-savnet-pi-sav-for-cc).
 *
 * @param mode which members of the customer cone count as reached only through it
 * @param partialTransit members that no route from below shows: section 2, step 1
 * @param providers for a member, its providers, and lateral peers it may go by; an empty set says
 *     nothing
 * @param networks our own prefixes that no route shows
 * @param exceptions sources that always pass: hidden prefixes, direct server return
 */
public record PiSavPolicy(
    ConeMode mode,
    Set<Asn> partialTransit,
    Map<Asn, Set<Asn>> providers,
    Set<Prefix> networks,
    Set<Prefix> exceptions) {
  public static final PiSavPolicy DEFAULT = of(ConeMode.STANDALONE);

  public PiSavPolicy {
    partialTransit = Collections.unmodifiableSet(new TreeSet<>(partialTransit));
    providers = Collections.unmodifiableMap(new TreeMap<>(providers));
    networks = Collections.unmodifiableSet(new TreeSet<>(networks));
    exceptions = Collections.unmodifiableSet(new TreeSet<>(exceptions));
  }

  /** A mode with nothing else said. */
  public static PiSavPolicy of(ConeMode mode) {
    return new PiSavPolicy(mode, Set.of(), Map.of(), Set.of(), Set.of());
  }
}
