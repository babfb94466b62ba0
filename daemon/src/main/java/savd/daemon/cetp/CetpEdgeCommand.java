package savd.daemon.cetp;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import savd.cetp.fsm.Seen;
import savd.cetp.session.Edge;
import savd.daemon.Signals;
import savd.daemon.config.ConfigProblem;
import savd.daemon.config.ControlSection;
import savd.daemon.control.ControlServer;
import savd.daemon.control.EventHub;
import savd.daemon.control.Handlers;
import savd.daemon.http.HttpServer;

/** {@code savd cetp-edge}: an edge, in the foreground, until SIGTERM or SIGINT. */
@Command(
    name = "cetp-edge",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a CETP edge in the foreground: its hosts reach named hosts behind other edges.",
      "SIGHUP reads the file again: hosts, policies and preferences of RLOCs. SIGUSR2 writes"
          + " sessions and counters to standard output."
    })
public final class CetpEdgeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(CetpEdgeCommand.class);

  private static final int SOCKET_MODE = 0660;

  @Parameters(paramLabel = "FILE", description = "Configuration file.")
  private Path file;

  @Override
  public Integer call() throws InterruptedException {
    EdgeConfigReader.Result result = EdgeConfigReader.read(file);
    if (result.config().isEmpty()) {
      result.problems().forEach(p -> System.err.println(p.describe(file.toString())));
      return 1;
    }
    result.warnings().forEach(this::warn);
    CountDownLatch stop = new CountDownLatch(1);
    try (Edge edge = Edge.open(result.config().get());
        Servers servers = Servers.open(edge, result)) {
      LOG.debug("{} servers beside the edge", servers.all.size());
      Signals.on("HUP", () -> reload(edge));
      Signals.on("USR2", () -> report(edge, System.out));
      Signals.on("TERM", stop::countDown);
      Signals.on("INT", stop::countDown);
      edge.failure().thenRun(stop::countDown);
      stop.await();
      if (edge.failure().toCompletableFuture().isDone()) {
        // Whoever watches over us starts us again.
        return 1;
      }
      report(edge, System.out);
      return 0;
    } catch (IOException e) {
      System.err.println("savd: " + e.getMessage());
      return 1;
    }
  }

  /** The control socket and the metrics of an edge that runs alone. */
  private record Servers(List<AutoCloseable> all) implements AutoCloseable {
    static Servers open(Edge edge, EdgeConfigReader.Result result) throws IOException {
      Handlers handlers = Handlers.of(new EdgeAnswers(() -> Optional.of(edge)));
      Servers servers = new Servers(new ArrayList<>());
      try {
        if (result.control().isPresent()) {
          ControlSection socket =
              new ControlSection(result.control().get(), SOCKET_MODE, Optional.empty());
          servers.all.add(ControlServer.open(socket, handlers, new EventHub()));
        }
        if (result.metrics().isPresent()) {
          servers.all.add(HttpServer.open(result.metrics().get(), handlers));
        }
        return servers;
      } catch (IOException | RuntimeException e) {
        servers.close();
        throw e;
      }
    }

    @Override
    public void close() {
      for (AutoCloseable server : all) {
        try {
          server.close();
        } catch (Exception e) {
          LOG.warn("a socket could not be closed: {}", e.getMessage());
        }
      }
    }
  }

  private void warn(ConfigProblem warning) {
    LOG.warn("{}", warning.describe(file.toString()));
  }

  private void reload(Edge edge) {
    EdgeConfigReader.Result result = EdgeConfigReader.read(file);
    result.problems().forEach(p -> LOG.error("{}", p.describe(file.toString())));
    result.warnings().forEach(this::warn);
    if (result.config().isEmpty()) {
      LOG.error("not read again: the configuration in force stays");
    }
    result
        .config()
        .ifPresent(
            config -> {
              edge.reload(config);
              LOG.info("read {} again", file);
            });
  }

  private static void report(Edge edge, PrintStream out) {
    try {
      List<Seen> sessions = edge.sessions(-1, Integer.MAX_VALUE).toCompletableFuture().get();
      Map<String, Long> counters = edge.counters().toCompletableFuture().get();
      for (Seen s : sessions) {
        out.printf(
            "session %d %s %s %s %s over %s%n",
            s.slot(),
            s.role(),
            s.state(),
            s.host(),
            s.peerName().isEmpty() ? "-" : s.peerName(),
            s.target().map(Object::toString).orElse("-"));
      }
      counters.forEach(
          (name, count) -> out.printf("counter %s %d%n", name.replace(' ', '-'), count));
      out.println("end of report");
      out.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.warn("no report", e);
    }
  }
}
