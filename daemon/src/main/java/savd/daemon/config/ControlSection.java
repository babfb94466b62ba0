package savd.daemon.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code [control]}: the socket savctl speaks to.
 *
 * @param mode permission bits, 0 to 0777
 * @param group the group that owns the socket; empty leaves the process's own
 */
public record ControlSection(Path socket, int mode, Optional<String> group) {}
