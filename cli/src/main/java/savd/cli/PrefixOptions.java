package savd.cli;

import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import savd.control.RouteFilter;
import savd.net.Prefix;

/** Options of commands that find things by their prefix. */
final class PrefixOptions {
  @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "Only exactly this prefix.")
  Prefix exact;

  @Option(
      names = "--longer",
      paramLabel = "PREFIX",
      description = "This prefix and its more-specifics.")
  Prefix longer;

  @Option(
      names = "--covering",
      paramLabel = "PREFIX",
      description = "This prefix and its less-specifics.")
  Prefix covering;

  /** The prefix asked for; more than one is wrong usage. */
  Optional<Prefix> prefix(CommandSpec spec) {
    Prefix[] given =
        Stream.of(exact, longer, covering).filter(p -> p != null).toArray(Prefix[]::new);
    if (given.length > 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "only one of PREFIX, --longer and --covering can be given");
    }
    return Stream.of(given).findFirst();
  }

  RouteFilter.Match match() {
    if (longer != null) {
      return RouteFilter.Match.LONGER;
    }
    return covering != null ? RouteFilter.Match.COVERING : RouteFilter.Match.EXACT;
  }
}
