package savd.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import savd.cetp.capture.CaptureText;
import savd.control.ControlRequest.CetpCounters;
import savd.control.ControlRequest.CetpPolicies;
import savd.control.ControlRequest.CetpRlocs;
import savd.control.ControlRequest.CetpSessions;

/** {@code savctl cetp …}: a CETP edge, and what it sends. */
@Command(
    name = "cetp",
    synopsisSubcommandLabel = "WHAT",
    description = {
      "Looks at a CETP edge, and at the Customer Edge Traversal Protocol.",
      "An edge that runs without savd has a control socket of its own: name it with --socket."
    },
    subcommands = {
      CetpCommand.Sessions.class,
      CetpCommand.Rlocs.class,
      CetpCommand.Policies.class,
      CetpCommand.Counters.class,
      CetpCommand.Decode.class
    })
final class CetpCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this and ends.")
  boolean helpRequested;

  /** {@code savctl cetp sessions}. */
  @Command(
      name = "sessions",
      description = {
        "Sessions, one a line: state, host, peer, and the RLOCs packets go between.",
        "A peer without a name is shown by its identity."
      })
  static final class Sessions extends ControlCommand {
    @CommandLine.Mixin PagingOptions paging;

    @Override
    public Integer call() throws Exception {
      return ask(new CetpSessions(paging.paging()), new CetpText.Sessions(terminal));
    }
  }

  /** {@code savctl cetp rlocs}. */
  @Command(
      name = "rlocs",
      description = {
        "Our RLOCs, and those of each session's peer: proven or not, blocked by the rules of the",
        "interface they are heard on or not, in use or not."
      })
  static final class Rlocs extends ControlCommand {
    @CommandLine.Mixin PagingOptions paging;

    @Override
    public Integer call() throws Exception {
      return ask(new CetpRlocs(paging.paging()), new CetpText.Rlocs(terminal));
    }
  }

  /** {@code savctl cetp policies}. */
  @Command(name = "policies", description = "Our hosts, and what each asks of callers.")
  static final class Policies extends ControlCommand {
    @Override
    public Integer call() throws Exception {
      return ask(new CetpPolicies(), new CetpText.Policies(terminal));
    }
  }

  /** {@code savctl cetp counters}. */
  @Command(
      name = "counters",
      description = "What the edge counted, and what of it speaks of spoofing, by interface.")
  static final class Counters extends ControlCommand {
    @Override
    public Integer call() throws Exception {
      return ask(new CetpCounters(), new CetpText.Counters(terminal));
    }
  }

  /** {@code savctl cetp decode}: reads a file, asks nobody. */
  @Command(
      name = "decode",
      description = {
        "Shows the CETP messages of a capture file, pcap or pcapng, in words.",
        "Needs no savd. Finds CETP over UDP, as IP protocol 253 and as EtherType 0x88b5."
      })
  static final class Decode extends ControlCommand {
    @Option(
        names = "--port",
        paramLabel = "PORT",
        defaultValue = "48001",
        description = "UDP port of CETP (default: ${DEFAULT-VALUE}).")
    int port;

    @Parameters(paramLabel = "FILE", description = "As tcpdump -w writes it.")
    Path file;

    @Override
    public Integer call() {
      try {
        CaptureText.write(file, port, terminal::line);
        return 0;
      } catch (IOException e) {
        terminal.flush();
        terminal.errorWriter().println("savctl: " + file + ": " + e.getMessage());
        return 1;
      }
    }
  }
}
