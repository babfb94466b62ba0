package savd.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import savd.control.ControlRequest.ShowRoutes;
import savd.control.OriginVerdict;
import savd.control.PathVerdict;
import savd.control.RouteFilter;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IngressInterface;

/** {@code savctl show routes}. */
@Command(
    name = "routes",
    description = {
      "Routes in the Adj-RIBs-In, before any policy: all of them, or those that fit every option.",
      "Flags: S stale (its neighbour restarts or refreshes), L leaked (RFC 9234), X excluded (no"
          + " list and no decision uses it).",
      "For one PREFIX also the VRPs and the hops that decide."
    })
final class ShowRoutesCommand extends ControlCommand {
  @CommandLine.Mixin PrefixOptions prefixes;

  @Option(
      names = {"-f", "--family"},
      paramLabel = "FAMILY",
      completionCandidates = Choices.Families.class,
      description = "Only ${COMPLETION-CANDIDATES}.")
  AddressFamily family;

  @Option(names = "--neighbor", paramLabel = "NAME", description = "Only from this neighbour.")
  String neighbor;

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description = "Only from neighbours on this interface.")
  IngressInterface ingress;

  @Option(names = "--origin", paramLabel = "AS", description = "Only with this origin AS.")
  Asn origin;

  @Option(
      names = "--rov",
      paramLabel = "STATE",
      completionCandidates = Choices.OriginVerdicts.class,
      description = "Only those whose origin is ${COMPLETION-CANDIDATES} (RFC 6811).")
  OriginVerdict rov;

  @Option(
      names = "--aspa",
      paramLabel = "STATE",
      completionCandidates = Choices.PathVerdicts.class,
      description = "Only those whose path is ${COMPLETION-CANDIDATES} by ASPAs.")
  PathVerdict aspa;

  @CommandLine.Mixin PagingOptions paging;

  @Override
  public Integer call() throws Exception {
    return ask(new ShowRoutes(filter(), paging.paging()), new RoutesText(terminal));
  }

  private RouteFilter filter() {
    return new RouteFilter(
        Optional.ofNullable(family),
        Optional.ofNullable(neighbor),
        prefixes.prefix(spec),
        prefixes.match(),
        Optional.ofNullable(origin),
        Optional.ofNullable(ingress),
        Optional.ofNullable(rov),
        Optional.ofNullable(aspa));
  }
}
