package savd.cetp.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Spoiled messages through reader, decoder and encoder. {@code main(iterations, seed)} runs as many
 * as one likes; a failure prints the octets, which then become a vector.
 */
public final class CetpFuzz {
  private static final int AROUND = 32;
  private final Random random;
  private final List<byte[]> originals;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
  private final MessageDecoder decoder = new MessageDecoder();
  private long read;

  CetpFuzz(long seed) {
    random = new Random(seed);
    originals =
        Stream.concat(
                Vectors.all().values().stream().map(Vectors.Vector::octets),
                Stream.of(MessageEncoder.encode(Vectors.everything())))
            .toList();
  }

  public static void main(String[] args) {
    long iterations = Long.parseLong(args[0]);
    long read = new CetpFuzz(Long.parseLong(args[1])).run(iterations);
    System.out.println(iterations + " inputs, " + read + " of them messages; only typed outcomes");
  }

  /** Returns how many inputs still were messages. */
  long run(long iterations) {
    for (long i = 0; i < iterations; i++) {
      byte[] input = input();
      try {
        one(input);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("input " + i + ": " + HexFormat.of().formatHex(input), e);
      }
    }
    return read;
  }

  private byte[] input() {
    if (random.nextInt(16) == 0) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] b = originals.get(random.nextInt(originals.size())).clone();
    for (int n = random.nextInt(1, 5); n > 0 && b.length > 0; n--) {
      int at = random.nextInt(b.length);
      switch (random.nextInt(5)) {
        case 0 -> b[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> b[at] = (byte) random.nextInt();
        case 2 -> b[at] = (byte) new int[] {0, 1, 127, 128, 255}[random.nextInt(5)];
        case 3 -> b = Arrays.copyOf(b, random.nextInt(b.length + 8));
        default -> b[at] += (byte) (random.nextBoolean() ? 1 : -1);
      }
    }
    if (b.length >= 4 && random.nextBoolean()) {
      // Set the lengths right again, so that what is behind them is looked at too.
      ByteBuffer.wrap(b).putShort(2, (short) b.length);
    }
    return b;
  }

  private void one(byte[] input) {
    // Surrounded by other octets: nothing outside may be read as its own.
    for (int filling : new int[] {0x00, 0xFF}) {
      for (int i = 0; i < AROUND; i++) {
        buffer.put(i, (byte) filling);
        buffer.put(AROUND + input.length + i, (byte) filling);
      }
      buffer.put(AROUND, input);
      Decoded decoded = decoder.decode(buffer, AROUND, input.length, Carriage.DATAGRAM);
      if (!decoded.equals(MessageDecoder.decode(input))) {
        throw new AssertionError("depends on what is around it");
      }
      if (decoded instanceof Decoded.Read r && filling == 0) {
        read++;
        byte[] again = MessageEncoder.encode(r.message());
        if (!MessageDecoder.decode(again).equals(decoded)) {
          throw new AssertionError("encodes to something else: " + r.message());
        }
        if (MessageText.lines(r.message()).isEmpty()) {
          throw new AssertionError("no words");
        }
      }
    }
  }
}
