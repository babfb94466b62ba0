package savd.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import savd.control.ControlRequest.SetMode;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;

/** {@code savctl set-mode}. */
@Command(
    name = "set-mode",
    description = {
      "Sets what happens to blocked packets of an interface.",
      "enforce drops them, monitor counts and samples them, off has no rules at all. This holds"
          + " until the next reload or restart."
    })
final class SetModeCommand extends ControlCommand {
  @Parameters(index = "0", paramLabel = "INTERFACE", description = "As in the configuration.")
  IngressInterface ingress;

  @Parameters(
      index = "1",
      paramLabel = "MODE",
      completionCandidates = Choices.Modes.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  EnforcementMode mode;

  @Override
  public Integer call() throws Exception {
    return ask(new SetMode(ingress, mode), new DoneText(terminal));
  }
}
