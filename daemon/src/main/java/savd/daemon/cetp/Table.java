package savd.daemon.cetp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import savd.daemon.config.ConfigProblem;

/** One table of the file, read key by key; what does not fit becomes a problem. */
final class Table {
  static final String NAME_OR_DOMAIN = "a name, or a domain that begins with a dot";

  private final TomlTable table;
  private final String path;
  private final Consumer<ConfigProblem> problems;

  Table(TomlTable table, String path, Set<String> keys, Consumer<ConfigProblem> problems) {
    this.table = table;
    this.path = path;
    this.problems = problems;
    for (String key : table.keySet()) {
      if (!keys.contains(key)) {
        problem(
            key,
            path.isEmpty()
                ? "unknown; there are " + String.join(", ", keys)
                : "unknown key; [" + path + "] knows " + String.join(", ", keys));
      }
    }
  }

  static Table of(TomlTable table, String path, Consumer<ConfigProblem> problems, String... keys) {
    return new Table(table, path, new LinkedHashSet<>(Arrays.asList(keys)), problems);
  }

  /** The tables of an array, {@code [[key]]}. */
  static List<TomlTable> each(TomlTable in, String key, Consumer<ConfigProblem> problems) {
    List<TomlTable> tables = new ArrayList<>();
    Object value = in.get(List.of(key));
    boolean good = value == null || value instanceof TomlArray;
    if (value instanceof TomlArray all) {
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i) instanceof TomlTable t) {
          tables.add(t);
        } else {
          good = false;
        }
      }
    }
    if (!good) {
      TomlPosition at = in.inputPositionOf(List.of(key));
      problems.accept(
          new ConfigProblem(at == null ? 0 : at.line(), key, "must be written [[" + key + "]]"));
    }
    return tables;
  }

  /** Lower case, as names are compared; fails for what is neither. */
  static String nameOrDomain(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!EdgeChecks.isName(lower.startsWith(".") ? lower.substring(1) : lower)) {
      throw new IllegalArgumentException(text);
    }
    return lower;
  }

  void problem(String key, String text) {
    problems.accept(about(key, text));
  }

  /** Something to say of a key, or with an empty one of the table. */
  ConfigProblem about(String key, String text) {
    TomlPosition at = key.isEmpty() ? null : table.inputPositionOf(List.of(key));
    String dotted = path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    return new ConfigProblem(at == null ? 0 : at.line(), dotted, text);
  }

  private <T> Optional<T> wrong(String key, String wanted) {
    problem(key, "must be " + wanted + ", not " + table.get(List.of(key)));
    return Optional.empty();
  }

  <T> Optional<T> parsed(String key, String wanted, Function<String, T> parser) {
    Object value = table.get(List.of(key));
    if (value == null) {
      return Optional.empty();
    }
    try {
      return value instanceof String s ? Optional.of(parser.apply(s)) : wrong(key, wanted);
    } catch (SigningKeys.Unfit e) {
      problem(key, e.getMessage());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return wrong(key, wanted);
    }
  }

  <T> T required(String key, String wanted, T otherwise, Function<String, T> parser) {
    if (!table.contains(List.of(key))) {
      problem("", "lacks " + key + ", " + wanted);
    }
    return parsed(key, wanted, parser).orElse(otherwise);
  }

  int number(String key, int min, int max, int otherwise) {
    Object value = table.get(List.of(key));
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Long n) || n < min || n > max) {
      wrong(key, "a whole number from " + min + " to " + max);
      return otherwise;
    }
    return n.intValue();
  }

  boolean flag(String key, boolean otherwise) {
    Object value = table.get(List.of(key));
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Boolean b)) {
      wrong(key, "true or false");
      return otherwise;
    }
    return b;
  }

  <T> List<T> list(String key, String wanted, Function<Object, T> parser) {
    List<T> items = new ArrayList<>();
    Object value = table.get(List.of(key));
    if (value instanceof TomlArray array) {
      for (int i = 0; i < array.size(); i++) {
        try {
          items.add(parser.apply(array.get(i)));
        } catch (IllegalArgumentException | ClassCastException e) {
          wrong(key, "an array, each " + wanted);
        }
      }
    } else if (value != null) {
      wrong(key, "an array, each " + wanted);
    }
    return items;
  }

  <T> Optional<T> choice(String key, Map<String, T> choices) {
    return parsed(
        key,
        "one of " + String.join(", ", choices.keySet()),
        text -> {
          if (!choices.containsKey(text)) {
            throw new IllegalArgumentException(text);
          }
          return choices.get(text);
        });
  }

  /** A key that is not for this table as it is. */
  void refuse(String key, String why) {
    if (has(key)) {
      problem(key, why);
    }
  }

  boolean has(String key) {
    return table.contains(List.of(key));
  }

  boolean isText(String key) {
    return table.get(List.of(key)) instanceof String;
  }
}
