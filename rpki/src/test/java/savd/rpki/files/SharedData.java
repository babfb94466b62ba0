package savd.rpki.files;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real RPKI data kept beside the repository; tests that need it say so when it is absent. */
public final class SharedData {
  private SharedData() {}

  /** A file below {@code data/rpki}; the test is skipped, loudly, where it is absent. */
  public static Path rpki(String name) {
    Path file = Path.of(System.getProperty("savd.shared", "../shared"), "data", "rpki", name);
    assumeTrue(Files.exists(file), () -> "SKIPPED: no shared data at " + file);
    return file;
  }
}
