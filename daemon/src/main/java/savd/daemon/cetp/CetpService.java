package savd.daemon.cetp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private volatile Path started;
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
    result.warnings().forEach(w -> LOG.warn("{}", w.describe(file.toString())));
    started = file;
    Edge opened = Edge.open(result.config().get(), Optional.of(rules));
    edge = opened;
    opened.failure().thenRunAsync(() -> end(opened));
  }

  /** What is wrong with an edge's file. */
  public static List<ConfigProblem> problems(Path file) {
    return EdgeConfigReader.read(file).problems();
  }

  /** What is doubtful in an edge's file that has no problems. */
  public static List<ConfigProblem> warnings(Path file) {
    return EdgeConfigReader.read(file).warnings();
  }

  /**
   * What the file the edge was started with says now: to be taken by {@link #apply}, or wrong.
   *
   * @return empty when no edge runs
   */
  public Optional<Read> read() {
    return edge().map(_ -> new Read(started, EdgeConfigReader.read(started)));
  }

  /** An edge's file as it was read; what is said of it names the file. */
  public record Read(Path file, EdgeConfigReader.Result result) {
    /** What keeps it from being taken, in the words of savd.toml's problems. */
    public List<ConfigProblem> problems() {
      return about(file, result.problems());
    }
  }

  private static List<ConfigProblem> about(Path file, List<ConfigProblem> said) {
    return said.stream()
        .map(p -> new ConfigProblem(0, "cetp.file", p.describe(file.toString())))
        .toList();
  }

  /**
   * Takes what was read; open sessions go on.
   *
   * @return what is doubtful, and what of it takes a restart
   */
  public List<ConfigProblem> apply(Read read) {
    List<ConfigProblem> said = new ArrayList<>(about(read.file, read.result.warnings()));
    Edge running = edge;
    if (running != null && read.result.config().isPresent()) {
      for (String key : running.reload(read.result.config().get())) {
        said.add(
            new ConfigProblem(
                0, "cetp.file", read.file + ": " + key + " changes; that takes a restart"));
      }
    }
    return said;
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

  /** An edge that cannot go on ends; source address validation does not end with it. */
  private void end(Edge failed) {
    edge = null;
    failed.close();
    LOG.error("there is no CETP edge until savd is started again");
  }

  @Override
  public void close() {
    Edge running = edge;
    if (running != null) {
      running.close();
    }
  }
}
