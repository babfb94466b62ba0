package savd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import savd.control.ControlRequest.Diff;

/** {@code savctl diff}. */
@Command(
    name = "diff",
    description = {
      "Shows what another configuration would block or permit.",
      "FILE is compared with what runs, not loaded. The answer is for the routes of this moment."
    })
final class DiffCommand extends ControlCommand {
  @Parameters(paramLabel = "FILE", description = "A configuration file, see savd.toml(5).")
  Path file;

  @Override
  public Integer call() throws Exception {
    String candidate;
    try {
      candidate = Files.readString(file);
    } catch (IOException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "cannot read " + file + " (" + e + ")");
    }
    return ask(new Diff(candidate), new DiffText(terminal));
  }
}
