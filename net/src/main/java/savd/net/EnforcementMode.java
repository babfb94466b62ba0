package savd.net;

/** What happens to a packet that the rules of its ingress interface block. */
public enum EnforcementMode {
  /** No rules in the kernel. */
  OFF,
  /** Count and sample, drop nothing. */
  MONITOR,
  /** Count, sample and drop. */
  ENFORCE
}
