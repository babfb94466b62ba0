package savd.rpki.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Files that are read again when they change. What a file said when it was last good stays while it
 * is bad or absent.
 *
 * <p>A file has changed when its time, its size or its inode has. It is read when two looks in turn
 * find the same, since the one who writes it may not be done, and half a CSV file is a good one;
 * the first look, and one that is forced, reads at once.
 *
 * <p>Confined to one thread, which waits for the disk.
 *
 * @param <T> what a file says
 */
public final class WatchedFiles<T> {
  /** Reads one file. */
  public interface Reader<T> {
    T read(Path file) throws IOException, BadFile;
  }

  /**
   * How it stands with a file.
   *
   * @param good what it said when it was last good; empty where it never was
   * @param goodMillis when that was read, Unix time; 0 where it never was
   * @param faults why it is bad now; empty where it is not
   */
  public record State<T>(Path file, Optional<T> good, long goodMillis, List<FileFault> faults) {
    public State {
      faults = List.copyOf(faults);
    }
  }

  private record Stamp(long size, long modifiedNanos, Object inode) {
    static final Stamp ABSENT = new Stamp(-1, 0, "absent");

    static Stamp of(Path file) {
      try {
        BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(
            a.size(),
            a.lastModifiedTime().to(TimeUnit.NANOSECONDS),
            Objects.requireNonNullElse(a.fileKey(), "none"));
      } catch (IOException e) {
        return ABSENT;
      }
    }
  }

  private static final class Watched<T> {
    private State<T> state;
    private Stamp read;
    private Stamp seen;

    Watched(Path file) {
      state = new State<>(file, Optional.empty(), 0, List.of());
    }
  }

  private final Reader<T> reader;
  private final List<Watched<T>> files = new ArrayList<>();

  public WatchedFiles(List<Path> files, Reader<T> reader) {
    this.reader = reader;
    files.forEach(f -> this.files.add(new Watched<>(f)));
  }

  /**
   * Looks at every file, and reads those that changed.
   *
   * @param nowMillis the time, for the states
   * @return true where any was read
   */
  public boolean look(long nowMillis) {
    boolean any = false;
    for (Watched<T> w : files) {
      Stamp now = Stamp.of(w.state.file());
      boolean still = w.read == null || now.equals(w.seen);
      w.seen = now;
      if (still && !now.equals(w.read)) {
        read(w, now, nowMillis);
        any = true;
      }
    }
    return any;
  }

  /** Reads every file, changed or not. */
  public void reload(long nowMillis) {
    for (Watched<T> w : files) {
      w.seen = Stamp.of(w.state.file());
      read(w, w.seen, nowMillis);
    }
  }

  /** The stamp is from before the reading: what changes meanwhile is a change. */
  private void read(Watched<T> w, Stamp stamp, long nowMillis) {
    Path file = w.state.file();
    w.read = stamp;
    try {
      w.state = new State<>(file, Optional.of(reader.read(file)), nowMillis, List.of());
    } catch (BadFile e) {
      w.state = bad(w.state, e.faults());
    } catch (NoSuchFileException e) {
      w.state = bad(w.state, List.of(new FileFault(file.toString(), 0, "", "no such file")));
    } catch (IOException e) {
      String text = FileFault.quote("cannot be read: " + e.getMessage());
      w.state = bad(w.state, List.of(new FileFault(file.toString(), 0, "", text)));
    }
  }

  private static <T> State<T> bad(State<T> state, List<FileFault> faults) {
    return new State<>(state.file(), state.good(), state.goodMillis(), faults);
  }

  /** How it stands with each, in the order given. */
  public List<State<T>> states() {
    return files.stream().map(w -> w.state).toList();
  }
}
