package savd.daemon;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import savd.daemon.cetp.CetpService;
import savd.daemon.config.ConfigParser;
import savd.daemon.config.ConfigPrinter;
import savd.daemon.config.ConfigProblem;
import savd.daemon.config.ConfigResult;
import savd.daemon.config.SavdConfig;

/** {@code savd check}: whether a file is a configuration. */
@Command(
    name = "check",
    description = {
      "Checks a configuration file and tells every problem with its line and what would be right.",
      "Exit status: 0 it is a configuration (there may be warnings), 1 it is not."
    })
public final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      description = "Prints the configuration in full, defaults included; keys of sessions too.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this and ends.")
  private boolean helpRequested;

  @Parameters(paramLabel = "FILE", description = "See savd.toml(5).")
  private Path file;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    String name = file.toString();
    int status =
        switch (ConfigParser.parse(file)) {
          case ConfigResult.Accepted(var config, var warnings) -> {
            warnings.forEach(w -> err.println(w.describe(name) + " (warning)"));
            if (!isEdgeFine(config, err)) {
              yield 1;
            }
            if (verbose) {
              out.print(ConfigPrinter.print(config));
            } else {
              out.println(
                  name
                      + ": fine, "
                      + count(config.interfaces().size(), "interface")
                      + ", "
                      + count(config.neighbors().size(), "neighbor"));
            }
            yield 0;
          }
          case ConfigResult.Rejected(var problems) -> {
            problems.forEach(p -> err.println(p.describe(name)));
            err.println(name + ": " + count(problems.size(), "problem"));
            yield 1;
          }
        };
    out.flush();
    err.flush();
    return status;
  }

  /** The CETP edge's own file is part of the configuration. */
  private static boolean isEdgeFine(SavdConfig config, PrintWriter err) {
    if (config.cetp().file().isEmpty()) {
      return true;
    }
    Path edge = config.cetp().file().get();
    List<ConfigProblem> problems = CetpService.problems(edge);
    problems.forEach(p -> err.println(p.describe(edge.toString())));
    CetpService.warnings(edge)
        .forEach(w -> err.println(w.describe(edge.toString()) + " (warning)"));
    return problems.isEmpty();
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
