package savd.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import savd.control.ControlRequest.ShowVrps;
import savd.control.VrpFilter;
import savd.net.AddressFamily;
import savd.net.Asn;

/** {@code savctl show rpki vrps}. */
@Command(
    name = "vrps",
    description = {
      "VRPs in force, the payloads of ROAs: all of them, or those that fit every option.",
      "\"validate\" tells what they say of a route."
    })
final class ShowVrpsCommand extends ControlCommand {
  @CommandLine.Mixin PrefixOptions prefixes;

  @Option(names = "--as", paramLabel = "AS", description = "Only for this origin AS.")
  Asn asn;

  @Option(
      names = {"-f", "--family"},
      paramLabel = "FAMILY",
      completionCandidates = Choices.Families.class,
      description = "Only ${COMPLETION-CANDIDATES}.")
  AddressFamily family;

  @CommandLine.Mixin PagingOptions paging;

  @Override
  public Integer call() throws Exception {
    return ask(
        new ShowVrps(
            new VrpFilter(
                Optional.ofNullable(family),
                prefixes.prefix(spec),
                prefixes.match(),
                Optional.ofNullable(asn)),
            paging.paging()),
        new VrpsText(terminal));
  }
}
