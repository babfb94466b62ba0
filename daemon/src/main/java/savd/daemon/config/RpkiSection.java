package savd.daemon.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code [rpki]}: validated data beside what caches send, and what is made of the verdicts.
 *
 * @param files JSON of rpki-client or Routinator, or CSV
 * @param slurm local exceptions (RFC 8416)
 * @param pollInterval how often the files are looked at for changes
 * @param stateFile where data of caches outlive a restart; empty: nowhere
 * @param privateAs which private AS numbers are members of customer cones
 * @param exclude classes of routes that no list and no decision uses
 */
public record RpkiSection(
    List<Path> files,
    List<Path> slurm,
    Duration pollInterval,
    Set<Exclusion> exclude,
    PrivateAs privateAs,
    Optional<Path> stateFile) {
  public RpkiSection {
    files = List.copyOf(files);
    slurm = List.copyOf(slurm);
    exclude = Set.copyOf(exclude);
  }

  /** What private and documentation AS numbers (RFC 6996, RFC 5398) in paths prove. */
  public enum PrivateAs {
    /** Nothing, unless an ASPA of a local exception names them. */
    ASSERTED,
    /** As much as any other. */
    ANY
  }

  /** Classes of routes. */
  public enum Exclusion {
    /** No VRP matches, though some cover the route (RFC 6811). */
    ROV_INVALID,
    /** The ASPAs speak against the AS path. */
    ASPA_INVALID,
    /** A route leak by its OTC attribute (RFC 9234). */
    LEAK
  }
}
