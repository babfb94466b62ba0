package savd.rpki.slurm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import savd.rpki.files.BadFile;
import savd.rpki.files.FileFault;
import savd.rpki.files.WatchedFiles;

/**
 * The SLURM files that are configured, as one set: while any of them is bad, or two overlap, the
 * set that was in force stays in force.
 */
public final class SlurmFiles {
  private final WatchedFiles<SlurmFile> files;
  private Slurm inForce = Slurm.NONE;
  private List<FileFault> faults = List.of();
  private long inForceMillis;

  public SlurmFiles(List<Path> files) {
    this.files = new WatchedFiles<>(files, SlurmReader::read);
  }

  /** Looks, and reads what changed; true where any file was read. */
  public boolean look(long nowMillis) {
    boolean read = files.look(nowMillis);
    if (read) {
      combine(nowMillis);
    }
    return read;
  }

  /** Reads all of them now. */
  public void reload(long nowMillis) {
    files.reload(nowMillis);
    combine(nowMillis);
  }

  private void combine(long nowMillis) {
    List<FileFault> found = new ArrayList<>();
    List<SlurmFile> good = new ArrayList<>();
    for (WatchedFiles.State<SlurmFile> s : files.states()) {
      found.addAll(s.faults());
      s.good().ifPresent(good::add);
    }
    if (found.isEmpty()) {
      try {
        inForce = Slurm.of(good);
        inForceMillis = nowMillis;
      } catch (BadFile e) {
        found.addAll(e.faults());
      }
    }
    faults = List.copyOf(found);
  }

  /** The set in force; {@link Slurm#NONE} while none was good. */
  public Slurm slurm() {
    return inForce;
  }

  /** When the set in force was read, Unix time; 0 while none was good. */
  public long inForceMillis() {
    return inForceMillis;
  }

  /** Why what is in the files now is not in force; empty where it is. */
  public List<FileFault> faults() {
    return faults;
  }

  /** True once the whole set was good; before, lists that rest on exceptions are not to be made. */
  public boolean isComplete() {
    return inForceMillis > 0 || files.states().isEmpty();
  }
}
