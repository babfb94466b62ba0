package savd.daemon.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads one table of the file, key by key. Whatever does not fit becomes a problem with the line of
 * the value and the reading goes on, so that one pass finds them all.
 */
final class SectionReader {
  private final TomlTable table;
  private final String section;
  private final String path;
  private final int line;
  private final Consumer<ConfigProblem> problems;

  /**
   * @param section name in {@link ConfigSchema}
   * @param path the same as written in the file
   * @param line of the table's header; 0 where the file has none
   */
  SectionReader(
      TomlTable table, String section, String path, int line, Consumer<ConfigProblem> problems) {
    this.table = table;
    this.section = section;
    this.path = path;
    this.line = line;
    this.problems = problems;
    List<String> known = ConfigSchema.keys(section);
    for (String key : table.keySet()) {
      if (!known.contains(key)) {
        problem(key, unknown(key, table.get(List.of(key)), known));
      }
    }
  }

  private String unknown(String key, Object value, List<String> known) {
    if (value instanceof TomlTable && section.endsWith(".NAME")) {
      String kind = section.substring(0, section.indexOf('.'));
      String name = Toml.parseDottedKey(path).getLast();
      return "unknown key; a name with a dot is quoted: [%s.\"%s.%s\"]".formatted(kind, name, key);
    }
    String nearest = ConfigSchema.nearest(key, known);
    return nearest.isEmpty()
        ? "unknown key; [" + path + "] knows " + String.join(", ", known)
        : "unknown key; did you mean " + nearest + "?";
  }

  int line() {
    return line;
  }

  /** The line of a key, or of the section where the key is absent. */
  int line(String key) {
    TomlPosition position = table.inputPositionOf(List.of(key));
    return position == null ? line : position.line();
  }

  String path() {
    return path;
  }

  boolean has(String key) {
    return table.contains(List.of(key));
  }

  void problem(String key, String text) {
    problems.accept(new ConfigProblem(line(key), key.isEmpty() ? path : path + "." + key, text));
  }

  private <T> Optional<T> wrong(String key, String wanted, Object value) {
    problem(key, "must be " + wanted + ", not " + shown(value));
    return Optional.empty();
  }

  static String shown(Object value) {
    return switch (value) {
      case String s -> "\"" + Toml.tomlEscape(s) + "\"";
      case TomlTable t -> "a table";
      case TomlArray a -> "an array";
      default -> value.toString();
    };
  }

  private Object value(String key) {
    if (!ConfigSchema.keys(section).contains(key)) {
      throw new IllegalStateException("no key " + key + " in the schema of " + section);
    }
    return table.get(List.of(key));
  }

  Optional<String> text(String key, String wanted) {
    return parsed(key, wanted, s -> s.isEmpty() ? fail("not empty") : s);
  }

  /** The parser's reason, unless it only repeats that the form is wrong. */
  private static String because(IllegalArgumentException e) {
    return e.getMessage().startsWith("not ") ? "" : ": " + e.getMessage();
  }

  private static <T> T fail(String text) {
    throw new IllegalArgumentException(text);
  }

  /** A string the parser accepts; its {@link IllegalArgumentException} becomes the problem. */
  <T> Optional<T> parsed(String key, String wanted, Function<String, T> parser) {
    Object value = value(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof String s)) {
      return wrong(key, wanted, value);
    }
    try {
      return Optional.of(parser.apply(s));
    } catch (IllegalArgumentException e) {
      problem(key, "must be " + wanted + ", not " + shown(s) + because(e));
      return Optional.empty();
    }
  }

  OptionalInt integer(String key, int min, int max) {
    Object value = value(key);
    if (value == null) {
      return OptionalInt.empty();
    }
    if (!(value instanceof Long n) || n < min || n > max) {
      wrong(key, "a whole number from " + min + " to " + max, value);
      return OptionalInt.empty();
    }
    return OptionalInt.of(n.intValue());
  }

  Optional<Boolean> flag(String key) {
    Object value = value(key);
    if (value == null) {
      return Optional.empty();
    }
    return value instanceof Boolean b ? Optional.of(b) : wrong(key, "true or false", value);
  }

  /** True or false or a number: for switches that may carry a value. */
  Optional<Object> flagOrInteger(String key, int min, int max) {
    Object value = value(key);
    return switch (value) {
      case null -> Optional.empty();
      case Boolean b -> Optional.of(b);
      case Long n when n >= min && n <= max -> Optional.of(n.intValue());
      default -> wrong(key, "true, false or a whole number from " + min + " to " + max, value);
    };
  }

  Optional<Duration> duration(String key, Duration min, Duration max) {
    Optional<Duration> read = parsed(key, DurationText.FORM, DurationText::parse);
    if (read.isPresent() && (read.get().compareTo(min) < 0 || read.get().compareTo(max) > 0)) {
      problem(
          key,
          "must be from "
              + DurationText.of(min)
              + " to "
              + DurationText.of(max)
              + ", not "
              + DurationText.of(read.get()));
      return Optional.empty();
    }
    return read;
  }

  <T> Optional<T> choice(String key, Map<String, T> choices) {
    Object value = value(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String s && choices.containsKey(s)) {
      return Optional.of(choices.get(s));
    }
    String wanted = "one of " + String.join(", ", choices.keySet());
    if (value instanceof String s) {
      String nearest = ConfigSchema.nearest(s, choices.keySet());
      problem(
          key,
          "must be "
              + wanted
              + ", not "
              + shown(s)
              + (nearest.isEmpty() ? "" : "; did you mean " + nearest + "?"));
      return Optional.empty();
    }
    return wrong(key, wanted, value);
  }

  /** An array of strings, each accepted by the parser and none twice; empty when absent. */
  <T> List<T> list(String key, String wanted, Function<String, T> parser) {
    return listOf(key, wanted, v -> v instanceof String s ? parser.apply(s) : fail("not a text"));
  }

  /** An array of anything the parser accepts, none twice; empty when absent. */
  <T> List<T> listOf(String key, String wanted, Function<Object, T> parser) {
    Object value = value(key);
    List<T> items = new ArrayList<>();
    if (value == null) {
      return items;
    }
    if (!(value instanceof TomlArray array)) {
      wrong(key, "an array, each " + wanted, value);
      return items;
    }
    for (int i = 0; i < array.size(); i++) {
      Object element = array.get(i);
      try {
        T item = parser.apply(element);
        if (items.contains(item)) {
          problemAt(array, i, key, shown(element) + " is listed twice");
        } else {
          items.add(item);
        }
      } catch (IllegalArgumentException e) {
        problemAt(array, i, key, "each must be " + wanted + ", not " + shown(element) + because(e));
      }
    }
    return items;
  }

  private void problemAt(TomlArray array, int index, String key, String text) {
    TomlPosition position = array.inputPositionOf(index);
    int at = position == null ? line(key) : position.line();
    problems.accept(new ConfigProblem(at, path + "." + key, text));
  }

  /** Whatever stands there, unread. */
  Object raw(String key) {
    return value(key);
  }

  Optional<SectionReader> table(String key) {
    Object value = value(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof TomlTable inner)) {
      return wrong(key, "a table { … }", value);
    }
    return Optional.of(
        new SectionReader(inner, section + "." + key, path + "." + key, line(key), problems));
  }
}
