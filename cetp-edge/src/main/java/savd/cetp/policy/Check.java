package savd.cetp.policy;

/** What is checked before a session is admitted. */
public enum Check {
  /** A cookie has come back from the RLOC: it is not forged (slides, "Cookie"). */
  RETURN_ROUTABILITY,
  /** The RLOC is among those the sender's name has in the DNS (slides, "Domain information"). */
  NAMING,
  /** An authority vouches for the sender's identity (slides, "New ID type request/response"). */
  ASSURANCE
}
