package savd.bgp.mrt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.net.RouteSink;

/** Real files, and a sink and peers to read them with. */
final class MrtFiles {
  private MrtFiles() {}

  /** The directory of real MRT files; the test that asks is skipped, and says so, without it. */
  static Path directory() {
    Path directory = Path.of(System.getProperty("savd.shared", "../../shared"), "data", "mrt");
    Assumptions.assumeTrue(
        Files.isDirectory(directory),
        () -> "NOT TESTED: no real MRT files at " + directory.toAbsolutePath());
    return directory;
  }

  /** Every peer of a file gets the next number. */
  static final class NumberingPeers implements MrtPeers {
    record Known(IpAddress address, Asn asn, int bgpIdentifier) {}

    final List<Known> known = new ArrayList<>();

    @Override
    public Optional<PeerId> peer(IpAddress address, Asn asn, int bgpIdentifier) {
      known.add(new Known(address, asn, bgpIdentifier));
      return Optional.of(new PeerId(known.size() - 1));
    }
  }

  /** Hands batches to a consumer and uses them again. */
  static final class ConsumingSink implements RouteSink {
    private final Consumer<RouteBatch> consumer;
    private final List<RouteBatch> free = new ArrayList<>();

    ConsumingSink(Consumer<RouteBatch> consumer) {
      this.consumer = consumer;
    }

    @Override
    public RouteBatch acquire(PeerId peer, long arrivalNanos) {
      RouteBatch batch = free.isEmpty() ? new RouteBatch() : free.removeLast();
      return batch.reset(peer, arrivalNanos);
    }

    @Override
    public void submit(RouteBatch batch) {
      consumer.accept(batch);
      free.add(batch);
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void whenWritable(Runnable task) {
      task.run();
    }
  }
}
