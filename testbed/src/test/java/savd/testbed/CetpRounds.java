package savd.testbed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import savd.cetp.capture.CaptureText;

/** How many messages set-ups took, by a capture of what went over the wire. */
final class CetpRounds {
  private CetpRounds() {}

  /** Of bob's further names, from {@code first} on; 0 of those whose answer is not there. */
  static List<Integer> of(Path file, int first, int count) {
    List<String> lines = new ArrayList<>();
    try {
      CaptureText.write(file, 48001, lines::add);
    } catch (IOException e) {
      return List.of(0);
    }
    return IntStream.range(first, first + count)
        .mapToObj(i -> of(lines, CetpLab.LATE_IDENTITY.formatted(i)))
        .toList();
  }

  /** Messages to an identity before one comes back that accepts: once, and with the cookie. */
  private static int of(List<String> lines, String identity) {
    int rounds = 0;
    boolean answer = false;
    for (String line : lines) {
      if (!line.startsWith(" ")) {
        answer = line.contains(identity + " >");
        rounds += line.contains("> " + identity) ? 1 : 0;
      } else if (answer && line.contains("session-identity RR")) {
        return rounds;
      }
    }
    return 0;
  }
}
