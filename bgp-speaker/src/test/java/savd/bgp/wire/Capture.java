package savd.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/**
 * BGP messages out of a pcap or pcapng file: as much of the two formats, of the link layers, of IP
 * and of TCP as the captures of the tests need. Segments are taken in the order captured.
 */
final class Capture {
  private static final int ETHERNET = 1;
  private static final int PPP = 9;
  private static final int RAW_IP = 101;
  private static final int LINUX_COOKED = 113;

  private final Map<String, byte[]> streams = new HashMap<>();
  private final List<byte[]> messages = new ArrayList<>();

  private Capture() {}

  /** Every whole message of the file, in order; the test that asks is skipped without the file. */
  static List<byte[]> messages(String name) throws IOException {
    Path file = Path.of(System.getProperty("savd.shared", "../../shared"), "data/pcap/bgp", name);
    Assumptions.assumeTrue(
        Files.exists(file), () -> "NOT TESTED: no capture at " + file.toAbsolutePath());
    byte[] all = Files.readAllBytes(file);
    if (name.endsWith(".gz")) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        all = in.readAllBytes();
      }
    }
    Capture capture = new Capture();
    ByteBuffer b = ByteBuffer.wrap(all);
    if (b.getInt(0) == 0x0A0D0D0A) {
      capture.pcapng(b);
    } else {
      capture.pcap(b);
    }
    return capture.messages;
  }

  private void pcap(ByteBuffer b) {
    b.order(b.getInt(0) == 0xA1B2C3D4 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int link = b.getInt(20);
    for (int at = 24; at < b.limit(); ) {
      int length = b.getInt(at + 8);
      packet(link, Arrays.copyOfRange(b.array(), at + 16, at + 16 + length));
      at += 16 + length;
    }
  }

  private void pcapng(ByteBuffer b) {
    b.order(b.getInt(8) == 0x1A2B3C4D ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int link = 0;
    for (int at = 0; at < b.limit(); at += b.getInt(at + 4)) {
      switch (b.getInt(at)) {
        case 1 -> link = b.getShort(at + 8);
        case 6 -> {
          int length = b.getInt(at + 20);
          packet(link, Arrays.copyOfRange(b.array(), at + 28, at + 28 + length));
        }
        default -> {}
      }
    }
  }

  private void packet(int link, byte[] frame) {
    int at =
        switch (link) {
          case ETHERNET -> Octets.u16(frame, 12) == 0x8100 ? 18 : 14;
          case PPP -> 4;
          case RAW_IP -> 0;
          case LINUX_COOKED -> 16;
          default -> throw new IllegalArgumentException("link type " + link);
        };
    boolean six = frame[at] >> 4 == 6;
    int end = at + (six ? 40 + Octets.u16(frame, at + 4) : Octets.u16(frame, at + 2));
    int tcp = at + (six ? 40 : (frame[at] & 0x0F) * 4);
    int protocol = frame[at + (six ? 6 : 9)];
    if (protocol == 6) {
      String key =
          HexFormat.of().formatHex(frame, at + (six ? 8 : 12), at + (six ? 40 : 20))
              + HexFormat.of().formatHex(frame, tcp, tcp + 4);
      int payload = tcp + ((frame[tcp + 12] & 0xF0) >> 4) * 4;
      segment(key, Arrays.copyOfRange(frame, payload, Math.min(end, frame.length)));
    }
  }

  private void segment(String key, byte[] payload) {
    byte[] before = streams.getOrDefault(key, new byte[0]);
    byte[] stream = Arrays.copyOf(before, before.length + payload.length);
    System.arraycopy(payload, 0, stream, before.length, payload.length);
    BgpFramer framer = new BgpFramer();
    int at = 0;
    while (true) {
      int length = framer.frameLength(stream, at, stream.length - at);
      assertThat(length).as(() -> "header, " + framer.error()).isNotNegative();
      if (length == BgpFramer.INCOMPLETE) {
        break;
      }
      messages.add(Arrays.copyOfRange(stream, at, at + length));
      at += length;
    }
    streams.put(key, Arrays.copyOfRange(stream, at, stream.length));
  }
}
