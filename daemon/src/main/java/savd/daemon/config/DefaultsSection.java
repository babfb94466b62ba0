package savd.daemon.config;

import java.time.Duration;
import savd.net.EnforcementMode;

/**
 * {@code [defaults]}: for every interface that does not say otherwise.
 *
 * @param hold how long a prefix stays permitted after the last route behind it went
 * @param readyTimeout how long to wait for End-of-RIB of a session that is up
 * @param specialPurpose whether special-purpose prefixes (RFC 6890) are denied
 */
public record DefaultsSection(
    EnforcementMode mode, Duration hold, Duration readyTimeout, boolean specialPurpose) {}
