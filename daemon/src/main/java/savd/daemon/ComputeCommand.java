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
import savd.bgp.mrt.MrtSource;
import savd.bgp.mrt.MrtSummary;
import savd.daemon.config.ConfigParser;
import savd.daemon.config.ConfigResult;
import savd.daemon.config.SavdConfig;
import savd.rules.DecidedPaths;
import savd.rules.RuleSet;

/** {@code savd compute}: MRT files and a configuration in, lists out; no root, no network. */
@Command(
    name = "compute",
    mixinStandardHelpOptions = true,
    description = {
      "Computes the rules of every interface from MRT files instead of sessions, and prints them.",
      "A peer in a file is the configured neighbor with its address, or else the only one with its AS number."
    })
final class ComputeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "Configuration file.")
  private Path file;

  @Option(names = "--summary", description = "Print counts only.")
  private boolean summary;

  @Parameters(arity = "1..*", paramLabel = "MRT", description = "MRT files, plain, gzip or bzip2.")
  private List<Path> mrt;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    return switch (ConfigParser.parse(file)) {
      case ConfigResult.Rejected(var problems) -> {
        problems.forEach(p -> err.println(p.describe(file.toString())));
        err.flush();
        yield 1;
      }
      case ConfigResult.Accepted(SavdConfig config, var warnings) -> {
        warnings.forEach(w -> err.println(w.describe(file.toString()) + " (warning)"));
        int status = compute(config, out, err);
        out.flush();
        err.flush();
        yield status;
      }
    };
  }

  private int compute(SavdConfig config, PrintWriter out, PrintWriter err) {
    OfflineRib offline = new OfflineRib(config);
    offline.readRpki();
    if (!config.caches().isEmpty()) {
      err.println("savd: caches are not asked; RPKI data come from the files in [rpki]");
    }
    int status = 0;
    for (Path path : mrt) {
      MrtSummary read;
      try {
        read = offline.load(path, progress(path, err));
      } catch (java.io.UncheckedIOException e) {
        err.println("savd: " + e.getMessage());
        return 1;
      }
      err.printf(
          "%s: %d records: %d table entries, %d announcements, %d withdrawals%n",
          path, read.records(), read.ribEntries(), read.announcements(), read.withdrawals());
      read.problems().forEach(p -> err.println(p));
      status = read.problems().isEmpty() ? status : 1;
    }
    if (!offline.unconfigured().isEmpty()) {
      err.println(
          "no configured neighbor, so of no interface: "
              + String.join(", ", offline.unconfigured()));
    }
    RuleSet rules =
        RuleSet.compute(
            offline.rib(),
            new DecidedPaths(offline.rib(), DecisionPolicy.decision(config.router().id().bits())),
            offline.peers(),
            Settings.policy(config),
            offline.rpki());
    rules.problems().forEach(p -> err.println("savd: " + p.text()));
    RuleSetText.print(
        rules, config, summary ? RuleSetText.Detail.COUNTS : RuleSetText.Detail.PREFIXES, out);
    return status;
  }

  private static MrtSource.Progress progress(Path path, PrintWriter err) {
    if (System.console() == null) {
      return (_, _) -> {};
    }
    return (octets, total) -> {
      err.printf(
          "\r%s: %d%%%s",
          path, total == 0 ? 100 : octets * 100 / total, octets >= total ? "\n" : "");
      err.flush();
    };
  }
}
