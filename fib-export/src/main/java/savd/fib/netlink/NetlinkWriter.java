package savd.fib.netlink;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes netlink messages and attributes into one native buffer that grows as needed. Message
 * headers are in host order, nftables' attribute values in network order; whatever is written is
 * padded to four bytes.
 */
public final class NetlinkWriter implements AutoCloseable {
  /** An attribute's length field has 16 bits. */
  public static final int MAX_ATTRIBUTE = 0xFFFF;

  public static final int NLM_F_REQUEST = 1;
  public static final int NLM_F_ACK = 4;
  public static final int NLM_F_DUMP = 0x300;
  public static final int NLM_F_CREATE = 0x400;
  public static final int NLM_F_APPEND = 0x800;

  private static final int NLA_F_NESTED = 0x8000;
  private static final int KEEP_BYTES = 1 << 20;
  private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final ValueLayout.OfShort SHORT_BE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT_BE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG_BE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Arena arena = Arena.ofShared();
  private MemorySegment buffer = arena.allocate(1 << 16, 16);
  private long size;

  /** The bytes written so far. */
  public long size() {
    return size;
  }

  /** The buffer; its first {@link #size()} bytes are what was written. */
  MemorySegment segment() {
    return buffer;
  }

  /** A copy of what was written. */
  public byte[] toArray() {
    return buffer.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
  }

  /** Starts over; gives a buffer that grew large back to the system. */
  public void clear() {
    size = 0;
    if (buffer.byteSize() > KEEP_BYTES) {
      arena.close();
      arena = Arena.ofShared();
      buffer = arena.allocate(1 << 16, 16);
    }
  }

  /** Makes room for at least this many more bytes at once. */
  public void reserve(long bytes) {
    if (size + bytes > buffer.byteSize()) {
      grow(size + bytes);
    }
  }

  private void grow(long wanted) {
    long capacity = Math.max(wanted, buffer.byteSize() + (buffer.byteSize() >> 1));
    Arena larger = Arena.ofShared();
    MemorySegment copy = larger.allocate(capacity, 16);
    MemorySegment.copy(buffer, 0, copy, 0, size);
    arena.close();
    arena = larger;
    buffer = copy;
  }

  private long take(int bytes) {
    long at = size;
    int padded = (bytes + 3) & ~3;
    reserve(padded);
    size += padded;
    return at;
  }

  /** Starts a message: struct nlmsghdr. Returns its position for {@link #endMessage}. */
  public long beginMessage(int type, int flags, int sequence) {
    long at = take(16);
    buffer.set(ValueLayout.JAVA_INT, at, 0);
    buffer.set(ValueLayout.JAVA_SHORT, at + 4, (short) type);
    buffer.set(ValueLayout.JAVA_SHORT, at + 6, (short) (flags | NLM_F_REQUEST));
    buffer.set(ValueLayout.JAVA_INT, at + 8, sequence);
    buffer.set(ValueLayout.JAVA_INT, at + 12, 0);
    return at;
  }

  /** Writes struct nfgenmsg behind a message header. */
  public void netfilterHeader(int family, int resource) {
    long at = take(4);
    buffer.set(ValueLayout.JAVA_BYTE, at, (byte) family);
    buffer.set(ValueLayout.JAVA_BYTE, at + 1, (byte) 0);
    buffer.set(SHORT_BE, at + 2, (short) resource);
  }

  /** Writes {@code bytes} zero bytes: a fixed header without content, of rtnetlink for instance. */
  public void zeros(int bytes) {
    long at = take(bytes);
    buffer.asSlice(at, size - at).fill((byte) 0);
  }

  public void endMessage(long at) {
    buffer.set(ValueLayout.JAVA_INT, at, (int) (size - at));
  }

  /** Adds flags to the message at a position. */
  public void addFlags(long at, int flags) {
    short now = buffer.get(ValueLayout.JAVA_SHORT, at + 6);
    buffer.set(ValueLayout.JAVA_SHORT, at + 6, (short) (now | flags));
  }

  /** Starts an attribute that holds attributes. Returns its position for {@link #endNested}. */
  public long beginNested(int type) {
    long at = take(4);
    buffer.set(ValueLayout.JAVA_SHORT, at + 2, (short) (type | NLA_F_NESTED));
    return at;
  }

  public void endNested(long at) {
    long length = size - at;
    if (length > MAX_ATTRIBUTE) {
      throw new IllegalStateException("attribute of " + length + " bytes");
    }
    buffer.set(ValueLayout.JAVA_SHORT, at, (short) length);
  }

  private long attribute(int type, int length) {
    if (length > MAX_ATTRIBUTE - 4) {
      throw new IllegalArgumentException("attribute of " + length + " bytes");
    }
    long at = take(4 + length);
    if ((length & 3) != 0) {
      buffer.set(ValueLayout.JAVA_INT, size - 4, 0);
    }
    buffer.set(ValueLayout.JAVA_SHORT, at, (short) (4 + length));
    buffer.set(ValueLayout.JAVA_SHORT, at + 2, (short) type);
    return at + 4;
  }

  public void u8(int type, int value) {
    buffer.set(ValueLayout.JAVA_BYTE, attribute(type, 1), (byte) value);
  }

  /** Network order. */
  public void u16(int type, int value) {
    buffer.set(SHORT_BE, attribute(type, 2), (short) value);
  }

  /** Network order. */
  public void u32(int type, int value) {
    buffer.set(INT_BE, attribute(type, 4), value);
  }

  /** Network order. */
  public void u64(int type, long value) {
    buffer.set(LONG_BE, attribute(type, 8), value);
  }

  /** An IPv6 address or anything else of 16 bytes. */
  public void u128(int type, long high, long low) {
    long at = attribute(type, 16);
    buffer.set(LONG_BE, at, high);
    buffer.set(LONG_BE, at + 8, low);
  }

  /**
   * Appends what the caller has laid out in words of 32 bits in host order, such as {@link
   * #attributeHeader} and {@link #networkOrder} give: much of the same kind in one go.
   */
  public void words(int[] words, int count) {
    long at = take(4 * count);
    MemorySegment.copy(words, 0, buffer, ValueLayout.JAVA_INT, at, count);
  }

  /**
   * The header of an attribute as a word.
   *
   * @param length octets of the attribute with its header
   */
  public static int attributeHeader(int type, int length) {
    return LITTLE_ENDIAN ? type << 16 | length : length << 16 | type;
  }

  /** The same for an attribute that holds attributes. */
  public static int nestedHeader(int type, int length) {
    return attributeHeader(type | NLA_F_NESTED, length);
  }

  /** A word that is {@code value} in network order in memory. */
  public static int networkOrder(int value) {
    return LITTLE_ENDIAN ? Integer.reverseBytes(value) : value;
  }

  public void bytes(int type, byte[] value) {
    long at = attribute(type, value.length);
    MemorySegment.copy(value, 0, buffer, ValueLayout.JAVA_BYTE, at, value.length);
  }

  /** ASCII text with its closing zero. */
  public void string(int type, String value) {
    byte[] text = value.getBytes(StandardCharsets.US_ASCII);
    long at = attribute(type, text.length + 1);
    MemorySegment.copy(text, 0, buffer, ValueLayout.JAVA_BYTE, at, text.length);
    buffer.set(ValueLayout.JAVA_BYTE, at + text.length, (byte) 0);
  }

  @Override
  public void close() {
    arena.close();
  }
}
