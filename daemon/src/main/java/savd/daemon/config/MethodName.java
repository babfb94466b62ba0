package savd.daemon.config;

import java.util.Locale;

/** The ways to find the permitted sources of an interface, as the configuration names them. */
public enum MethodName {
  /** What RFC 8704, section 3.7, recommends for the role. */
  AUTO,
  /** Only what is configured. */
  ACL,
  STRICT,
  LOOSE,
  LOOSE_IGNORING_DEFAULT,
  FEASIBLE,
  VRF,
  /** RFC 8704, section 3.4: algorithm A. */
  EFP_A,
  /** Algorithm A, peers included. */
  EFP_A_PEERS,
  /** Algorithm B. */
  EFP_B,
  /** BAR-SAV for customers and lateral peers: ASPAs, ROAs and routes together. */
  BAR_SAV,
  /** Procedure X of BAR-SAV: ASPAs and ROAs alone. */
  BAR_SAV_X,
  /** BAR-SAV for providers. */
  BAR_SAV_PI,
  /** PI-SAV for providers: what our customer cone originates is blocked. */
  PI_SAV,
  /** PI-SAV together with loose uRPF. */
  PI_SAV_LOOSE,
  /** No list at all. */
  OFF;

  /** True for a method that cannot do without RPKI data. */
  public boolean needsRpki() {
    return switch (this) {
      case AUTO, ACL, STRICT, LOOSE, LOOSE_IGNORING_DEFAULT, FEASIBLE, VRF -> false;
      case EFP_A, EFP_A_PEERS, EFP_B, OFF -> false;
      case BAR_SAV, BAR_SAV_X, BAR_SAV_PI, PI_SAV, PI_SAV_LOOSE -> true;
    };
  }

  /** The word in the file: lower case, hyphens. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
