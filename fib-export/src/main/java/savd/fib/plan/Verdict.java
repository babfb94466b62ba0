package savd.fib.plan;

/** Where a packet goes from a rule or a verdict map element. */
public sealed interface Verdict {
  /** Passes our table; other tables still see the packet. */
  record Accept() implements Verdict {}

  record Drop() implements Verdict {}

  /** Continues in the chain and comes back behind this rule. */
  record Jump(String chain) implements Verdict {}

  /** Continues in the chain and does not come back to this one. */
  record Goto(String chain) implements Verdict {}
}
