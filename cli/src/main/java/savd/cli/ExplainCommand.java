package savd.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import savd.control.ControlRequest.Explain;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/** {@code savctl explain}. */
@Command(
    name = "explain",
    description = {
      "Tells whether and why a source may come in on an interface.",
      "The rule that decides, and the routes and neighbours behind it."
    })
final class ExplainCommand extends ControlCommand {
  @Parameters(index = "0", paramLabel = "SOURCE", description = "An IPv4 or IPv6 address.")
  IpAddress source;

  @Parameters(
      index = "1",
      paramLabel = "INTERFACE",
      description = "The interface packets come in on.")
  IngressInterface ingress;

  @Override
  public Integer call() throws Exception {
    return ask(new Explain(source, ingress), new ExplainText(terminal));
  }
}
