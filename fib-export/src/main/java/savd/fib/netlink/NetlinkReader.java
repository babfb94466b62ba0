package savd.fib.netlink;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Walks over the messages of a datagram, and over the attributes of a message. Lengths are checked
 * against what is there: a length that does not fit ends the walk and {@link #isMalformed()} tells.
 *
 * <p>Typical use: {@code while (reader.nextMessage()) { ... Attributes a = reader.attributes(4);
 * while (a.next()) ... } }.
 */
public final class NetlinkReader {
  public static final int NLMSG_ERROR = 2;
  public static final int NLMSG_DONE = 3;
  private static final int NLM_F_CAPPED = 0x100;
  private static final int NLM_F_ACK_TLVS = 0x200;
  private static final int NLM_F_DUMP_INTR = 0x10;
  private static final int HEADER = 16;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT_BE = SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT_BE = INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG_BE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment datagram;
  private long at;
  private long next;
  private int length;
  private boolean malformed;

  public NetlinkReader(MemorySegment datagram) {
    this.datagram = datagram;
  }

  /** Steps to the next message; false at the end, or where the next one does not fit. */
  public boolean nextMessage() {
    if (malformed || next >= datagram.byteSize()) {
      return false;
    }
    long left = datagram.byteSize() - next;
    at = next;
    length = left < HEADER ? -1 : datagram.get(INT, at);
    if (length < HEADER || length > left) {
      malformed = true;
      return false;
    }
    next = at + ((length + 3L) & ~3L);
    return true;
  }

  /** True when a length in the datagram did not fit. */
  public boolean isMalformed() {
    return malformed;
  }

  public int type() {
    return datagram.get(SHORT, at + 4) & 0xFFFF;
  }

  public int sequence() {
    return datagram.get(INT, at + 8);
  }

  /** True when the table changed under a dump, so that the dump may be torn. */
  public boolean isDumpInterrupted() {
    return (datagram.get(SHORT, at + 6) & NLM_F_DUMP_INTR) != 0;
  }

  /** The payload behind the message header. */
  public MemorySegment payload() {
    return datagram.asSlice(at + HEADER, length - HEADER);
  }

  /**
   * The attributes of the message.
   *
   * @param fixed bytes of the protocol's own header before them
   */
  public Attributes attributes(int fixed) {
    MemorySegment payload = payload();
    return fixed > payload.byteSize()
        ? new Attributes(MemorySegment.NULL)
        : new Attributes(payload.asSlice(fixed));
  }

  /** The acknowledgement in an NLMSG_ERROR message; empty when it is too short. */
  public Optional<Acknowledgement> acknowledgement() {
    MemorySegment payload = payload();
    if (payload.byteSize() < 4 + HEADER) {
      return Optional.empty();
    }
    int errno = -payload.get(INT, 0);
    String message = "";
    int flags = datagram.get(SHORT, at + 6);
    if ((flags & NLM_F_ACK_TLVS) != 0) {
      int original = (flags & NLM_F_CAPPED) != 0 ? HEADER : payload.get(INT, 4);
      long offset = 4 + ((original + 3L) & ~3L);
      if (original >= HEADER && offset <= payload.byteSize()) {
        Attributes a = new Attributes(payload.asSlice(offset));
        while (a.next()) {
          if (a.type() == 1) {
            message = a.string();
          }
        }
      }
    }
    return Optional.of(new Acknowledgement(sequence(), errno, message));
  }

  /**
   * The kernel's answer to one message.
   *
   * @param errno 0 for success, else positive
   * @param message the extended acknowledgement, or empty
   */
  public record Acknowledgement(int sequence, int errno, String message) {}

  /** Walks over attributes (struct nlattr). */
  public static final class Attributes {
    private final MemorySegment bytes;
    private long at;
    private long next;
    private int length;

    public Attributes(MemorySegment bytes) {
      this.bytes = bytes;
    }

    /** Steps to the next attribute; false at the end, or where the next one does not fit. */
    public boolean next() {
      long left = bytes.byteSize() - next;
      if (left < 4) {
        return false;
      }
      at = next;
      length = bytes.get(SHORT, at) & 0xFFFF;
      if (length < 4 || length > left) {
        next = bytes.byteSize();
        return false;
      }
      next = at + ((length + 3L) & ~3L);
      return true;
    }

    /** The type without the nesting and byte order flags. */
    public int type() {
      return bytes.get(SHORT, at + 2) & 0x3FFF;
    }

    public MemorySegment value() {
      return bytes.asSlice(at + 4, length - 4);
    }

    /** Walks over the attributes in this one. */
    public Attributes nested() {
      return new Attributes(value());
    }

    /** Network order; shorter values are zero-extended, longer ones cut: see {@link #valueSize}. */
    public long unsigned() {
      int n = Math.min(8, valueSize());
      long v = 0;
      for (int i = 0; i < n; i++) {
        v = v << 8 | bytes.get(ValueLayout.JAVA_BYTE, at + 4 + i) & 0xFF;
      }
      return v;
    }

    /** Network order; 0 when the value is not 2 bytes long. */
    public int u16() {
      return valueSize() == 2 ? bytes.get(SHORT_BE, at + 4) & 0xFFFF : 0;
    }

    /** Network order; 0 when the value is not 4 bytes long. */
    public int u32() {
      return valueSize() == 4 ? bytes.get(INT_BE, at + 4) : 0;
    }

    /** Network order; 0 when the value is not 8 bytes long. */
    public long u64() {
      return valueSize() == 8 ? bytes.get(LONG_BE, at + 4) : 0;
    }

    public int valueSize() {
      return length - 4;
    }

    /** The first 8 bytes of a 16-byte value; 0 when the value is of another length. */
    public long high() {
      return valueSize() == 16 ? bytes.get(LONG_BE, at + 4) : 0;
    }

    /** The last 8 bytes of a 16-byte value; 0 when the value is of another length. */
    public long low() {
      return valueSize() == 16 ? bytes.get(LONG_BE, at + 12) : 0;
    }

    public byte[] array() {
      return value().toArray(ValueLayout.JAVA_BYTE);
    }

    /** Text up to its first zero or the end of the attribute. */
    public String string() {
      byte[] text = array();
      int n = 0;
      while (n < text.length && text[n] != 0) {
        n++;
      }
      return new String(text, 0, n, StandardCharsets.ISO_8859_1);
    }
  }
}
