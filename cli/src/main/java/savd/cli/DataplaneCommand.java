package savd.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import savd.control.ControlRequest.SetCoupling;

/** {@code savctl dataplane}. */
@Command(
    name = "dataplane",
    description = {
      "Takes savd's hands off the kernel, or puts them back.",
      "decouple leaves the rules in the kernel as they are while savd goes on computing; couple"
          + " brings the kernel up to date and keeps it there."
    })
final class DataplaneCommand extends ControlCommand {
  /** What to do. */
  enum Coupling {
    COUPLE,
    DECOUPLE
  }

  @Parameters(
      paramLabel = "ACTION",
      completionCandidates = Choices.Couplings.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  Coupling action;

  @Override
  public Integer call() throws Exception {
    return ask(
        switch (action) {
          case COUPLE -> new SetCoupling(true);
          case DECOUPLE -> new SetCoupling(false);
        },
        new DoneText(terminal));
  }
}
