package savd.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Processor time of some threads of another process, in the program and in the kernel for it. On a
 * busy machine it says more than the clock does: what the threads of a chain take one after the
 * other is the least that a change can take.
 */
final class ThreadTimes {
  private final long process;
  private final String[] names;
  private final List<List<Path>> threads = new ArrayList<>();
  private final long[] before;
  private final long[] sums;

  /**
   * @param names how the names of the threads begin
   */
  ThreadTimes(long process, String... names) {
    this.process = process;
    this.names = names;
    this.before = new long[names.length];
    this.sums = new long[names.length];
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long nanos(int i) {
    long n = 0;
    for (Path t : threads.get(i)) {
      String spent = read(t.resolve("schedstat"));
      n += Long.parseLong(spent.substring(0, spent.indexOf(' ')));
    }
    return n;
  }

  void start() {
    for (int i = 0; i < threads.size(); i++) {
      before[i] = nanos(i);
    }
  }

  /** Adds what was spent since {@link #start}. */
  void stop() {
    for (int i = 0; i < threads.size(); i++) {
      sums[i] += nanos(i) - before[i];
    }
  }

  /** Forgets what was added, and looks which threads there are. */
  void restart() throws IOException {
    Arrays.fill(sums, 0);
    threads.clear();
    for (String name : names) {
      try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process + "/task"))) {
        threads.add(tasks.filter(t -> read(t.resolve("comm")).startsWith(name)).toList());
      }
    }
  }

  /** Prints the means of so many starts and stops. */
  void report(int count) {
    StringBuilder line = new StringBuilder("    processor time, mean ms:");
    for (int i = 0; i < names.length; i++) {
      line.append(String.format(Locale.ROOT, " %s %.3f", names[i], sums[i] / 1e6 / count));
    }
    System.out.println(line);
  }
}
