package savd.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import savd.control.ConeSubject;
import savd.control.ControlRequest.ShowCone;

/** {@code savctl show cone}. */
@Command(
    name = "cone",
    description = {
      "A customer cone as a tree: each AS below the one through which it is a member, and why it"
          + " is one.",
      "Ours, as PI-SAV goes by it, with how every member stands and why; that of an AS, from ASPAs"
          + " and AS paths together, as BAR-SAV finds it; or the one that the list of an interface"
          + " follows."
    })
final class ShowConeCommand extends ControlCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "AS|INTERFACE",
      description =
          "A number, with AS before it or not, or the name of an interface; none for ours.")
  ConeSubject subject;

  @Option(
      names = "--dot",
      description = "As a graph in the language of Graphviz: savctl show cone --dot | dot -Tsvg")
  boolean dot;

  @CommandLine.Mixin PagingOptions paging;

  @Override
  public Integer call() throws Exception {
    ConeSubject asked = subject == null ? new ConeSubject.Own() : subject;
    return ask(
        new ShowCone(asked, paging.paging()),
        dot ? new ConeDot(terminal, asked instanceof ConeSubject.Own) : new ConeText(terminal));
  }
}
