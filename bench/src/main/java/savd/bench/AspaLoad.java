package savd.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import savd.bgp.mrt.MrtSource;
import savd.net.PathAttributes;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.net.RouteSink;
import savd.rpki.files.BadFile;
import savd.rpki.files.PayloadReader;
import savd.rpki.payload.AspaTable;
import savd.rpki.validation.AspaValidity;
import savd.rpki.validation.AspaVerification;
import savd.rpki.validation.Direction;

/**
 * What verifying the path of every set of attributes in a routing table costs, in processor time,
 * both directions at once.
 *
 * <pre>
 * AspaLoad ASPAS.json TABLE.mrt.gz
 * </pre>
 */
public final class AspaLoad implements RouteSink {
  private static final int ROUNDS = 5;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final RouteBatch batch = new RouteBatch();
  private final Set<PathAttributes> distinct = new HashSet<>();

  private AspaLoad() {}

  public static void main(String[] args) throws IOException, BadFile {
    AspaTable table = PayloadReader.read(Path.of(args[0])).aspas();
    AspaLoad sink = new AspaLoad();
    new MrtSource(Path.of(args[1]), (address, asn, id) -> Optional.of(new PeerId(0))).start(sink);
    System.out.println(table + ", " + sink.distinct.size() + " sets of attributes");
    byte[][] blocks = sink.distinct.stream().map(PathAttributes::block).toArray(byte[][]::new);
    for (int round = 0; round < ROUNDS; round++) {
      int[] up = new int[3];
      int[] down = new int[3];
      long start = THREADS.getCurrentThreadCpuTime();
      for (byte[] block : blocks) {
        int verdicts = AspaVerification.verdicts(table, block, 0, block.length);
        up[AspaValidity.of(verdicts, Direction.UPSTREAM).ordinal()]++;
        down[AspaValidity.of(verdicts, Direction.DOWNSTREAM).ordinal()]++;
      }
      System.out.printf(
          "verify   %8.1f ns a set; from customers %d unknown, %d valid, %d invalid;"
              + " from providers %d, %d, %d%n",
          (THREADS.getCurrentThreadCpuTime() - start) / (double) blocks.length,
          up[0],
          up[1],
          up[2],
          down[0],
          down[1],
          down[2]);
    }
  }

  @Override
  public RouteBatch acquire(PeerId peer, long arrivalNanos) {
    batch.reset(peer, arrivalNanos);
    return batch;
  }

  @Override
  public void submit(RouteBatch batch) {
    for (int n = 0; n < batch.attributeCount(); n++) {
      distinct.add(
          PathAttributes.copyOf(
              batch.attributeBytes(), batch.attributeOffset(n), batch.attributeLength(n)));
    }
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
