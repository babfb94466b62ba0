package savd.cli;

import picocli.CommandLine.Command;
import savd.control.ControlRequest.Reload;

/** {@code savctl reload}. */
@Command(
    name = "reload",
    description = {
      "Reads the configuration file again.",
      "Only what differs is changed: sessions and lists it does not concern go on undisturbed. A"
          + " file with a problem changes nothing."
    })
final class ReloadCommand extends ControlCommand {
  @Override
  public Integer call() throws Exception {
    return ask(new Reload(), new DoneText(terminal));
  }
}
