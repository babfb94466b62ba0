package savd.cetp.wire;

import java.nio.ByteBuffer;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Operation;

/** What lengths and values each type of element may have. Allocates nothing. */
final class ValueRules {
  static final int MAX_RLOCS = 16;
  static final int MAX_COOKIE = 255;
  static final int MAX_NAME = 253;
  static final int MAX_TYPES = 32;
  static final int MAX_REPORT = 64;
  static final int MAX_TEXT = 64;
  static final int SIGNATURE_HEAD = 18;

  private ValueRules() {}

  static Finding check(ByteBuffer b, ElementType type, int flags, int at, int length) {
    Operation operation = Operation.ofFlags(flags);
    if (type == ElementType.COOKIE) {
      return cookie(operation, length);
    }
    if (operation == Operation.ACKNOWLEDGEMENT) {
      return length == 0 ? Finding.WELL_FORMED : Finding.ELEMENT_LENGTH;
    }
    if (operation == Operation.QUERY && length == 0) {
      return type == ElementType.QUERY_LIST || type == ElementType.SESSION_IDENTITY
          ? Finding.ELEMENT_LENGTH
          : Finding.WELL_FORMED;
    }
    return switch (type) {
      case IPV4_RLOCS,
          IPV6_RLOCS,
          ETHERNET_RLOCS,
          IPV4_PORT_RLOCS,
          IPV6_PORT_RLOCS,
          BACKBONE_RLOCS ->
          rlocs(b, type, at, length);
      case TIME_TO_LIVE -> ok(length == 1 || length == 2 || length == 4);
      case COOKIE -> throw new IllegalStateException("checked above");
      case IDENTITY_TYPE ->
          operation == Operation.QUERY ? types(b, at, length, 15) : granted(b, at, length);
      case CERTIFICATION_ADDRESS -> endpoint(b, at, length);
      case NAME -> length > MAX_NAME ? Finding.ELEMENT_LENGTH : name(b, at, length);
      case QUERY_LIST -> ok(length >= 1 && length <= MAX_TYPES);
      case SIGNATURE -> signatures(b, at, length);
      case UNEXPECTED -> ok(length >= 4 && length <= 4 + MAX_REPORT);
      case CERTIFICATE, KEY_EXCHANGE -> ok(length >= 1);
      case PROBE -> ok(length >= 2);
      case OBSERVED_ADDRESS -> observed(b, at, length);
      case CAPABILITIES -> ok(length >= 1 && length <= 16);
      case SESSION_IDENTITY -> session(b, operation, at, length);
      case RESPONSE_CODE -> code(b, operation, at, length);
      case PUZZLE -> ok(length >= 3 && length <= 64);
    };
  }

  private static Finding ok(boolean lengthFits) {
    return lengthFits ? Finding.WELL_FORMED : Finding.ELEMENT_LENGTH;
  }

  private static Finding value(boolean valueFits) {
    return valueFits ? Finding.WELL_FORMED : Finding.ELEMENT_VALUE;
  }

  private static Finding cookie(Operation operation, int length) {
    if (length == 0 || length > MAX_COOKIE) {
      return Finding.COOKIE_LENGTH;
    }
    return operation == Operation.RELIABLE_RESPONSE || operation == Operation.ACKNOWLEDGEMENT
        ? Finding.WELL_FORMED
        : Finding.OPERATION;
  }

  private static Finding rlocs(ByteBuffer b, ElementType type, int at, int length) {
    int each = type.rlocOctets();
    if (length == 0 || length % each != 0 || length / each > MAX_RLOCS) {
      return Finding.ELEMENT_LENGTH;
    }
    for (int i = at; i < at + length; i += each) {
      boolean usable =
          switch (type) {
            case IPV4_RLOCS, IPV4_PORT_RLOCS -> ipv4(b.getInt(i + 2));
            case IPV6_RLOCS, IPV6_PORT_RLOCS -> ipv6(b.getLong(i + 2), b.getLong(i + 10));
            default -> station(b, i + 2);
          };
      if (!usable) {
        return Finding.RLOC;
      }
    }
    return Finding.WELL_FORMED;
  }

  /** Neither 0/8 nor 127/8 nor 224/3. */
  private static boolean ipv4(int address) {
    int first = address >>> 24;
    return first != 0 && first != 127 && first < 224;
  }

  private static boolean ipv6(long high, long low) {
    return high >>> 56 != 0xFF && (high != 0 || low >>> 1 != 0);
  }

  /** Neither a group address nor all zero. */
  private static boolean station(ByteBuffer b, int at) {
    return (b.get(at) & 1) == 0 && (b.getInt(at) != 0 || b.getShort(at + 4) != 0);
  }

  private static Finding types(ByteBuffer b, int at, int length, int last) {
    if (length > last) {
      return Finding.ELEMENT_LENGTH;
    }
    for (int i = at; i < at + length; i++) {
      int type = b.get(i) & 0xFF;
      if (type < 1 || type > last) {
        return Finding.ELEMENT_VALUE;
      }
    }
    return Finding.WELL_FORMED;
  }

  private static Finding granted(ByteBuffer b, int at, int length) {
    if (length == 0) {
      return Finding.ELEMENT_LENGTH;
    }
    Finding type = types(b, at, 1, 15);
    return type != Finding.WELL_FORMED || length == 1 ? type : endpoint(b, at + 1, length - 1);
  }

  private static Finding endpoint(ByteBuffer b, int at, int length) {
    if (length < 5) {
      return Finding.ELEMENT_LENGTH;
    }
    return switch (b.get(at + 1)) {
      case 4 -> ok(length == 8);
      case 6 -> ok(length == 20);
      case 1 -> length > 4 + MAX_NAME ? Finding.ELEMENT_LENGTH : name(b, at + 4, length - 4);
      default -> Finding.ELEMENT_VALUE;
    };
  }

  /** Lower-case letters, digits, hyphens, underscores; no empty label, none beyond 63. */
  private static Finding name(ByteBuffer b, int at, int length) {
    int label = 0;
    for (int i = at; i < at + length; i++) {
      int c = b.get(i);
      if (c == '.') {
        if (label == 0) {
          return Finding.ELEMENT_VALUE;
        }
        label = 0;
      } else {
        boolean fits = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
        if (!fits || ++label > 63) {
          return Finding.ELEMENT_VALUE;
        }
      }
    }
    return value(length == 0 || label > 0);
  }

  /** Whether an identity may be this name: it is shown to people as it is. */
  static boolean isName(ByteBuffer b, int at, int length) {
    return name(b, at, length) == Finding.WELL_FORMED;
  }

  private static Finding signatures(ByteBuffer b, int from, int length) {
    int at = from;
    int end = from + length;
    while (at < end) {
      if (end - at < SIGNATURE_HEAD) {
        return Finding.ELEMENT_LENGTH;
      }
      int scope = b.get(at) & 0xFF;
      int size = b.getShort(at + 2) & 0xFFFF;
      if (size > end - at - SIGNATURE_HEAD) {
        return Finding.ELEMENT_LENGTH;
      }
      if (scope != 0 && scope != 255 && (scope < 16 || scope > 21)) {
        return Finding.ELEMENT_VALUE;
      }
      at += SIGNATURE_HEAD + size;
    }
    return ok(length > 0);
  }

  private static Finding observed(ByteBuffer b, int at, int length) {
    if (length != 7 && length != 19) {
      return Finding.ELEMENT_LENGTH;
    }
    return value(b.get(at) == (length == 7 ? 4 : 6));
  }

  /** An identity of type 1 with six octets, as the data plane wants it. */
  private static Finding session(ByteBuffer b, Operation operation, int at, int length) {
    if (operation != Operation.RELIABLE_RESPONSE) {
      return Finding.OPERATION;
    }
    if (length != 2 + Identity.SESSION_LENGTH) {
      return Finding.ELEMENT_LENGTH;
    }
    return value(b.get(at) == Identity.RANDOM && b.get(at + 1) == Identity.SESSION_LENGTH);
  }

  private static Finding code(ByteBuffer b, Operation operation, int at, int length) {
    if (operation == Operation.QUERY) {
      return Finding.OPERATION;
    }
    if (length < 4 || length > 4 + MAX_TEXT) {
      return Finding.ELEMENT_LENGTH;
    }
    for (int i = at + 4; i < at + length; i++) {
      if (b.get(i) < 0x20 || b.get(i) == 0x7F) {
        return Finding.ELEMENT_VALUE;
      }
    }
    return Finding.WELL_FORMED;
  }

  /** An IP packet in a frame ends where the message ends. */
  static Finding frame(ByteBuffer b, int etherType, int at, int length) {
    return switch (etherType) {
      case 0x0800 -> {
        if (length < 20) {
          yield Finding.PAYLOAD_LENGTH;
        }
        int header = (b.get(at) & 0xF) * 4;
        int total = b.getShort(at + 2) & 0xFFFF;
        boolean fits = (b.get(at) & 0xF0) == 0x40 && header >= 20 && header <= total;
        yield fits ? trailer(total, length) : Finding.PAYLOAD_LENGTH;
      }
      case 0x86DD -> {
        if (length < 40 || (b.get(at) & 0xF0) != 0x60) {
          yield Finding.PAYLOAD_LENGTH;
        }
        yield trailer(40 + (b.getShort(at + 4) & 0xFFFF), length);
      }
      default ->
          ok(length > 0) == Finding.WELL_FORMED ? Finding.WELL_FORMED : Finding.PAYLOAD_LENGTH;
    };
  }

  private static Finding trailer(int total, int length) {
    if (total > length) {
      return Finding.PAYLOAD_LENGTH;
    }
    return total < length ? Finding.PAYLOAD_TRAILER : Finding.WELL_FORMED;
  }
}
