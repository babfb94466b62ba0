package savd.daemon.cetp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.cetp.session.Edge;
import savd.cetp.session.SourceRules;
import savd.daemon.config.ConfigProblem;

/** The edge that runs in savd, beside source address validation and joined with it. */
public final class CetpService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CetpService.class);

  private final EdgeAnswers answers = new EdgeAnswers(this::edge);
  private volatile Edge edge;

  private Optional<Edge> edge() {
    return Optional.ofNullable(edge);
  }

  /**
   * Reads the edge's file and starts the edge.
   *
   * @param rules what may come in by which interface
   * @throws IOException with a sentence for the operator
   */
  public void start(Path file, SourceRules rules) throws IOException {
    EdgeConfigReader.Result result = EdgeConfigReader.read(file);
    if (result.config().isEmpty()) {
      throw new IOException(
          String.join(
              System.lineSeparator(),
              result.problems().stream().map(p -> p.describe(file.toString())).toList()));
    }
    edge = Edge.open(result.config().get(), Optional.of(rules));
  }

  /** What is wrong with an edge's file. */
  public static List<ConfigProblem> problems(Path file) {
    return EdgeConfigReader.read(file).problems();
  }

  /** Reads the file again, whole or not at all; open sessions go on. */
  public void reload(Path file) {
    Edge running = edge;
    if (running == null) {
      return;
    }
    EdgeConfigReader.Result result = EdgeConfigReader.read(file);
    result.problems().forEach(p -> LOG.error("{}", p.describe(file.toString())));
    result.config().ifPresent(running::reload);
  }

  /** Rules have changed; any thread, returns at once. */
  public void rulesChanged() {
    Edge running = edge;
    if (running != null) {
      running.rulesChanged();
    }
  }

  public EdgeAnswers answers() {
    return answers;
  }

  @Override
  public void close() {
    Edge running = edge;
    if (running != null) {
      running.close();
    }
  }
}
