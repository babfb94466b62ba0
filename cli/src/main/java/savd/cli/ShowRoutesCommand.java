package savd.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import savd.control.ControlRequest.ShowRoutes;
import savd.control.RouteFilter;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IngressInterface;
import savd.net.Prefix;

/** {@code savctl show routes}. */
@Command(
    name = "routes",
    description = {
      "Routes in the Adj-RIBs-In, before any policy: all of them, or those that fit every option.",
      "Flags: S stale (its neighbour restarts or refreshes), L leaked (RFC 9234; no list uses it)."
    })
final class ShowRoutesCommand extends ControlCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "PREFIX",
      description = "Only routes for exactly this prefix.")
  Prefix prefix;

  @Option(
      names = "--longer",
      paramLabel = "PREFIX",
      description = "Routes for this prefix and its more-specifics.")
  Prefix longer;

  @Option(
      names = "--covering",
      paramLabel = "PREFIX",
      description = "Routes for this prefix and its less-specifics.")
  Prefix covering;

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

  @CommandLine.Mixin PagingOptions paging;

  @Override
  public Integer call() throws Exception {
    return ask(new ShowRoutes(filter(), paging.paging()), new RoutesText(terminal));
  }

  private RouteFilter filter() {
    RouteFilter.Match match = RouteFilter.Match.EXACT;
    Prefix wanted = prefix;
    int given = wanted == null ? 0 : 1;
    if (longer != null) {
      match = RouteFilter.Match.LONGER;
      wanted = longer;
      given++;
    }
    if (covering != null) {
      match = RouteFilter.Match.COVERING;
      wanted = covering;
      given++;
    }
    if (given > 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "only one of PREFIX, --longer and --covering can be given");
    }
    return new RouteFilter(
        Optional.ofNullable(family),
        Optional.ofNullable(neighbor),
        Optional.ofNullable(wanted),
        match,
        Optional.ofNullable(origin),
        Optional.ofNullable(ingress));
  }
}
