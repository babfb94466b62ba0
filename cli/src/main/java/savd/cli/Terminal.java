package savd.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import savd.control.ErrorAnswer;

/** Where answers go, and whether colours may be used there. */
final class Terminal {
  /** Colours by meaning. */
  enum Style {
    PLAIN(""),
    HEADING("\u001b[1m"),
    GOOD("\u001b[32m"),
    DOUBTFUL("\u001b[33m"),
    BAD("\u001b[31m");

    private final String begin;

    Style(String begin) {
      this.begin = begin;
    }
  }

  /** Nobody reads what we write any more, as behind {@code | head}: no reason to go on. */
  private static final class ReaderGone extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final PrintStream out;
  private final PrintStream err;
  private final boolean coloured;
  private long lines;

  Terminal(PrintStream out, PrintStream err, boolean coloured) {
    this.out = out;
    this.err = err;
    this.coloured = coloured;
  }

  boolean isColoured() {
    return coloured;
  }

  PrintWriter writer() {
    return new PrintWriter(out, true);
  }

  PrintWriter errorWriter() {
    return new PrintWriter(err, true);
  }

  void line(String text) {
    out.println(text);
    if ((++lines & 0x3FF) == 0 && out.checkError()) {
      throw new ReaderGone();
    }
  }

  void bytes(byte[] bytes, int offset, int length) {
    out.write(bytes, offset, length);
    if (out.checkError()) {
      throw new ReaderGone();
    }
  }

  void flush() {
    out.flush();
  }

  String styled(String text, Style style) {
    return coloured && style != Style.PLAIN ? style.begin + text + "\u001b[0m" : text;
  }

  /** Tells an error of savd and gives the exit status for it. */
  int fail(ErrorAnswer error) {
    out.flush();
    err.println("savctl: " + error.text());
    error.problems().forEach(problem -> err.println("  " + problem));
    return error.kind().exitCode();
  }

  /** Tells what went wrong on our side and gives the exit status for it. */
  int fail(Exception e) throws Exception {
    out.flush();
    switch (e) {
      case ControlClient.Unreachable unreachable -> {
        err.println("savctl: " + unreachable.getMessage());
        return 3;
      }
      case ReaderGone gone -> {
        return 0;
      }
      case IOException broken -> {
        err.println("savctl: the answer broke off: " + broken.getMessage());
        return 1;
      }
      default -> throw e;
    }
  }
}
