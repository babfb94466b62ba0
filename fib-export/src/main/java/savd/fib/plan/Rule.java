package savd.fib.plan;

import java.util.List;

/** A rule of a chain. */
public record Rule(List<Expression> expressions) {
  public Rule {
    expressions = List.copyOf(expressions);
  }

  static Rule of(Expression... expressions) {
    return new Rule(List.of(expressions));
  }

  /** A number that tells rules apart, kept with the rule in the kernel to notice alterations. */
  public int fingerprint() {
    return toString().hashCode();
  }
}
