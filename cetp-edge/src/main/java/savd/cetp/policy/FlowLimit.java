package savd.cetp.policy;

import savd.cetp.message.ResponseCode;

/**
 * How many may come in at a time, and what the others are told.
 *
 * @param flows inbound sessions, pairs of identities
 * @param whenFull the answer to one more
 * @param retryAfterSeconds told with it
 */
public record FlowLimit(int flows, ResponseCode whenFull, int retryAfterSeconds) {
  /** So many as no host has. */
  public static final FlowLimit NONE = new FlowLimit(Integer.MAX_VALUE, ResponseCode.HOST_BUSY, 10);
}
