package savd.rules;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.Prefix;
import savd.relation.ConeMode;

/**
 * The customer cone that PI-SAV goes by, as it was at one moment.
 *
 * @param members without ourselves
 * @param subTransit those of them that by themselves may be reached from outside, whatever they
 *     answer
 * @param prefixes what any route shows members or us to originate, what customers announce, and our
 *     configured networks: what may be sent on to us as a destination below us
 */
public record CustomerCone(
    ConeMode mode, Set<Asn> members, Set<Asn> subTransit, Set<Prefix> prefixes) {
  public CustomerCone {
    members = Collections.unmodifiableSet(new TreeSet<>(members));
    subTransit = Collections.unmodifiableSet(new TreeSet<>(subTransit));
    prefixes = Collections.unmodifiableSet(new TreeSet<>(prefixes));
  }
}
