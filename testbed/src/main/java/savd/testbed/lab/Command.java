package savd.testbed.lab;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A command that has ended.
 *
 * @param line what was run
 * @param status its exit status
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record Command(List<String> line, int status, String out, String err) {
  private static final Duration BOUND = Duration.ofMinutes(3);
  private static final Duration LONG_BOUND = Duration.ofMinutes(10);

  /** Runs a command to its end, at most three minutes: programs wait less. */
  public static Command run(List<String> line) {
    return run(line, "");
  }

  /** Runs a command with {@code input} as its standard input. */
  public static Command run(List<String> line, String input) {
    try {
      Process process = new ProcessBuilder(line).start();
      CompletableFuture<String> out = reading(process.getInputStream());
      CompletableFuture<String> err = reading(process.getErrorStream());
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The command ended without reading its input; its status tells.
      }
      if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new LabException("does not end: " + String.join(" ", line));
      }
      return new Command(line, process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new LabException("cannot run " + String.join(" ", line), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted in " + String.join(" ", line), e);
    }
  }

  /**
   * Runs a command whose answer may be long, at most ten minutes; each line goes to {@code sink}.
   */
  public static void forEachLine(List<String> line, Consumer<String> sink) {
    forOutput(
        line,
        in -> {
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
          for (String l = lines.readLine(); l != null; l = lines.readLine()) {
            sink.accept(l);
          }
        });
  }

  /** What reads the output of a command. */
  @FunctionalInterface
  public interface OutputReader {
    void read(InputStream in) throws IOException;
  }

  /** As {@link #forEachLine}, with the output as it comes; errors go to ours. */
  public static void forOutput(List<String> line, OutputReader reader) {
    try {
      Process process =
          new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      process.getOutputStream().close();
      Thread watch =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      if (!process.waitFor(LONG_BOUND.toSeconds(), TimeUnit.SECONDS)) {
                        process.destroyForcibly();
                      }
                    } catch (InterruptedException e) {
                      // The answer has been read.
                    }
                  });
      try (InputStream in = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
        reader.read(in);
      }
      int status = process.waitFor();
      watch.interrupt();
      if (status != 0) {
        throw new LabException(String.join(" ", line) + " ended with " + status);
      }
    } catch (IOException e) {
      throw new LabException("cannot run " + String.join(" ", line), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted in " + String.join(" ", line), e);
    }
  }

  private static CompletableFuture<String> reading(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
              } catch (IOException e) {
                text.completeExceptionally(new UncheckedIOException(e));
              }
            });
    return text;
  }

  /** True when the command is installed. */
  public static boolean exists(String program) {
    return program.startsWith("/")
        ? java.nio.file.Files.isExecutable(java.nio.file.Path.of(program))
        : run(List.of("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin command -v " + program)).ok();
  }

  public boolean ok() {
    return status == 0;
  }

  /** Returns this when the status is 0, or throws {@link LabException} with what it wrote. */
  public Command orThrow() {
    if (status != 0) {
      throw new LabException(
          String.join(" ", line) + " ended with " + status + ": " + (err + out).strip());
    }
    return this;
  }
}
