package savd.bgp.mrt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import savd.bgp.Mutation;
import savd.net.RouteBatch;

/**
 * Spoiled MRT files through the reader. {@code main(iterations, seed)} runs as many as one likes; a
 * failure prints the octets.
 */
public final class MrtFuzz {
  private final Random random;
  private final List<byte[]> files = new ArrayList<>();

  MrtFuzz(long seed) {
    random = new Random(seed);
    String path = "40010100" + "40020a02020001000e0000fde8" + "400304c0000201";
    String narrowPath = "40010100" + "40020602020001fde8" + "400304c0000201";
    String narrow = "ff".repeat(16) + "002f02" + "0000" + "0014" + narrowPath + "18cb0071";
    String update = "ff".repeat(16) + "003302" + "0000" + "0018" + path + "18cb0071";
    String session = "0001000e0000fbf400000001c0000201c0000202";
    String session2 = "fde8fbf400000001c0000201c0000202";
    String index = "0a0000010000" + "0001" + "02" + "0a0a0a0a" + "c0000201" + "0001000e";
    String entry = "0000" + "00000000" + "0018" + path;
    files.add(record(16, 4, session + update));
    files.add(record(16, 1, session2 + narrow));
    files.add(
        record(
            16, 9, session + update.replace("003302", "003702").replace("18cb", "0000000518cb")));
    files.add(record(17, 4, "00000001" + session + update));
    files.add(record(16, 5, session + "00060001"));
    files.add(record(5, 1, "fde8c0000201fbf4c0000202" + "0000" + "0014" + narrowPath + "18cb0071"));
    files.add(record(5, 3, "fde8c0000201" + "00060001"));
    String table =
        "00000000cb007100" + "1801" + "00000000" + "c0000201" + "fde8" + "0014" + narrowPath;
    files.add(record(12, 1, table));
    byte[] head = record(13, 1, index);
    files.add(join(head, record(13, 2, "00000000" + "18cb0071" + "0001" + entry)));
    String entryWithId = "0000" + "00000000" + "00000007" + "0018" + path;
    files.add(join(head, record(13, 8, "00000000" + "18cb0071" + "0001" + entryWithId)));
    files.add(join(head, record(13, 6, "00000000" + "000101" + "18cb0071" + "0001" + entry)));
  }

  private static byte[] record(int type, int subtype, String body) {
    byte[] b = HexFormat.of().parseHex(body);
    return ByteBuffer.allocate(12 + b.length)
        .putInt(1)
        .putShort((short) type)
        .putShort((short) subtype)
        .putInt(b.length)
        .put(b)
        .array();
  }

  private static byte[] join(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  public static void main(String[] args) {
    long iterations = Long.parseLong(args[0]);
    new MrtFuzz(Long.parseLong(args[1])).run(iterations);
    System.out.println(iterations + " inputs, only typed outcomes");
  }

  void run(long iterations) {
    for (long i = 0; i < iterations; i++) {
      byte[] good = files.get(random.nextInt(files.size()));
      byte[] input = i < files.size() ? files.get((int) i) : Mutation.of(good, 0, random);
      try {
        file(input, i < files.size());
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("input " + i + ": " + HexFormat.of().formatHex(input), e);
      }
    }
  }

  private void file(byte[] input, boolean whole) {
    MrtSource source = new MrtSource(Path.of("spoiled"), new MrtFiles.NumberingPeers());
    source.read(
        new ByteArrayInputStream(input), input.length, new MrtFiles.ConsumingSink(MrtFuzz::values));
    MrtSummary s = source.summary();
    assertThat(s.problems().size()).isLessThanOrEqualTo((int) s.problemCount());
    if (whole) {
      assertThat(s.problems()).isEmpty();
    }
  }

  private static void values(RouteBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      assertThat(batch.change(i).toString()).isNotEmpty();
    }
  }
}
