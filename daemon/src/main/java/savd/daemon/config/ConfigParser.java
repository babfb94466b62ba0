package savd.daemon.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Text to {@link SavdConfig}. One pass reads every table, a second ({@link ConfigChecks}) looks at
 * what the tables say together; all problems of both come back, none is thrown.
 */
public final class ConfigParser {
  private final List<ConfigProblem> problems = new ArrayList<>();

  private ConfigParser() {}

  /** Reads and checks a file; a file that cannot be read is a problem like any other. */
  public static ConfigResult parse(Path file) {
    try {
      return parse(Files.readString(file, StandardCharsets.UTF_8));
    } catch (CharacterCodingException e) {
      return refused("not a text in UTF-8");
    } catch (java.nio.file.NoSuchFileException e) {
      return refused("no such file");
    } catch (java.nio.file.AccessDeniedException e) {
      return refused("permission denied");
    } catch (IOException e) {
      return refused("cannot be read: " + e.getMessage());
    }
  }

  private static ConfigResult refused(String text) {
    return new ConfigResult.Rejected(List.of(new ConfigProblem(0, "", text)));
  }

  /** Reads and checks a text. */
  public static ConfigResult parse(String text) {
    return new ConfigParser().read(text);
  }

  private ConfigResult read(String text) {
    TomlParseResult toml = Toml.parse(text);
    if (toml.hasErrors()) {
      toml.errors().forEach(this::syntaxError);
      return rejected();
    }
    for (String key : toml.keySet()) {
      if (!ConfigSchema.topLevel().contains(key)) {
        unknownTopLevel(toml, key);
      }
    }
    SettingsReader settings =
        new SettingsReader(
            single(toml, "router"),
            single(toml, "bgp"),
            single(toml, "control"),
            single(toml, "http"),
            single(toml, "log"),
            single(toml, "dataplane"),
            single(toml, "defaults"));
    NamedReader named = new NamedReader(settings);
    SavdConfig config =
        new SavdConfig(
            settings.router,
            settings.bgp,
            settings.control,
            settings.http,
            settings.log,
            settings.dataplane,
            settings.defaults,
            SettingsReader.cetp(single(toml, "cetp")),
            RpkiReader.rpki(single(toml, "rpki")),
            named(toml, "cache", RpkiReader::cache),
            PiSavReader.piSav(single(toml, "pi-sav")),
            named(toml, "member", PiSavReader::member),
            named(toml, "top", PiSavReader::top),
            named(toml, "interface", named::ingress),
            named(toml, "exception", named::exception),
            named(toml, "neighbor", named::neighbor));
    List<ConfigProblem> warnings = new ArrayList<>();
    new ConfigChecks(
            config,
            new CheckReport((path, key) -> lineOf(toml, path, key), problems::add, warnings::add))
        .run();
    if (!problems.isEmpty()) {
      return rejected();
    }
    warnings.sort(Comparator.comparingInt(ConfigProblem::line));
    return new ConfigResult.Accepted(config, warnings);
  }

  /** Behind the first place the grammar cannot follow, further ones mean little. */
  private void syntaxError(TomlParseError error) {
    boolean lost = error.getMessage().startsWith("Unexpected");
    if (!lost || problems.stream().noneMatch(p -> p.text().startsWith("TOML: Unexpected"))) {
      problems.add(new ConfigProblem(error.position().line(), "", "TOML: " + error.getMessage()));
    }
  }

  private ConfigResult rejected() {
    problems.sort(Comparator.comparingInt(ConfigProblem::line));
    return new ConfigResult.Rejected(problems.stream().distinct().toList());
  }

  private void unknownTopLevel(TomlTable toml, String key) {
    String nearest = ConfigSchema.nearest(key, ConfigSchema.topLevel());
    problems.add(
        new ConfigProblem(
            lineOf(toml, List.of(), key),
            key,
            nearest.isEmpty()
                ? "unknown section; there are " + String.join(", ", ConfigSchema.topLevel())
                : "unknown section; did you mean [" + nearest + "]?"));
  }

  private SectionReader single(TomlTable toml, String section) {
    Object value = toml.get(List.of(section));
    int line = lineOf(toml, List.of(), section);
    if (value != null && !(value instanceof TomlTable)) {
      problems.add(new ConfigProblem(line, section, "must be a table: [" + section + "]"));
    }
    TomlTable table = value instanceof TomlTable t ? t : Toml.parse("");
    return new SectionReader(table, section, section, line, problems::add);
  }

  private <T> List<T> named(TomlTable toml, String kind, NamedSection<T> reader) {
    Object value = toml.get(List.of(kind));
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof TomlTable tables)) {
      problems.add(
          new ConfigProblem(
              lineOf(toml, List.of(), kind), kind, "must be tables: [" + kind + ".NAME]"));
      return List.of();
    }
    List<T> sections = new ArrayList<>();
    Function<String, Integer> line = name -> lineOf(toml, List.of(kind), name);
    for (String name : tables.keySet().stream().sorted(Comparator.comparing(line)).toList()) {
      if (tables.get(List.of(name)) instanceof TomlTable table) {
        String path = Toml.joinKeyPath(List.of(kind, name));
        SectionReader section =
            new SectionReader(table, kind + ".NAME", path, line.apply(name), problems::add);
        sections.add(reader.read(name, section));
      } else {
        problems.add(
            new ConfigProblem(
                line.apply(name), kind + "." + name, "must be a table: [" + kind + ".NAME]"));
      }
    }
    return sections;
  }

  /** Makes a section from its name and table; what is missing after a problem is filled in. */
  private interface NamedSection<T> {
    T read(String name, SectionReader section);
  }

  private static int lineOf(TomlTable toml, List<String> path, String key) {
    List<String> whole = new ArrayList<>(path);
    if (!key.isEmpty()) {
      whole.add(key);
    }
    while (!whole.isEmpty()) {
      TomlPosition position = toml.contains(whole) ? toml.inputPositionOf(whole) : null;
      if (position != null) {
        return position.line();
      }
      whole.removeLast();
    }
    return 0;
  }
}
