package savd.testbed;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import savd.testbed.lab.Command;
import savd.testbed.lab.Lab;
import savd.testbed.node.SavdNode;

/** What a test of this module needs from the machine; without it, it is skipped and says why. */
final class Requirements {
  private Requirements() {}

  static void namespaces() {
    assumeTrue(Lab.possible(), "network namespaces need root and a kernel that has them");
  }

  static void programs(String... programs) {
    for (String program : programs) {
      assumeTrue(Command.exists(program), program + " is not installed");
    }
  }

  /** FRR's validation comes in a package of its own. */
  static void frrRpki() {
    Path modules =
        Path.of(
            "/usr/lib", System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux-gnu");
    assumeTrue(
        Files.exists(modules.resolve("frr/modules/bgpd_rpki.so")),
        "frr-rpki-rtrlib is not installed");
  }

  static void savd() {
    assumeTrue(SavdNode.isBuilt(), "dist/ is missing: run script/build");
  }

  /** The first part of this JVM's namespaces' names. */
  static String labName() {
    return "testbed" + ProcessHandle.current().pid();
  }
}
