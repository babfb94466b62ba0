package savd.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import savd.control.ControlRequest;
import savd.control.ControlRequest.ShowDataplane;
import savd.control.ControlRequest.ShowInterfaces;
import savd.control.ControlRequest.ShowNeighbors;
import savd.control.ControlRequest.ShowPiSav;
import savd.control.ControlRequest.ShowRules;
import savd.control.ControlRequest.ShowStatus;
import savd.net.AddressFamily;
import savd.net.IngressInterface;

/** {@code savctl show …}. */
@Command(name = "show", description = "Shows what savd knows.", synopsisSubcommandLabel = "WHAT")
final class ShowCommand implements Runnable {
  @Spec CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this and ends.")
  boolean helpRequested;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "show what? " + String.join(", ", CommandTree.SHOW.keySet()));
  }

  /** {@code show status}. */
  @Command(
      name = "status",
      description = "One screen: readiness, sessions, routes, revision, kernel, memory.")
  static final class Status extends ControlCommand {
    @Override
    public Integer call() throws Exception {
      return ask(new ShowStatus(), new StatusText(terminal));
    }
  }

  /** {@code show neighbors}. */
  @Command(
      name = "neighbors",
      description = {
        "Sessions, one a line; with a NAME everything about that one.",
        "\"Up/down\" is how long the session has been in its state, \"Flaps\" how often it was"
            + " established again."
      })
  static final class Neighbors extends ControlCommand {
    @Parameters(
        arity = "0..1",
        paramLabel = "NAME",
        description = "A neighbour, as it is named in the configuration.")
    String name;

    @Override
    public Integer call() throws Exception {
      return ask(
          new ShowNeighbors(Optional.ofNullable(name)), new NeighborText(terminal, name != null));
    }
  }

  /** {@code show interfaces}. */
  @Command(
      name = "interfaces",
      description = {
        "Interfaces: role, method, mode, whether the list may be trusted yet, its size, packets.",
        "\"Held\" counts prefixes whose routes are gone and whose removal waits."
      })
  static final class Interfaces extends ControlCommand {
    @Parameters(arity = "0..1", paramLabel = "INTERFACE", description = "Only this one.")
    IngressInterface name;

    @Override
    public Integer call() throws Exception {
      ControlRequest request = new ShowInterfaces(Optional.ofNullable(name));
      return ask(request, new InterfaceText(terminal));
    }
  }

  /** {@code show rules}. */
  @Command(
      name = "rules",
      description =
          "The rules of an interface in the order in which they apply, with the reason for each.")
  static final class Rules extends ControlCommand {
    @Parameters(paramLabel = "INTERFACE", description = "The interface packets come in on.")
    IngressInterface name;

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
          new ShowRules(name, Optional.ofNullable(family), paging.paging()),
          new RulesText(terminal));
    }
  }

  /** {@code show pi-sav}. */
  @Command(
      name = "pi-sav",
      description = {
        "How PI-SAV stands: the mode, members by standing, what of the customer cone is protected,"
            + " sessions with members and with tops.",
        "\"Silent\" are members that may be reached from outside and have not said anything."
      })
  static final class PiSav extends ControlCommand {
    @Override
    public Integer call() throws Exception {
      return ask(new ShowPiSav(), new PiSavText(terminal));
    }
  }

  /** {@code show dataplane}. */
  @Command(
      name = "dataplane",
      description = "The kernel's side: revision, commits, failures, repairs, packets.")
  static final class Dataplane extends ControlCommand {
    @Override
    public Integer call() throws Exception {
      return ask(new ShowDataplane(), new DataplaneText(terminal));
    }
  }
}
