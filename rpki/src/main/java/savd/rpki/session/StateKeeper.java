package savd.rpki.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a file of the data in force: written in the background, ten minutes apart at least, and
 * once more at the end. Used on the event loop.
 */
final class StateKeeper {
  private static final Logger LOG = LoggerFactory.getLogger("savd.rpki");
  private static final long APART_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Path file;

  /** Serializes writers, of which there may be two when the end comes. */
  private final Object writing = new Object();

  private Optional<Long> writtenNanos = Optional.empty();
  private SavedState last;

  StateKeeper(Path file) {
    this.file = file;
  }

  /** What the file says, unless it has expired or is of a time to come. */
  Optional<SavedState> read() {
    try {
      return SavedState.read(file).filter(s -> remainingMillis(s) > 0);
    } catch (IOException e) {
      LOG.warn("{}: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /** How long the data may still be used; 0 or less for no longer. */
  static long remainingMillis(SavedState s) {
    long age = System.currentTimeMillis() - s.updatedMillis();
    return age < 0 ? 0 : TimeUnit.SECONDS.toMillis(s.timing().expire()) - age;
  }

  /** Notes what is in force, and writes it when the last time is long enough ago. */
  void keep(SavedState state) {
    last = state;
    long now = System.nanoTime();
    if (writtenNanos.isEmpty() || now - writtenNanos.get() >= APART_NANOS) {
      writtenNanos = Optional.of(now);
      Thread.ofVirtual().start(() -> write(state));
    }
  }

  /** Writes what was noted last; waits for the disk. */
  void finish() {
    if (last != null) {
      write(last);
    }
  }

  private void write(SavedState state) {
    synchronized (writing) {
      try {
        state.write(file);
      } catch (IOException e) {
        LOG.warn("{}: {}", file, e.toString());
      }
    }
  }
}
