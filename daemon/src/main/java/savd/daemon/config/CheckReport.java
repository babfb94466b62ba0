package savd.daemon.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.tomlj.Toml;

/**
 * Where checks of a configuration say what they find, each with its line.
 *
 * @param lines the line of a key in the table of the path given, or of the table where the key is
 *     absent
 * @param problems what keeps a configuration from being used
 * @param warnings what is doubtful
 */
record CheckReport(
    BiFunction<List<String>, String, Integer> lines,
    Consumer<ConfigProblem> problems,
    Consumer<ConfigProblem> warnings) {
  void problem(List<String> section, String key, String text) {
    problems.accept(about(section, key, text));
  }

  void warning(List<String> section, String key, String text) {
    warnings.accept(about(section, key, text));
  }

  private ConfigProblem about(List<String> section, String key, String text) {
    List<String> path = new ArrayList<>(section);
    path.add(key);
    return new ConfigProblem(lines.apply(section, key), Toml.joinKeyPath(path), text);
  }
}
