package savd.cli;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import savd.control.ControlRequest;
import savd.control.DocumentReader;
import savd.control.ErrorAnswer;

/** A command that asks savd one thing and shows the answer. */
abstract class ControlCommand implements Callable<Integer> {
  Terminal terminal;

  @Spec CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this and ends.")
  boolean helpRequested;

  /** Shows an answer as text. */
  interface TextRenderer {
    /** The member whose rows come one by one, or the empty text. */
    default String table() {
      return "";
    }

    /** A row of the table. */
    default void row(Document row) {}

    /** All but the rows, after them. */
    void document(Document document);
  }

  private Savctl savctl() {
    return (Savctl) spec.root().userObject();
  }

  OutputFormat format() {
    return savctl().output;
  }

  /** Asks and shows; gives the exit status. */
  int ask(ControlRequest request, TextRenderer text) throws IOException {
    try (ControlClient client = ControlClient.connect(savctl().socket)) {
      InputStream in = new BufferedInputStream(client.ask(request), 1 << 16);
      return switch (format()) {
        case TEXT -> show(in, text);
        case JSON -> copy(in, text.table());
      };
    }
  }

  private int show(InputStream in, TextRenderer text) throws IOException {
    DocumentReader reader = new DocumentReader(in);
    long[] rows = new long[1];
    Optional<Document> document =
        reader
            .next(
                text.table(),
                row -> {
                  rows[0]++;
                  text.row(new Document(row));
                })
            .map(Document::new);
    if (document.isEmpty()) {
      throw new IOException("savd closed the connection");
    }
    Optional<ErrorAnswer> error = ErrorAnswer.in(document.get().members());
    if (error.isEmpty() || rows[0] > 0) {
      text.document(document.get());
    }
    return error.map(terminal::fail).orElse(0);
  }

  /** Tells events as they come; ends when savd does. */
  int follow(ControlRequest.Monitor request, TextRenderer text) throws IOException {
    try (ControlClient client = ControlClient.connect(savctl().socket)) {
      InputStream in = client.ask(request);
      if (format() == OutputFormat.JSON) {
        return copy(in, "");
      }
      DocumentReader reader = new DocumentReader(in);
      Optional<Document> event = reader.next().map(Document::new);
      while (event.isPresent()) {
        Optional<ErrorAnswer> error = ErrorAnswer.in(event.get().members());
        if (error.isPresent()) {
          return terminal.fail(error.get());
        }
        text.document(event.get());
        terminal.flush();
        event = reader.next().map(Document::new);
      }
      throw new IOException("savd ended");
    }
  }

  /** Passes the answer through as it is; it is read all the same, for the exit status. */
  private int copy(InputStream in, String table) throws IOException {
    DocumentReader reader = new DocumentReader(new Tee(in, terminal));
    Optional<ErrorAnswer> error = Optional.empty();
    Optional<Document> document = reader.next(table, row -> {}).map(Document::new);
    while (document.isPresent()) {
      terminal.flush();
      Optional<ErrorAnswer> here = ErrorAnswer.in(document.get().members());
      error = error.isPresent() ? error : here;
      document = reader.next(table, row -> {}).map(Document::new);
    }
    return error.map(e -> e.kind().exitCode()).orElse(0);
  }

  /** Reads on and writes what it read. */
  private static final class Tee extends FilterInputStream {
    private final Terminal terminal;

    Tee(InputStream in, Terminal terminal) {
      super(in);
      this.terminal = terminal;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      if (count > 0) {
        terminal.bytes(bytes, offset, count);
      }
      return count;
    }
  }
}
