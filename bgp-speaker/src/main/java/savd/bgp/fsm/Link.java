package savd.bgp.fsm;

/**
 * The places a neighbour's TCP connections have.
 *
 * <p>There are two for incoming ones: a neighbour that restarted unnoticed connects again while its
 * former connection still looks alive.
 */
public enum Link {
  OUTGOING,
  INCOMING,
  INCOMING_AGAIN;

  public boolean isIncoming() {
    return this != OUTGOING;
  }
}
