package savd.cetp.wire;

import java.nio.ByteBuffer;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.IfUnknown;
import savd.cetp.message.Operation;

/**
 * Reads one message where it lies. Allocates nothing and throws nothing, whatever the octets. What
 * it knows is of the last message read, and only meaningful when that was well-formed.
 */
public final class MessageReader {
  public static final int MAX_ELEMENTS = 64;
  private static final int SHORTEST = 12;

  /** Octets of an identity element of a session: type, length, value. */
  private static final int SESSION_ELEMENT = 2 + Identity.SESSION_LENGTH;

  private static final long SESSION_HEAD = Identity.RANDOM << 8 | Identity.SESSION_LENGTH;
  private static final int PLAIN_HEADER = ControlWord.OCTETS + 2 * SESSION_ELEMENT;
  private static final int MOST = 0xFFFF;
  private static final int PLAIN = ControlWord.of(PLAIN_HEADER / 4, 0, 0);

  private final int[] types = new int[MAX_ELEMENTS];
  private final int[] flags = new int[MAX_ELEMENTS];
  private final int[] offsets = new int[MAX_ELEMENTS];
  private final int[] lengths = new int[MAX_ELEMENTS];
  private ByteBuffer buffer;
  private int start;
  private int word;
  private int count;
  private int sourceOffset;
  private int destinationOffset;
  private int payloadCode;
  private int payloadOffset;
  private int payloadLength;
  private int payloadProtocol;
  private IfUnknown unknown;
  private int unknownType;

  // Set by lengthAt: where the value begins, and how long it is; -1 when it does not fit.
  private int valueOffset;
  private int valueLength;

  /**
   * Reads the message at {@code offset}.
   *
   * @param in big endian; position and limit are left alone
   * @param length octets of the datagram, or of the frame behind its EtherType
   */
  public Finding read(ByteBuffer in, int offset, int length, Carriage carriage) {
    buffer = in;
    start = offset;
    count = 0;
    unknown = IfUnknown.SKIP;
    unknownType = 0;
    payloadCode = 0;
    if (length < SHORTEST) {
      return Finding.SHORT;
    }
    word = in.getInt(offset);
    if (isPlain(in, offset, length)) {
      sourceOffset = offset + ControlWord.OCTETS;
      destinationOffset = sourceOffset + SESSION_ELEMENT;
      return payload(destinationOffset + SESSION_ELEMENT, offset + length);
    }
    if (ControlWord.version(word) != ControlWord.VERSION) {
      return Finding.VERSION;
    }
    int header = ControlWord.headerOctets(word);
    int total = ControlWord.totalLength(word);
    int least = (word & ControlWord.EXTENSION) != 0 ? SHORTEST + 4 : SHORTEST;
    if (header < least || header > total) {
      return Finding.HEADER_LENGTH;
    }
    if (total > length || total < length && carriage == Carriage.DATAGRAM) {
      return Finding.TOTAL_LENGTH;
    }
    if ((word & ControlWord.EXTENSION) != 0) {
      return Finding.EXTENSION;
    }
    int headerEnd = offset + header;
    Finding f = identities(headerEnd);
    if (f == Finding.WELL_FORMED) {
      f = elements(valueOffset + valueLength, headerEnd);
    }
    if (f == Finding.WELL_FORMED) {
      f = consistency(header, total);
    }
    return f == Finding.WELL_FORMED ? payload(headerEnd, offset + total) : f;
  }

  /**
   * True for what nearly all messages are: data between two session identities, with a payload, and
   * nothing behind it. Both identities begin with the same two octets, and are not the same.
   */
  private boolean isPlain(ByteBuffer in, int offset, int length) {
    if (word != (PLAIN | length) || length <= PLAIN_HEADER || length > MOST) {
      return false;
    }
    long source = in.getLong(offset + ControlWord.OCTETS);
    long destination = in.getLong(offset + ControlWord.OCTETS + SESSION_ELEMENT);
    return source >>> 48 == SESSION_HEAD
        && destination >>> 48 == SESSION_HEAD
        && source != destination;
  }

  /** Reads a length at {@code at}; false when it, or the value, ends beyond {@code end}. */
  private boolean lengthAt(int at, int end) {
    if (at >= end) {
      return false;
    }
    int first = buffer.get(at) & 0xFF;
    if (first < 0x80) {
      valueOffset = at + 1;
      valueLength = first;
    } else {
      if (at + 1 >= end) {
        return false;
      }
      valueOffset = at + 2;
      valueLength = (first & 0x7F) << 8 | buffer.get(at + 1) & 0xFF;
    }
    return valueLength <= end - valueOffset;
  }

  private Finding identities(int end) {
    sourceOffset = start + 4;
    if (!identityAt(sourceOffset, end)) {
      return Finding.IDENTITY;
    }
    int valueAt = valueOffset;
    int valueOctets = valueLength;
    destinationOffset = valueOffset + valueLength;
    if (!identityAt(destinationOffset, end)) {
      return Finding.IDENTITY;
    }
    boolean same =
        buffer.get(sourceOffset) == buffer.get(destinationOffset)
            && same(valueAt, valueOctets, valueOffset, valueLength);
    return same ? Finding.SAME_IDENTITY : Finding.WELL_FORMED;
  }

  private boolean same(int a, int aLength, int b, int bLength) {
    if (aLength != bLength) {
      return false;
    }
    for (int i = 0; i < aLength; i++) {
      if (buffer.get(a + i) != buffer.get(b + i)) {
        return false;
      }
    }
    return true;
  }

  private boolean identityAt(int at, int end) {
    if (at >= end) {
      return false;
    }
    int type = buffer.get(at) & 0xFF;
    return type >= 1
        && type <= 15
        && lengthAt(at + 1, end)
        && valueLength >= Identity.MIN_LENGTH
        && valueLength <= Identity.MAX_LENGTH
        && (type != Identity.NAME || ValueRules.isName(buffer, valueOffset, valueLength));
  }

  private Finding elements(int from, int end) {
    int at = from;
    int seen = 0;
    while (end - at >= 3) {
      int type = buffer.get(at) & 0xFF;
      if (type == 0) {
        return end - at == 3 ? Finding.WELL_FORMED : Finding.LONG_PADDING;
      }
      if (type < 16 || type >= ControlWord.COMPRESSED_IPV6) {
        return Finding.MISPLACED;
      }
      int bits = buffer.get(at + 1) & 0xFF;
      if (!lengthAt(at + 2, end)) {
        return Finding.ELEMENT_OVERRUN;
      }
      if (count == MAX_ELEMENTS) {
        return Finding.TOO_MANY;
      }
      ElementType known = ElementType.ofCode(type);
      if (known == null) {
        unknown(type, bits);
      } else {
        Finding f = ValueRules.check(buffer, known, bits, valueOffset, valueLength);
        if (f != Finding.WELL_FORMED) {
          return f;
        }
        int bit = singleBit(known, Operation.ofFlags(bits));
        if ((seen & bit) != 0) {
          return Finding.REPEATED;
        }
        seen |= bit;
      }
      types[count] = type;
      flags[count] = bits;
      offsets[count] = valueOffset;
      lengths[count++] = valueLength;
      at = valueOffset + valueLength;
    }
    return Finding.WELL_FORMED;
  }

  /** A bit of its own for each pair that may be there once: type and operation; else 0. */
  private static int singleBit(ElementType type, Operation operation) {
    int row =
        switch (type) {
          case TIME_TO_LIVE -> 0;
          case COOKIE -> 4;
          case IDENTITY_TYPE -> 8;
          case RESPONSE_CODE -> 12;
          default -> -1;
        };
    return row < 0 ? 0 : 1 << row + operation.ordinal();
  }

  /** Keeps the strictest of what unknown elements ask for; discarding silently is strictest. */
  private void unknown(int type, int bits) {
    IfUnknown wanted = IfUnknown.ofFlags(bits);
    if (severity(wanted) > severity(unknown)) {
      unknown = wanted;
      unknownType = type;
    }
  }

  private static int severity(IfUnknown wanted) {
    return switch (wanted) {
      case SKIP -> 0;
      case SKIP_AND_REPORT -> 1;
      case DISCARD_AND_REPORT -> 2;
      case DISCARD -> 3;
    };
  }

  private Finding consistency(int header, int total) {
    int expected = 0;
    for (int i = 0; i < count; i++) {
      Operation op = Operation.ofFlags(flags[i]);
      expected |= op.asks() ? ControlWord.QUERY : 0;
      expected |= op.answers() ? ControlWord.RESPONSE : 0;
      expected |= ElementType.monitors(types[i]) ? ControlWord.MONITORING : 0;
      expected |= types[i] == ElementType.PUZZLE.code() ? ControlWord.PUZZLE : 0;
    }
    if (expected != (word & ControlWord.FLAGS)) {
      return Finding.FLAGS;
    }
    return expected == 0 && total == header ? Finding.NOTHING : Finding.WELL_FORMED;
  }

  private Finding payload(int at, int end) {
    payloadOffset = end;
    payloadLength = 0;
    if (at == end) {
      return Finding.WELL_FORMED;
    }
    payloadCode = buffer.get(at) & 0xFF;
    switch (payloadCode) {
      case ControlWord.COMPRESSED_IPV4 -> {
        return compressed(at, end, 4);
      }
      case ControlWord.COMPRESSED_IPV6 -> {
        return compressed(at, end, 8);
      }
      case ControlWord.FRAME -> {
        if (end - at < 3) {
          return Finding.PAYLOAD_LENGTH;
        }
        payloadProtocol = buffer.getShort(at + 1) & 0xFFFF;
        payloadOffset = at + 3;
        payloadLength = end - payloadOffset;
        return ValueRules.frame(buffer, payloadProtocol, payloadOffset, payloadLength);
      }
      default -> {
        return Finding.MISPLACED;
      }
    }
  }

  /** The length field of a compressed payload counts the element's head too (slides). */
  private Finding compressed(int at, int end, int head) {
    if (end - at < head) {
      return Finding.PAYLOAD_LENGTH;
    }
    int field = buffer.getShort(at + 1) & 0xFFFF;
    if (field != (0x8000 | end - at)) {
      return Finding.PAYLOAD_LENGTH;
    }
    payloadProtocol = buffer.get(at + 3) & 0xFF;
    payloadOffset = at + head;
    payloadLength = end - payloadOffset;
    return Finding.WELL_FORMED;
  }

  /** The octets the message was read from. */
  ByteBuffer buffer() {
    return buffer;
  }

  public int word() {
    return word;
  }

  public boolean isData() {
    return ControlWord.isData(word);
  }

  public int totalLength() {
    return ControlWord.totalLength(word);
  }

  /** Where the source identity's type octet is. */
  public int sourceOffset() {
    return sourceOffset;
  }

  /** Where the destination identity's type octet is. */
  public int destinationOffset() {
    return destinationOffset;
  }

  public int elementCount() {
    return count;
  }

  public int elementType(int i) {
    return types[i];
  }

  /** The octet with operation, I, D and exchange. */
  public int elementFlags(int i) {
    return flags[i];
  }

  public int valueOffset(int i) {
    return offsets[i];
  }

  public int valueLength(int i) {
    return lengths[i];
  }

  /** 0 without payload, else 0xFD, 0xFE or 0xFF. */
  public int payloadCode() {
    return payloadCode;
  }

  /** Where what is carried begins, behind the element's head. */
  public int payloadOffset() {
    return payloadOffset;
  }

  /** Octets carried, without the element's head. */
  public int payloadLength() {
    return payloadLength;
  }

  /** Protocol of a compressed packet, EtherType of a frame. */
  public int payloadProtocol() {
    return payloadProtocol;
  }

  /** What the elements this version does not know ask for; SKIP when there are none. */
  public IfUnknown unknown() {
    return unknown;
  }

  /** The type {@link #unknown} is about, or 0. */
  public int unknownType() {
    return unknownType;
  }
}
