package savd.rpki.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import savd.rpki.payload.NamedPayload;
import savd.rpki.payload.Payload;

/** The files of validated data that are configured; see {@link WatchedFiles}. */
public final class PayloadFiles {
  private final WatchedFiles<Payload> files;

  public PayloadFiles(List<Path> files) {
    this.files = new WatchedFiles<>(files, PayloadReader::read);
  }

  /** Looks, and reads what changed; true where any file was read. */
  public boolean look(long nowMillis) {
    return files.look(nowMillis);
  }

  /** Reads all of them now. */
  public void reload(long nowMillis) {
    files.reload(nowMillis);
  }

  public List<WatchedFiles.State<Payload>> states() {
    return files.states();
  }

  /**
   * What the files say, each when it was last good. Empty while any was never good: a part of the
   * data makes routes invalid that the whole makes valid.
   */
  public Optional<List<NamedPayload>> payloads() {
    if (states().stream().anyMatch(s -> s.good().isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        states().stream()
            .map(s -> new NamedPayload(s.file().toString(), s.good().orElseThrow()))
            .toList());
  }
}
