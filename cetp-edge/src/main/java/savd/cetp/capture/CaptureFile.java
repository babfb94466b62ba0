package savd.cetp.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames of a capture file: the classic format of libpcap (in both byte orders, with microseconds
 * or nanoseconds) and the blocks of pcapng that carry packets.
 */
public final class CaptureFile {
  private static final int CLASSIC_MICROS = 0xA1B2C3D4;
  private static final int CLASSIC_NANOS = 0xA1B23C4D;
  private static final int SECTION = 0x0A0D0D0A;
  private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
  private static final int INTERFACE = 1;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;
  private static final int IF_TSRESOL = 9;

  /**
   * What was captured.
   *
   * @param epochNanos when
   * @param linkType as in the list of link types of libpcap
   * @param octets big endian, from position to limit
   */
  public record Frame(long epochNanos, int linkType, ByteBuffer octets) {}

  /** Takes frames as they come. */
  public interface Sink {
    void frame(Frame frame) throws IOException;
  }

  /** An interface of pcapng: its link type and units of time a second. */
  private record Interface(int linkType, long unitsPerSecond) {}

  private final ByteBuffer in;
  private final Sink sink;

  private CaptureFile(ByteBuffer in, Sink sink) {
    this.in = in;
    this.sink = sink;
  }

  /** Reads a file; throws {@link CaptureException} where it is not what it should be. */
  public static void read(Path file, Sink sink) throws IOException {
    read(ByteBuffer.wrap(Files.readAllBytes(file)), sink);
  }

  /** Reads the octets of a file. */
  public static void read(ByteBuffer octets, Sink sink) throws IOException {
    if (octets.remaining() < 24) {
      throw new CaptureException("not a capture file: shorter than any header");
    }
    ByteBuffer in = octets.slice().order(ByteOrder.BIG_ENDIAN);
    CaptureFile file = new CaptureFile(in, sink);
    int magic = in.getInt(0);
    if (magic == SECTION) {
      file.blocks();
    } else if (magic == CLASSIC_MICROS || magic == CLASSIC_NANOS) {
      file.classic(magic == CLASSIC_NANOS);
    } else if (Integer.reverseBytes(magic) == CLASSIC_MICROS
        || Integer.reverseBytes(magic) == CLASSIC_NANOS) {
      in.order(ByteOrder.LITTLE_ENDIAN);
      file.classic(Integer.reverseBytes(magic) == CLASSIC_NANOS);
    } else {
      throw new CaptureException("not a capture file: it begins with %08x".formatted(magic));
    }
  }

  private void classic(boolean nanos) throws IOException {
    int linkType = in.getInt(20) & 0x0FFF_FFFF;
    int at = 24;
    while (in.limit() - at >= 16) {
      long seconds = in.getInt(at) & 0xFFFF_FFFFL;
      long fraction = in.getInt(at + 4) & 0xFFFF_FFFFL;
      int length = in.getInt(at + 8);
      if (length < 0 || length > in.limit() - at - 16) {
        throw new CaptureException("breaks off in the packet at octet " + at);
      }
      long when = seconds * 1_000_000_000L + (nanos ? fraction : fraction * 1000);
      sink.frame(new Frame(when, linkType, in.slice(at + 16, length)));
      at += 16 + length;
    }
    if (at != in.limit()) {
      throw new CaptureException("breaks off in the packet header at octet " + at);
    }
  }

  private void blocks() throws IOException {
    List<Interface> interfaces = new ArrayList<>();
    int at = 0;
    while (in.limit() - at >= 12) {
      if (in.getInt(at) == SECTION) {
        in.order(
            in.order(ByteOrder.BIG_ENDIAN).getInt(at + 8) == BYTE_ORDER_MAGIC
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN);
        interfaces.clear();
      }
      int length = in.getInt(at + 4);
      if (length < 12 || length % 4 != 0 || length > in.limit() - at) {
        throw new CaptureException("breaks off in the block at octet " + at);
      }
      block(in.getInt(at), at + 8, length - 12, interfaces);
      at += length;
    }
    if (at != in.limit()) {
      throw new CaptureException("breaks off at octet " + at);
    }
  }

  private void block(int type, int at, int length, List<Interface> interfaces) throws IOException {
    switch (type) {
      case INTERFACE -> {
        need(length >= 8, at);
        interfaces.add(new Interface(in.getShort(at) & 0xFFFF, resolution(at + 8, at + length)));
      }
      case ENHANCED_PACKET -> {
        need(length >= 20, at);
        int id = in.getInt(at);
        int captured = in.getInt(at + 12);
        need(id >= 0 && id < interfaces.size() && captured >= 0 && captured <= length - 20, at);
        Interface from = interfaces.get(id);
        long units = (long) in.getInt(at + 4) << 32 | in.getInt(at + 8) & 0xFFFF_FFFFL;
        packet(nanos(units, from.unitsPerSecond()), from, at + 20, captured);
      }
      case SIMPLE_PACKET -> {
        need(length >= 4 && !interfaces.isEmpty(), at);
        int original = in.getInt(at);
        packet(0, interfaces.getFirst(), at + 4, Math.min(original & 0x7FFF_FFFF, length - 4));
      }
      default -> {
        // Statistics, name resolution, a section header: nothing that was captured.
      }
    }
  }

  private void packet(long when, Interface from, int at, int length) throws IOException {
    sink.frame(new Frame(when, from.linkType(), in.slice(at, length)));
  }

  private static void need(boolean condition, int at) throws CaptureException {
    if (!condition) {
      throw new CaptureException("a block that makes no sense at octet " + (at - 8));
    }
  }

  /** The option if_tsresol: a power of ten, or of two where the high bit is set. */
  private long resolution(int from, int end) {
    int at = from;
    while (end - at >= 4) {
      int code = in.getShort(at) & 0xFFFF;
      int length = in.getShort(at + 2) & 0xFFFF;
      if (code == IF_TSRESOL && length >= 1 && end - at >= 5) {
        int exponent = in.get(at + 4) & 0x7F;
        if (in.get(at + 4) < 0) {
          return 1L << Math.min(exponent, 40);
        }
        return (long) Math.pow(10, Math.min(exponent, 9));
      }
      at += 4 + (length + 3 & ~3);
    }
    return 1_000_000;
  }

  private static long nanos(long units, long unitsPerSecond) {
    return units / unitsPerSecond * 1_000_000_000L
        + units % unitsPerSecond * 1_000_000_000L / unitsPerSecond;
  }
}
