package savd.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import savd.cetp.capture.CaptureText;

/** {@code savctl cetp …}: looking at the Customer Edge Traversal Protocol. */
@Command(
    name = "cetp",
    synopsisSubcommandLabel = "WHAT",
    description = "Looks at the Customer Edge Traversal Protocol.",
    subcommands = {CetpCommand.Decode.class})
final class CetpCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this and ends.")
  boolean helpRequested;

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
