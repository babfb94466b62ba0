package savd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import savd.rpki.inspect.NotAnRpkiObject;
import savd.rpki.inspect.ObjectJson;
import savd.rpki.inspect.ObjectText;
import savd.rpki.inspect.RpkiObject;
import savd.rpki.inspect.RpkiObjectReader;

/** {@code savctl rpki …}: looking at what others publish. */
@Command(
    name = "rpki",
    synopsisSubcommandLabel = "WHAT",
    description = "Looks at published RPKI objects.",
    subcommands = {RpkiCommand.Inspect.class})
final class RpkiCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this and ends.")
  boolean helpRequested;

  /** {@code savctl rpki inspect}: reads a file, asks nobody. */
  @Command(
      name = "inspect",
      description = {
        "Shows what a ROA, an ASPA, a router or a resource certificate says.",
        "Needs no savd. Checks the object itself, not the way up to a trust anchor."
      })
  static final class Inspect extends ControlCommand {
    /** Objects are a few kilobytes; what is larger is something else. */
    private static final long LARGEST = 1 << 20;

    @Parameters(paramLabel = "FILE", description = "An object as it is published, in DER.")
    Path file;

    @Override
    public Integer call() {
      try {
        if (Files.size(file) > LARGEST) {
          return fail("larger than an object");
        }
        RpkiObject object = RpkiObjectReader.read(Files.readAllBytes(file));
        switch (format()) {
          case TEXT -> ObjectText.write(object, terminal::line);
          case JSON -> terminal.line(ObjectJson.of(object));
        }
        return object.faults().isEmpty() ? 0 : 1;
      } catch (NotAnRpkiObject | IOException e) {
        return fail(e instanceof NoSuchFileException ? "no such file" : e.getMessage());
      }
    }

    private int fail(String text) {
      terminal.flush();
      terminal.errorWriter().println("savctl: " + file + ": " + text);
      return 1;
    }
  }
}
