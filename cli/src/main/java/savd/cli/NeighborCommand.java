package savd.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import savd.control.ControlRequest;

/** {@code savctl neighbor}. */
@Command(
    name = "neighbor",
    description = {
      "Acts on one session.",
      "refresh asks for all routes again (RFC 2918); reset closes and connects again; shutdown"
          + " closes and stays down until enable, a reload that changes the neighbour, or a"
          + " restart."
    })
final class NeighborCommand extends ControlCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "As in the configuration.")
  String name;

  @Parameters(
      index = "1",
      paramLabel = "ACTION",
      completionCandidates = Choices.NeighborActions.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  ControlRequest.NeighborCommand.Action action;

  @Override
  public Integer call() throws Exception {
    return ask(new ControlRequest.NeighborCommand(name, action), new DoneText(terminal));
  }
}
