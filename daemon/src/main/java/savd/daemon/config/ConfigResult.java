package savd.daemon.config;

import java.util.List;

/** What became of a configuration text: taken whole or refused whole. */
public sealed interface ConfigResult {
  /**
   * The text is a configuration.
   *
   * @param warnings what is allowed but probably not meant, in file order
   */
  record Accepted(SavdConfig config, List<ConfigProblem> warnings) implements ConfigResult {
    public Accepted {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The text is not a configuration.
   *
   * @param problems every problem found, at least one, in file order
   */
  record Rejected(List<ConfigProblem> problems) implements ConfigResult {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
