package savd.cetp.fsm;

/** What became of a check. */
public enum CheckOutcome {
  /** What was said is true. */
  GOOD,
  /** It is not. */
  BAD,
  /** Nobody who knows has answered: not to be held against who was checked. */
  UNANSWERED
}
