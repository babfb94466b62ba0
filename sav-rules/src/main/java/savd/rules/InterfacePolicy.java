package savd.rules;

import java.util.List;
import java.util.Optional;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.Prefix;

/**
 * What the operator wants on one interface.
 *
 * @param ingress the interface
 * @param role the role of the neighbours behind it, where configured
 * @param method how permitted sources are found
 * @param mode what happens to the others
 * @param allow sources that always pass: hidden prefixes, direct server return
 * @param deny sources that never pass unless {@code allow} has them
 * @param holdNanos how long a prefix stays on a list after its reason is gone; 0 and up
 * @param readinessNanos how long to wait for End-of-RIB of a session before going on without it; 0
 *     and up
 * @param vrf the VRF whose table the method {@link SavMethod.VrfUrpf} adds, where configured
 * @param specialPurpose whether the shipped special-purpose prefixes are denied
 * @param rpki what RPKI data do
 */
public record InterfacePolicy(
    IngressInterface ingress,
    Optional<BgpRole> role,
    SavMethod method,
    EnforcementMode mode,
    List<Prefix> allow,
    List<Prefix> deny,
    long holdNanos,
    long readinessNanos,
    Optional<String> vrf,
    SpecialPurposeUse specialPurpose,
    RpkiUse rpki) {
  /** Ten minutes: longer than a session needs to come back and a slow peer to send its table. */
  public static final long DEFAULT_HOLD_NANOS = 600_000_000_000L;

  /** Two minutes, as the initial timer of other speakers' graceful restart. */
  public static final long DEFAULT_READINESS_NANOS = 120_000_000_000L;

  public InterfacePolicy {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    if (holdNanos < 0 || readinessNanos < 0) {
      throw new IllegalArgumentException("negative hold or readiness timer on " + ingress);
    }
  }

  /** Whether the list of {@link SpecialPurpose} is part of what is denied. */
  public enum SpecialPurposeUse {
    /**
     * Denied where the role is provider, peer or route server; not elsewhere, nor without a role.
     */
    BY_ROLE,
    DENY,
    IGNORE
  }

  /** With the defaults of {@link RpkiUse}. */
  public InterfacePolicy(
      IngressInterface ingress,
      Optional<BgpRole> role,
      SavMethod method,
      EnforcementMode mode,
      List<Prefix> allow,
      List<Prefix> deny,
      long holdNanos,
      long readinessNanos,
      Optional<String> vrf,
      SpecialPurposeUse specialPurpose) {
    this(
        ingress,
        role,
        method,
        mode,
        allow,
        deny,
        holdNanos,
        readinessNanos,
        vrf,
        specialPurpose,
        RpkiUse.DEFAULT);
  }

  /** The defaults: no role, nothing configured, monitor, {@code method}. */
  public static InterfacePolicy of(IngressInterface ingress, SavMethod method) {
    return new InterfacePolicy(
        ingress,
        Optional.empty(),
        method,
        EnforcementMode.MONITOR,
        List.of(),
        List.of(),
        DEFAULT_HOLD_NANOS,
        DEFAULT_READINESS_NANOS,
        Optional.empty(),
        SpecialPurposeUse.BY_ROLE);
  }

  public InterfacePolicy withRole(BgpRole newRole) {
    return new InterfacePolicy(
        ingress,
        Optional.of(newRole),
        method,
        mode,
        allow,
        deny,
        holdNanos,
        readinessNanos,
        vrf,
        specialPurpose,
        rpki);
  }

  public InterfacePolicy withMode(EnforcementMode newMode) {
    return new InterfacePolicy(
        ingress,
        role,
        method,
        newMode,
        allow,
        deny,
        holdNanos,
        readinessNanos,
        vrf,
        specialPurpose,
        rpki);
  }

  public InterfacePolicy withAllow(List<Prefix> prefixes) {
    return new InterfacePolicy(
        ingress,
        role,
        method,
        mode,
        prefixes,
        deny,
        holdNanos,
        readinessNanos,
        vrf,
        specialPurpose,
        rpki);
  }

  public InterfacePolicy withDeny(List<Prefix> prefixes) {
    return new InterfacePolicy(
        ingress,
        role,
        method,
        mode,
        allow,
        prefixes,
        holdNanos,
        readinessNanos,
        vrf,
        specialPurpose,
        rpki);
  }

  public InterfacePolicy withHoldNanos(long nanos) {
    return new InterfacePolicy(
        ingress, role, method, mode, allow, deny, nanos, readinessNanos, vrf, specialPurpose, rpki);
  }

  public InterfacePolicy withReadinessNanos(long nanos) {
    return new InterfacePolicy(
        ingress, role, method, mode, allow, deny, holdNanos, nanos, vrf, specialPurpose, rpki);
  }

  public InterfacePolicy withVrf(String name) {
    return new InterfacePolicy(
        ingress,
        role,
        method,
        mode,
        allow,
        deny,
        holdNanos,
        readinessNanos,
        Optional.of(name),
        specialPurpose,
        rpki);
  }

  public InterfacePolicy withSpecialPurpose(SpecialPurposeUse use) {
    return new InterfacePolicy(
        ingress, role, method, mode, allow, deny, holdNanos, readinessNanos, vrf, use, rpki);
  }

  public InterfacePolicy withRpki(RpkiUse use) {
    return new InterfacePolicy(
        ingress,
        role,
        method,
        mode,
        allow,
        deny,
        holdNanos,
        readinessNanos,
        vrf,
        specialPurpose,
        use);
  }
}
