package savd.rpki.fsm;

/** The timers of a session with a cache; at most one of each kind runs at a time. */
public enum RtrTimer {
  /** To the next attempt to connect, or the next query after one that failed. */
  RETRY,
  /** To the next query after End of Data. */
  REFRESH,
  /** Until the data may not be used any more. */
  EXPIRE,
  /** How long a cache may be silent while it owes an answer. */
  RESPONSE
}
