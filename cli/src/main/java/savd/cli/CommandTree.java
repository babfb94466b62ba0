package savd.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;

/**
 * The commands by name. picocli looks at each command's class by reflection, which for all of them
 * takes longer than asking savd: so only the one that is named is added, and all of them where help
 * is asked for or no name is known.
 */
final class CommandTree {
  private static final Map<String, Class<?>> TOP = new LinkedHashMap<>();

  /** What {@code show} can show. */
  static final Map<String, Class<?>> SHOW = new LinkedHashMap<>();

  /** What {@code show rpki} can show beside the summary. */
  private static final Map<String, Class<?>> RPKI = new LinkedHashMap<>();

  static {
    TOP.put("show", ShowCommand.class);
    TOP.put("explain", ExplainCommand.class);
    TOP.put("validate", ValidateCommand.class);
    TOP.put("diff", DiffCommand.class);
    TOP.put("monitor", MonitorCommand.class);
    TOP.put("set-mode", SetModeCommand.class);
    TOP.put("neighbor", NeighborCommand.class);
    TOP.put("dataplane", DataplaneCommand.class);
    TOP.put("reload", ReloadCommand.class);
    TOP.put("pi-sav", PiSavCommand.class);
    TOP.put("cetp", CetpCommand.class);
    TOP.put("rpki", RpkiCommand.class);
    SHOW.put("status", ShowCommand.Status.class);
    SHOW.put("neighbors", ShowCommand.Neighbors.class);
    SHOW.put("routes", ShowRoutesCommand.class);
    SHOW.put("interfaces", ShowCommand.Interfaces.class);
    SHOW.put("rules", ShowCommand.Rules.class);
    SHOW.put("dataplane", ShowCommand.Dataplane.class);
    SHOW.put("drops", ShowDropsCommand.class);
    SHOW.put("rpki", ShowRpkiCommand.class);
    SHOW.put("cone", ShowConeCommand.class);
    SHOW.put("pi-sav", ShowCommand.PiSav.class);
    RPKI.put("caches", ShowRpkiCommand.Caches.class);
    RPKI.put("vrps", ShowVrpsCommand.class);
    RPKI.put("aspas", ShowRpkiCommand.Aspas.class);
    RPKI.put("keys", ShowRpkiCommand.Keys.class);
    RPKI.put("slurm", ShowRpkiCommand.Slurm.class);
  }

  private static final Set<String> OPTIONS_WITH_VALUE = Set.of("-s", "--socket", "-o", "--output");
  private static final Set<String> HELP = Set.of("-h", "--help", "-V", "--version");

  private CommandTree() {}

  /** Adds the commands that the words may mean. */
  static void add(CommandLine savctl, CommandFactory factory, String... args) {
    List<String> words = Arrays.asList(args);
    int at = firstCommand(words);
    boolean all = at == words.size() || words.stream().anyMatch(HELP::contains);
    for (String name : all ? TOP.keySet() : named(TOP, words.get(at))) {
      CommandLine command = make(TOP.get(name), factory);
      savctl.addSubcommand(name, command);
      if (name.equals("show")) {
        boolean known = !all && at + 1 < words.size();
        for (String what : known ? named(SHOW, words.get(at + 1)) : SHOW.keySet()) {
          addShown(command, what, factory);
        }
      }
    }
  }

  private static void addShown(CommandLine show, String what, CommandFactory factory) {
    CommandLine command = make(SHOW.get(what), factory);
    show.addSubcommand(what, command);
    if (what.equals("rpki")) {
      RPKI.forEach((name, type) -> command.addSubcommand(name, make(type, factory)));
    }
  }

  private static Collection<String> named(Map<String, Class<?>> commands, String word) {
    return commands.containsKey(word) ? List.of(word) : commands.keySet();
  }

  /** Index of the first word that is neither an option nor an option's value. */
  private static int firstCommand(List<String> words) {
    int i = 0;
    while (i < words.size() && words.get(i).startsWith("-")) {
      i += OPTIONS_WITH_VALUE.contains(words.get(i)) ? 2 : 1;
    }
    return Math.min(i, words.size());
  }

  private static CommandLine make(Class<?> type, CommandFactory factory) {
    try {
      return new CommandLine(factory.create(type), factory);
    } catch (Exception e) {
      throw new IllegalStateException("a command without a constructor: " + type, e);
    }
  }
}
