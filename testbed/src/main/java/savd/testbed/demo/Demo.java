package savd.testbed.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import savd.testbed.lab.Command;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabException;

/** The program behind {@code script/demo}. */
public final class Demo {
  private static final String USAGE =
      """
      usage: script/demo [--keep] [--mrt FILE]
        --keep      leave the laboratory up for exploring until Enter is pressed
        --mrt FILE  feed a real table (MRT, also .gz and .bz2) to savd from one more neighbour
      """;

  /** What the command line asks for. */
  record Options(boolean keep, Optional<Path> mrt) {}

  private Demo() {}

  public static void main(String[] args) {
    Optional<Options> options = parse(args);
    if (options.isEmpty()) {
      System.err.print(USAGE);
      System.exit(2);
    }
    try {
      System.exit(run(options.get()) ? 0 : 1);
    } catch (LabException e) {
      System.err.println("demo: " + e.getMessage());
      System.exit(1);
    }
  }

  private static Optional<Options> parse(String[] args) {
    boolean keep = false;
    Optional<Path> mrt = Optional.empty();
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--keep")) {
        keep = true;
      } else if (args[i].equals("--mrt") && i + 1 < args.length) {
        mrt = Optional.of(Path.of(args[++i]));
        if (!Files.isReadable(mrt.get())) {
          System.err.println("demo: cannot read " + mrt.get());
          return Optional.empty();
        }
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new Options(keep, mrt));
  }

  private static boolean run(Options options) {
    List<String> missing =
        List.of("ip", "nft", "bird", "/usr/lib/frr/bgpd", "gobgpd").stream()
            .filter(program -> !Command.exists(program))
            .toList();
    if (missing.isEmpty() && Lab.possible()) {
      return new LabDemo(options).run();
    }
    System.out.println(
        missing.isEmpty()
            ? "Not root, or no network namespaces on this machine:"
            : "Not installed here: " + String.join(", ", missing) + ":");
    System.out.println(
        "the neighbours are played by the testbed, and savd prints its rules instead of loading"
            + " them.\nAs root on a machine with BIRD, FRR and GoBGP, real packets are sent.\n");
    return new PlayedDemo(options).run();
  }
}
