package savd.daemon.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.Prefix;

/**
 * {@code [interface.NAME]}: an interface whose sources are validated. Defaults are filled in.
 *
 * @param role what those behind it are to us; empty: what the sessions negotiate (RFC 9234)
 * @param allow permitted whatever the method says
 * @param deny blocked whatever the method says, unless allowed
 * @param vrf the VRF whose routes method {@code vrf} reads
 */
public record InterfaceSection(
    IngressInterface name,
    Optional<BgpRole> role,
    MethodName method,
    EnforcementMode mode,
    Duration hold,
    Duration readyTimeout,
    boolean specialPurpose,
    List<Prefix> allow,
    List<Prefix> deny,
    Optional<String> vrf,
    Optional<String> description) {
  public InterfaceSection {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }
}
