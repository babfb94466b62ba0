package savd.bench.cetp;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import savd.cetp.wire.Carriage;
import savd.cetp.wire.Finding;
import savd.cetp.wire.MessageReader;

/**
 * Headers of data messages, read and checked whole, as the data plane does with each: a thousand
 * sessions by turns, in the memory the kernel writes to.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DataHeaders {
  private static final int MESSAGES = 1000;

  /** Vector V1 of docs/cetp.md. */
  private static final byte[] COMPRESSED_IPV4 =
      HexFormat.of()
          .parseHex(
              "20a0002c" + "0106a1a2a3a4a5a6" + "0106b1b2b3b4b5b6" + "fe801806" + "00".repeat(20));

  /** Vector V5: an IPv4 packet with its header. */
  private static final byte[] FRAME =
      HexFormat.of()
          .parseHex(
              "20a0002b"
                  + "0106a1a2a3a4a5a6"
                  + "0106b1b2b3b4b5b6"
                  + "ff0800"
                  + "45"
                  + "00".repeat(2)
                  + "14"
                  + "00".repeat(16));

  private final MessageReader reader = new MessageReader();
  private ByteBuffer compressed;
  private ByteBuffer frames;

  /** Fills the buffers; each message has a destination of its own. */
  @Setup
  public void fill() {
    compressed = many(COMPRESSED_IPV4);
    frames = many(FRAME);
  }

  private static ByteBuffer many(byte[] octets) {
    ByteBuffer b = ByteBuffer.allocateDirect(octets.length * MESSAGES);
    for (int i = 0; i < MESSAGES; i++) {
      b.put(octets).putInt(b.position() - octets.length + 16, i);
    }
    return b;
  }

  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public int compressedIpv4() {
    return good(compressed, COMPRESSED_IPV4.length);
  }

  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public int ipv4Frame() {
    return good(frames, FRAME.length);
  }

  private int good(ByteBuffer b, int length) {
    int good = 0;
    int payloads = 0;
    for (int i = 0; i < MESSAGES; i++) {
      Finding finding = reader.read(b, i * length, length, Carriage.DATAGRAM);
      good += finding == Finding.WELL_FORMED && reader.isData() ? 1 : 0;
      payloads += reader.payloadOffset() + reader.destinationOffset();
    }
    if (good != MESSAGES) {
      throw new AssertionError("only " + good + " of " + MESSAGES + " were good data messages");
    }
    return payloads;
  }
}
