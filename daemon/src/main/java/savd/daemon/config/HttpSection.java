package savd.daemon.config;

import java.util.Optional;

/**
 * {@code [http]}: metrics and health.
 *
 * @param listen empty when switched off ({@code listen = "off"})
 */
public record HttpSection(Optional<Endpoint> listen) {}
