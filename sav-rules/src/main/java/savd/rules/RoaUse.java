package savd.rules;

/** Whether prefixes of ROAs join the lists of EFP-uRPF (RFC 8704, section 3.5). */
public enum RoaUse {
  /** Prefixes in ROAs of the origin ASes that the list follows are on it, announced or not. */
  AUGMENT,
  /** Routes alone decide. */
  IGNORE
}
