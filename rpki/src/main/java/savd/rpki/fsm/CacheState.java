package savd.rpki.fsm;

/** Where a session with a cache is, as the router sees it. */
public enum CacheState {
  /** Not wanted. */
  IDLE,
  /** A connection is being made. */
  CONNECTING,
  /** Without a connection; the next attempt comes with the retry timer. */
  WAITING,
  /** A query was sent and nothing of its answer is here. */
  QUERYING,
  /** Between Cache Response and End of Data. */
  RECEIVING,
  /** Between End of Data and the next query. */
  SYNCHRONIZED,
  /** Connected; the cache said that it has no data yet. */
  NO_DATA;

  public boolean isConnected() {
    return switch (this) {
      case IDLE, CONNECTING, WAITING -> false;
      case QUERYING, RECEIVING, SYNCHRONIZED, NO_DATA -> true;
    };
  }
}
