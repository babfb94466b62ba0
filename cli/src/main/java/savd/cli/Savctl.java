package savd.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program: options all commands share, and the list of commands. */
@Command(
    name = "savctl",
    mixinStandardHelpOptions = true,
    versionProvider = Savctl.Version.class,
    description = "Asks and steers savd, which validates source addresses.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  savctl show status                   up, ready, in step with the kernel?",
      "  savctl show interfaces               role, method, mode, list of each",
      "  savctl explain 192.0.2.1 eth1        why permitted or blocked there?",
      "  savctl show routes --longer 192.0.2.0/24 --neighbor AS65001-a",
      "  savctl show routes --rov invalid     which do ROAs speak against?",
      "  savctl diff candidate.toml           what would newly be blocked?",
      "  savctl set-mode eth1 enforce         drop, until a reload or restart",
      "  savctl -o json show neighbors | jq '.neighbors[].state'",
      "",
      "Exit status: 0 done, 1 savd says no, 2 wrong usage, 3 savd not reached.",
      "\"savctl COMMAND --help\" tells more, savctl(8) tells all."
    })
public final class Savctl {
  static final String DEFAULT_SOCKET = "/run/savd/savd.sock";

  @Option(
      names = {"-s", "--socket"},
      paramLabel = "PATH",
      defaultValue = "${env:SAVD_SOCKET:-" + DEFAULT_SOCKET + "}",
      description = "Control socket of savd (default: $SAVD_SOCKET or " + DEFAULT_SOCKET + ").")
  Path socket;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      completionCandidates = Choices.Formats.class,
      description = "text (for people, the default) or json (for programs).")
  OutputFormat output;

  /** The version of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Savctl.class.getPackage().getImplementationVersion();
      return new String[] {"savctl " + (version == null ? "(not from a jar)" : version)};
    }
  }

  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
            false,
            StandardCharsets.UTF_8);
    int status = run(args, new Terminal(out, System.err, onTerminal()));
    out.flush();
    System.exit(status);
  }

  /** Runs a command line and gives the exit status. */
  static int run(String[] args, Terminal terminal) {
    return commandLine(terminal, args).execute(args);
  }

  /** The parser with the commands that these words may mean. */
  static CommandLine commandLine(Terminal terminal, String... args) {
    CommandFactory factory = new CommandFactory(terminal);
    CommandLine line = new CommandLine(new Savctl(), factory);
    CommandTree.add(line, factory, args);
    line.setOut(terminal.writer());
    line.setErr(terminal.errorWriter());
    Choices.register(line);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.isColoured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setUsageHelpAutoWidth(false);
    line.setParameterExceptionHandler(Savctl::wrongUsage);
    line.setExecutionExceptionHandler((exception, command, parsed) -> terminal.fail(exception));
    return line;
  }

  /** What is wrong, in a line, and where to read more: a page of help would hide it. */
  private static int wrongUsage(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    PrintWriter err = command.getErr();
    err.println("savctl: " + e.getMessage());
    err.println("Usage: " + command.getHelp().synopsis(0).strip());
    err.println("Try \"" + name + " --help\".");
    return CommandLine.ExitCode.USAGE;
  }

  /**
   * Whether standard output is a terminal that takes colours. {@code System.console()} would answer
   * too, for the price of loading a console provider.
   */
  private static boolean onTerminal() {
    if (System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (java.io.IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
