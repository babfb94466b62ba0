package savd.testbed.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process the laboratory started and will end. Its output goes to a file. */
public final class LabProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private final String name;
  private final Process process;
  private final Path log;

  private LabProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts a command; what it writes is appended to {@code log}. */
  public static LabProcess start(String name, List<String> line, Path log) {
    try {
      Process process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      return new LabProcess(name, process, log);
    } catch (IOException e) {
      throw new LabException("cannot start " + String.join(" ", line), e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The last lines it wrote, for messages. */
  public String tail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /** Throws {@link LabException} with what it wrote, when it has ended. */
  public void mustLive() {
    if (!isAlive()) {
      throw new LabException(name + " ended with " + process.exitValue() + ":\n" + tail());
    }
  }

  /** Sends a signal by name, for example HUP. */
  public void signal(String signal) {
    Command.run(List.of("kill", "-" + signal, Long.toString(pid())));
  }

  /** Ends it: SIGTERM, and SIGKILL when that is not heard. */
  public void stop() {
    end(false);
  }

  /** Ends it with SIGKILL. */
  public void kill() {
    end(true);
  }

  private void end(boolean forcibly) {
    // Its children end with it, or are ended after it: OpenBGPD, FRR and Java scripts have some.
    List<ProcessHandle> children = process.descendants().toList();
    try {
      if (forcibly) {
        process.destroyForcibly();
      } else {
        process.destroy();
      }
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
  }
}
