package savd.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import savd.net.Asn;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;

/**
 * Whether a member of our customer cone, on which the standing of a prefix hangs, has answered
 * (PI-SAV), and what.
 *
 * @param member by itself reachable from outside, whatever it answers
 * @param statement in force; empty for one that has not answered
 * @param mode what is made of answers
 */
public record Testimony(Asn member, Optional<MemberStatement> statement, ConeMode mode) {
  /** ASes named in words. */
  private static final int NAMED = 8;

  /** A stable word: member-answer, or no-member-answer. */
  public String kind() {
    return statement.filter(MemberStatement::isAnswer).isPresent()
        ? "member-answer"
        : "no-member-answer";
  }

  /** A sentence without a full stop; empty where nobody is asked. */
  public Optional<String> text() {
    if (statement.filter(MemberStatement::isAnswer).isEmpty()) {
      return mode == ConeMode.STANDALONE
          ? Optional.empty()
          : Optional.of("AS " + member + " has not answered: it counts as one with a detour");
    }
    MemberStatement s = statement.get();
    List<String> parts = new ArrayList<>();
    parts.add(
        switch (s.detour()) {
          case NONE -> "no detour";
          case SOME -> "a detour" + (s.detoured().isEmpty() ? "" : " to " + some(s.detoured()));
          case UNSAID -> throw new IllegalStateException("not an answer");
        });
    parts.add(
        switch (s.outside()) {
          case NONE -> "no provider outside";
          case SOME -> "a provider outside";
          case UNSAID -> "nothing said of providers outside";
        });
    if (!s.providers().isEmpty()) {
      parts.add("its providers are " + some(s.providers()));
    }
    return Optional.of("AS " + member + " has answered: " + String.join(", ", parts));
  }

  private static String some(java.util.Set<Asn> asns) {
    return asns.stream().limit(NAMED).map(a -> "AS " + a).collect(Collectors.joining(", "))
        + (asns.size() > NAMED ? " and others" : "");
  }
}
