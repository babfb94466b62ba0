package savd.bgp.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.Prefix;
import savd.net.RouteBatch;

/**
 * How much processor time UPDATEs take to read, cold and warm: of the reading thread, and of the
 * process with its compilers. {@code main(FILE)} takes the UPDATEs of a BGP4MP_ET file; {@code
 * main(PREFIXES, UPDATES)} makes some, a sixth of the prefixes IPv6.
 */
public final class DecodeSpeed {
  private static final int PASSES = 15;

  private final byte[] stream;
  private final SessionParameters session;

  private DecodeSpeed(byte[] stream, SessionParameters session) {
    this.stream = stream;
    this.session = session;
  }

  public static void main(String[] args) throws IOException {
    byte[] stream =
        args.length == 1
            ? recorded(Path.of(args[0]))
            : made(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    DecodeSpeed speed = new DecodeSpeed(stream, Updates.EXTERNAL.withChecks(Set.of()));
    for (int pass = 0; pass < PASSES; pass++) {
      speed.pass(pass);
    }
  }

  private void pass(int number) throws IOException {
    UpdateDecoder decoder = new UpdateDecoder(session, m -> {});
    BgpFramer framer = new BgpFramer();
    framer.allowExtendedMessages();
    RouteBatch batch = new RouteBatch();
    long beginWhole = processNanos();
    long begin = threadNanos();
    int at = 0;
    batch.reset(Updates.PEER, 0);
    while (at < stream.length) {
      int length = framer.frameLength(stream, at, stream.length - at);
      if (length <= 0 || !decoder.decode(stream, at, length, batch)) {
        throw new IllegalStateException("at " + at + ": " + framer.error());
      }
      at += length;
      if (batch.size() >= 1024) {
        batch.reset(Updates.PEER, 0);
      }
    }
    long nanos = threadNanos() - begin;
    long whole = processNanos() - beginWhole;
    long prefixes = decoder.announced() + decoder.withdrawn();
    System.out.printf(
        "pass %2d: %d UPDATEs, %d prefixes, %.1f MB in %.1f ms (process %.1f ms): %.0f ns/prefix, %.0f"
            + " ns/UPDATE%n",
        number,
        decoder.updates(),
        prefixes,
        stream.length / 1e6,
        nanos / 1e6,
        whole / 1e6,
        (double) nanos / prefixes,
        (double) nanos / decoder.updates());
  }

  /** Time on a processor, so that a busy machine does not show. */
  private static long threadNanos() throws IOException {
    String statistics = Files.readString(Path.of("/proc/thread-self/schedstat"));
    return Long.parseLong(statistics.substring(0, statistics.indexOf(' ')));
  }

  private static long processNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static byte[] recorded(Path file) throws IOException {
    byte[] all = new byte[1 << 20];
    int size = 0;
    try (InputStream raw = Files.newInputStream(file);
        DataInputStream in = new DataInputStream(new GZIPInputStream(raw, 1 << 16))) {
      while (true) {
        in.readInt();
        int type = in.readUnsignedShort();
        int subtype = in.readUnsignedShort();
        byte[] body = in.readNBytes(in.readInt());
        int header = 4 + 8 + 4 + (body[15] == 1 ? 8 : 32);
        boolean update = type == 17 && subtype == 4 && body[header + 18] == 2;
        if (update) {
          if (size + body.length > all.length) {
            all = Arrays.copyOf(all, 2 * all.length);
          }
          System.arraycopy(body, header, all, size, body.length - header);
          size += body.length - header;
        }
      }
    } catch (EOFException e) {
      return Arrays.copyOf(all, size);
    }
  }

  private static byte[] made(int prefixes, int updates) {
    Random random = new Random(1);
    UpdateEncoder encoder = new UpdateEncoder(Updates.EXTERNAL);
    int each = Math.max(1, prefixes / updates);
    return Updates.encode(
        out -> {
          for (int u = 0; u < updates; u++) {
            boolean six = u % 6 == 0;
            long[] path = random.longs(random.nextInt(2, 8), 1, 400_000).toArray();
            PathAttributes attributes =
                new PathAttributesBuilder(0, AsPath.of(path))
                    .nextHop(IpAddress.parse(six ? "2001:db8::1" : "192.0.2.1"))
                    .communities(random.ints(random.nextInt(5)).toArray())
                    .build();
            List<Prefix> group = new ArrayList<>(each);
            for (int i = 0; i < each; i++) {
              AddressFamily family = six ? AddressFamily.IPV6 : AddressFamily.IPV4;
              int length = six ? 48 : 24;
              group.add(
                  Prefix.of(
                      family,
                      random.nextLong() & family.maskHigh(length),
                      random.nextLong() & family.maskLow(length),
                      length));
            }
            encoder.announce(attributes, 0, group, out);
          }
        });
  }
}
