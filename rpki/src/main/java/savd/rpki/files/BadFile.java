package savd.rpki.files;

import java.util.List;
import java.util.stream.Collectors;

/** A file, or a set of files, is not taken. */
public final class BadFile extends Exception {
  private final transient List<FileFault> faults;

  /** With at least one fault. */
  public BadFile(List<FileFault> faults) {
    // Where it was thrown says nothing: the faults say where they are.
    super(
        faults.stream().map(FileFault::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.faults = List.copyOf(faults);
  }

  BadFile(FileFault fault) {
    this(List.of(fault));
  }

  /** What is wrong, in the order of the file. */
  public List<FileFault> faults() {
    return faults;
  }
}
