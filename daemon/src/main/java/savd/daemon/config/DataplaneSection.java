package savd.daemon.config;

import java.time.Duration;

/**
 * {@code [dataplane]}: where lists end up.
 *
 * @param table name of the nftables table that is ours alone
 * @param priority of the prerouting base chain
 * @param sampleRate drop samples a second and interface; 0 for none
 * @param logGroup nfnetlink_log group the samples come through, 0 to 65535
 * @param reconcileInterval between comparisons of kernel and desired state; 0 switches them off
 */
public record DataplaneSection(
    Kind kind,
    String table,
    int priority,
    int sampleRate,
    int logGroup,
    Duration reconcileInterval) {
  /** The ways to put lists into force. */
  public enum Kind {
    NFTABLES,
    /** Write nft scripts instead. */
    PRINT,
    /** Compute only. */
    NONE
  }
}
