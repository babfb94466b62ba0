package savd.daemon;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import savd.daemon.cetp.CetpEdgeCommand;

/** The command line of savd. */
@Command(
    name = "savd",
    mixinStandardHelpOptions = true,
    version = "savd 0.1.0",
    description = "Source address validation for border routers: from BGP to nftables.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      ComputeCommand.class,
      CetpEdgeCommand.class
    })
public final class Savd {
  private Savd() {}

  /** Exit status: 0 well, 1 an error told on standard error, 2 wrong usage. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Savd()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }
}
