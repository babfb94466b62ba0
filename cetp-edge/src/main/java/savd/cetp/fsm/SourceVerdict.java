package savd.cetp.fsm;

/** What is said of a source address on the interface it came in by. */
public enum SourceVerdict {
  /** It may come in there, or nobody knows better. */
  PERMITTED,
  /** It may not, but nothing is done about it yet: it is counted. */
  SUSPECT,
  /** It may not: nothing is answered, nothing is sent there. */
  BLOCKED
}
