package savd.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import savd.daemon.config.ConfigParser;
import savd.daemon.config.ConfigProblem;
import savd.daemon.config.ConfigResult;
import savd.daemon.config.DataplaneSection;
import savd.daemon.config.SavdConfig;
import savd.daemon.logging.LogConfigurator;

/** {@code savd run}: the daemon, in the foreground, until SIGTERM or SIGINT; SIGHUP reloads. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Run the daemon in the foreground.")
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "/etc/savd/savd.toml",
      description = "Configuration file (default: ${DEFAULT-VALUE}).")
  private Path file;

  @Option(
      names = "--dataplane",
      paramLabel = "KIND",
      description = "nftables, print or none, whatever the file says; print needs no root.")
  private Optional<DataplaneSection.Kind> dataplane = Optional.empty();

  @Override
  public Integer call() throws InterruptedException {
    return switch (ConfigParser.parse(file)) {
      case ConfigResult.Rejected(var problems) -> {
        problems.forEach(p -> System.err.println(p.describe(file.toString())));
        yield 1;
      }
      case ConfigResult.Accepted(SavdConfig config, var warnings) -> {
        for (ConfigProblem warning : warnings) {
          LOG.warn("{}", warning.describe(file.toString()));
        }
        LogConfigurator.apply(config.log());
        yield run(config);
      }
    };
  }

  private int run(SavdConfig config) throws InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    try (Daemon daemon = new Daemon(config, file, Dataplanes.open(config, dataplane))) {
      daemon.start();
      Signals.on("HUP", daemon::reload);
      Signals.on("TERM", stop::countDown);
      Signals.on("INT", stop::countDown);
      LOG.info(
          "savd is up: AS {}, {} neighbors, {} interfaces",
          config.router().asn(),
          config.neighbors().size(),
          config.interfaces().size());
      stop.await();
      LOG.info("savd stops; the rules in the kernel stay in force");
      return 0;
    } catch (IOException | java.io.UncheckedIOException e) {
      System.err.println("savd: " + e.getMessage());
      return 1;
    }
  }
}
