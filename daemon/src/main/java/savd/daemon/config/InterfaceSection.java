package savd.daemon.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import savd.net.Asn;
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
 * @param fallback the method while one that needs RPKI data has none
 * @param roa EFP-uRPF also permits what ROAs of the origins name (RFC 8704, section 3.5)
 * @param allowAs ASes that BAR-SAV counts to the customer cone whatever the data say
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
    MethodName fallback,
    boolean roa,
    List<Asn> allowAs,
    Optional<String> description) {
  public InterfaceSection {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    allowAs = List.copyOf(allowAs);
  }
}
