package savd.daemon.cetp;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.tomlj.TomlTable;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.ResponseCode;
import savd.cetp.policy.Check;
import savd.cetp.policy.FlowLimit;
import savd.cetp.policy.Policy;
import savd.cetp.policy.SourceRule;
import savd.daemon.config.ConfigProblem;
import savd.net.Prefix;

/** {@code [policy.NAME]} and its sources. */
final class PolicyReader {
  private static final Map<String, Check> CHECKS = words(Check.values());
  private static final Map<String, ResponseCode> CODES = words(ResponseCode.values());
  private static final Map<String, ElementType> ELEMENTS =
      words(
          new ElementType[] {
            ElementType.NAME, ElementType.CERTIFICATION_ADDRESS, ElementType.SIGNATURE
          });
  private static final Map<String, Boolean> ADMIT = Map.of("admit", true, "deny", false);

  /** A week. */
  private static final int MOST_IDLE = 604_800;

  private final Consumer<ConfigProblem> problems;

  PolicyReader(Consumer<ConfigProblem> problems) {
    this.problems = problems;
  }

  /** Constants by their names as they are written in the file. */
  static <E extends Enum<E>> Map<String, E> words(E[] values) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E e : values) {
      words.put(e.name().toLowerCase(Locale.ROOT).replace('_', '-'), e);
    }
    return words;
  }

  /** The policy of a name; what it does not say is as in its base. */
  Policy policy(String name, TomlTable t) {
    Table p =
        Table.of(
            t,
            "policy." + name,
            problems,
            "base",
            "checks",
            "identity-types",
            "refusals",
            "ignore",
            "max-flows",
            "when-full",
            "retry-after",
            "time-to-live",
            "idle",
            "tell-name",
            "requires",
            "reliable",
            "source");
    Policy base =
        p.choice("base", Map.of("lax", Policy.lax(name), "strict", Policy.strict(name)))
            .orElse(Policy.strict(name));
    Policy policy =
        base.withTimeToLive(p.number("time-to-live", 4, 65535, base.timeToLiveSeconds()))
            .withIdle(p.number("idle", Policy.LEAST_IDLE, MOST_IDLE, base.idleSeconds()))
            .withLimit(
                new FlowLimit(
                    p.number("max-flows", 0, Integer.MAX_VALUE, Integer.MAX_VALUE),
                    p.choice("when-full", CODES).orElse(ResponseCode.HOST_BUSY),
                    p.number("retry-after", 0, 3600, 10)));
    if (p.has("identity-types")) {
      policy =
          policy.withIdentityTypes(
              p.list("identity-types", "a number from 1 to 15", PolicyReader::identityType),
              p.number("refusals", 0, 1000, 0),
              p.number("ignore", 1, 86_400, 60));
    } else {
      for (String key : List.of("refusals", "ignore")) {
        if (p.has(key)) {
          p.problem(key, "says nothing without identity-types");
        }
      }
    }
    if (p.has("checks")) {
      policy = policy.withChecks(checks(p));
    }
    if (p.has("requires")) {
      policy = policy.withRequired(elements(p, "requires"));
    }
    if (p.has("reliable")) {
      policy = policy.withReliable(elements(p, "reliable"));
    }
    if (!p.flag("tell-name", true)) {
      policy = policy.withoutName();
    }
    return policy.withSources(
        Table.each(t, "source", problems).stream().map(s -> source(name, s)).toList());
  }

  private static Set<ElementType> elements(Table t, String key) {
    return new HashSet<>(
        t.list(
            key,
            "one of " + String.join(", ", ELEMENTS.keySet()),
            o -> {
              if (!ELEMENTS.containsKey(o)) {
                throw new IllegalArgumentException("element");
              }
              return ELEMENTS.get((String) o);
            }));
  }

  private static int identityType(Object o) {
    long n = (Long) o;
    if (n < 1 || n > 15) {
      throw new IllegalArgumentException("identity type");
    }
    return (int) n;
  }

  private static Set<Check> checks(Table t) {
    List<Check> listed =
        t.list(
            "checks",
            "one of " + String.join(", ", CHECKS.keySet()),
            o -> {
              if (!CHECKS.containsKey(o)) {
                throw new IllegalArgumentException("check");
              }
              return CHECKS.get((String) o);
            });
    return listed.isEmpty() ? EnumSet.noneOf(Check.class) : EnumSet.copyOf(listed);
  }

  private SourceRule source(String policy, TomlTable t) {
    Table s =
        Table.of(
            t,
            "policy." + policy + ".source",
            problems,
            "rlocs",
            "name",
            "identity",
            "verdict",
            "checks");
    return new SourceRule(
        s.parsed("rlocs", "a prefix", Prefix::parse),
        s.parsed("name", Table.NAME_OR_DOMAIN, Table::nameOrDomain),
        s.parsed("identity", "an identity", Identity::parse),
        s.choice("verdict", ADMIT).orElse(true),
        checks(s));
  }
}
