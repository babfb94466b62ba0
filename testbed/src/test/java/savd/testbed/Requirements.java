package savd.testbed;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

  static void savd() {
    assumeTrue(SavdNode.isBuilt(), "dist/ is missing: run script/build");
  }

  /** The first part of this JVM's namespaces' names. */
  static String labName() {
    return "testbed" + ProcessHandle.current().pid();
  }
}
