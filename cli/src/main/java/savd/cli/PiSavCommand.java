package savd.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import savd.control.ControlRequest.AnnounceDetour;

/** {@code savctl pi-sav …}: orders about PI-SAV. */
@Command(
    name = "pi-sav",
    synopsisSubcommandLabel = "WHAT",
    description = "Orders about PI-SAV, source address validation for our customer cone.",
    subcommands = PiSavCommand.Detour.class)
final class PiSavCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this and ends.")
  boolean helpRequested;

  /** Said or not. */
  enum Announcement {
    ON,
    OFF
  }

  /** {@code savctl pi-sav detour}. */
  @Command(
      name = "detour",
      description = {
        "Tells all tops at once that we have a detour, or that we go by what we see again.",
        "Before planned maintenance that takes the way through the cone: tops then block nothing"
            + " of what is below us."
      })
  static final class Detour extends ControlCommand {
    @Parameters(
        paramLabel = "on|off",
        completionCandidates = Choices.Announcements.class,
        description = "One of ${COMPLETION-CANDIDATES}.")
    Announcement announcement;

    @Override
    public Integer call() throws Exception {
      return ask(
          switch (announcement) {
            case ON -> new AnnounceDetour(true);
            case OFF -> new AnnounceDetour(false);
          },
          new DoneText(terminal));
    }
  }
}
