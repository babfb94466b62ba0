package savd.pisav.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import savd.pisav.fsm.PisavMachines;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;

/**
 * Spoiled streams through the reader and both machines. {@code main(iterations, seed)} runs as many
 * as one likes; a failure prints the octets, which then become a vector.
 *
 * <p>What must hold: messages or {@link savd.pisav.message.Malformed}, no exception, no octet read
 * outside of the input, what was understood is written again as it came; the machines send nothing
 * after a last word, and no statement is in force but about the AS whose key it is.
 */
public final class PisavFuzz {
  private static final Set<ErrorCode> OF_READER =
      EnumSet.of(
          ErrorCode.CORRUPT,
          ErrorCode.UNSUPPORTED_VERSION,
          ErrorCode.UNKNOWN_TYPE,
          ErrorCode.UNKNOWN_CRITICAL);

  private final Random random;
  private final List<byte[]> streams = new ArrayList<>();
  private long understood;

  public PisavFuzz(long seed) {
    random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      streams.add(Octet.octets(new RandomMessages(seed + i).stream(7)));
      streams.add(PisavMachines.memberOctets(seed + i));
      streams.add(PisavMachines.topOctets(seed + i));
    }
  }

  public static void main(String[] args) {
    long iterations = Long.parseLong(args[0]);
    PisavFuzz fuzz = new PisavFuzz(Long.parseLong(args[1]));
    fuzz.run(iterations);
    System.out.println(
        iterations + " inputs, " + fuzz.understood + " messages, only typed outcomes");
  }

  /** Reads, and drives the machines with, that many inputs. */
  public void run(long iterations) {
    for (long i = 0; i < iterations; i++) {
      byte[] input = input(i);
      try {
        read(input);
        if (i % 2 == 0) {
          PisavMachines.top(input, random);
        } else {
          PisavMachines.member(input, random);
        }
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        throw new AssertionError("input " + i + ": " + HexFormat.of().formatHex(input), e);
      }
    }
  }

  private byte[] input(long i) {
    if (i % 16 == 0) {
      byte[] rubbish = new byte[random.nextInt(120)];
      random.nextBytes(rubbish);
      if (random.nextBoolean() && rubbish.length > 4) {
        rubbish[0] = 1;
        rubbish[1] = (byte) random.nextInt(1, 9);
        rubbish[2] = 0;
      }
      return rubbish;
    }
    byte[] input = streams.get(random.nextInt(streams.size())).clone();
    for (int n = random.nextInt(5); n > 0 && input.length > 0; n--) {
      input = spoil(input, random.nextInt(input.length));
    }
    return input;
  }

  private byte[] spoil(byte[] b, int at) {
    switch (random.nextInt(6)) {
      case 0 -> b[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> b[at] = (byte) random.nextInt();
      case 2 ->
          b[at] =
              (byte) new int[] {0, 1, 2, 4, 8, 12, 16, 32, 33, 127, 128, 255}[random.nextInt(12)];
      case 3 -> Arrays.fill(b, at, Math.min(b.length, at + 4), (byte) -random.nextInt(2));
      case 4 -> {
        return Arrays.copyOf(b, at);
      }
      default -> {
        int to = Math.min(b.length, at + random.nextInt(1, 33));
        byte[] longer = Arrays.copyOf(b, b.length + to - at);
        System.arraycopy(b, at, longer, to, b.length - at);
        return longer;
      }
    }
    return b;
  }

  private void read(byte[] input) {
    // Surrounded by other octets, as in a receive buffer: nothing outside may be read as its own.
    byte[] buffer = new byte[input.length + 128];
    Arrays.fill(buffer, (byte) 0xAA);
    System.arraycopy(input, 0, buffer, 64, input.length);
    Octet.Kept kept = new Octet.Kept();
    int used = MessageReader.read(buffer, 64, 64 + input.length, kept);
    understood += kept.frames.size();
    assertThat(kept.malformed.isPresent()).isEqualTo(used == MessageReader.BROKEN);
    kept.malformed.ifPresent(
        m -> {
          assertThat(OF_READER).contains(m.code());
          assertThat(m.header()).hasSize(Frames.HEADER_LENGTH);
        });
    if (used != MessageReader.BROKEN) {
      assertThat(used).isBetween(64, 64 + input.length);
    }
    for (Frame f : kept.frames) {
      assertThat(Octet.read(Octet.octets(f)).frames).containsExactly(f);
    }
    int split = random.nextInt(input.length + 1);
    assertThat(Octet.read(input, split).frames).isEqualTo(kept.frames);
  }
}
