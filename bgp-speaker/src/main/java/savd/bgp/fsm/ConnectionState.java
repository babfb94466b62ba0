package savd.bgp.fsm;

/** The states of RFC 4271, section 8.2.2, in the order a session passes through them. */
public enum ConnectionState {
  IDLE,
  CONNECT,
  ACTIVE,
  OPEN_SENT,
  OPEN_CONFIRM,
  ESTABLISHED;

  /** True while there is a TCP connection. */
  public boolean isConnected() {
    return compareTo(OPEN_SENT) >= 0;
  }
}
