package savd.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import savd.control.ControlRequest.Validate;
import savd.net.Asn;
import savd.net.Prefix;

/** {@code savctl validate}. */
@Command(
    name = "validate",
    description = {
      "Tells what the VRPs in force say of a route, whether there is such a route or not (RFC"
          + " 6811).",
      "All VRPs that cover it, and why each matches or not."
    })
final class ValidateCommand extends ControlCommand {
  @Parameters(index = "0", paramLabel = "PREFIX", description = "The prefix of the route.")
  Prefix prefix;

  @Parameters(index = "1", paramLabel = "AS", description = "Its origin AS.")
  Asn origin;

  @Override
  public Integer call() throws Exception {
    return ask(new Validate(prefix, origin), new ValidateText(terminal));
  }
}
