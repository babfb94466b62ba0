package savd.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import savd.control.ConeSubject;
import savd.control.ControlRequest.ShowCone;

/** {@code savctl show cone}. */
@Command(
    name = "cone",
    description = {
      "The customer cone of an AS, or of what is behind an interface, as a tree: each AS below"
          + " the one through which it is a member, and why it is one.",
      "From ASPAs and AS paths together, as BAR-SAV finds it."
    })
final class ShowConeCommand extends ControlCommand {
  @Parameters(
      paramLabel = "AS|INTERFACE",
      description = "A number, with AS before it or not, or the name of an interface.")
  ConeSubject subject;

  @CommandLine.Mixin PagingOptions paging;

  @Override
  public Integer call() throws Exception {
    return ask(new ShowCone(subject, paging.paging()), new ConeText(terminal));
  }
}
