package savd.daemon.config;

import java.nio.file.Path;
import java.util.Optional;
import savd.net.EnforcementMode;

/**
 * {@code [cetp]}: a CETP edge in the same process.
 *
 * @param file the edge's own configuration; empty: no edge
 * @param rlocCheck what becomes of an RLOC that the rules of its interface block; empty: what that
 *     interface's mode says
 */
public record CetpSection(Optional<Path> file, Optional<EnforcementMode> rlocCheck) {}
