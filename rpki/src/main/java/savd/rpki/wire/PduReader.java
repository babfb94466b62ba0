package savd.rpki.wire;

import static savd.rpki.wire.Pdus.HEADER_LENGTH;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.rpki.message.Change;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.Malformed;
import savd.rpki.message.PduSink;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.RtrSerial;
import savd.rpki.message.Timing;
import savd.rpki.payload.RouterKey;

/**
 * Finds PDUs in octets and reads them.
 *
 * <p>The document says / we do: reserved fields are not looked at. Bits of a prefix beyond its
 * length are cleared, because a router needs none of them (8210bis, section 5.6). A provider list
 * is passed on as it is. A PDU of a version we do not know is malformed, save an Error Report,
 * whose form is the same in all of them.
 */
public final class PduReader {
  /** {@link #read}: something malformed came, and no octet behind it has a meaning. */
  public static final int BROKEN = -1;

  private PduReader() {}

  /**
   * Gives all whole PDUs to the sink, until it wants no more.
   *
   * @return where the first octet is that was not used, at most {@code to}; or {@link #BROKEN}
   */
  public static int read(byte[] bytes, int from, int to, PduSink sink) {
    int at = from;
    while (to - at >= HEADER_LENGTH) {
      int version = bytes[at] & 0xFF;
      long length = uint32(bytes, at + 4);
      PduType type = PduType.of(bytes[at + 1] & 0xFF, version);
      Malformed wrong = judge(bytes, at, version, type, length);
      if (wrong != null) {
        sink.malformed(wrong);
        return BROKEN;
      }
      if (length > to - at) {
        break;
      }
      int end = at + (int) length;
      wrong = judgeBody(bytes, at, type, end);
      if (wrong != null) {
        sink.malformed(wrong);
        return BROKEN;
      }
      boolean more = give(bytes, at, version, type, end, sink);
      at = end;
      if (!more) {
        break;
      }
    }
    return at;
  }

  // ---- what is wrong

  private static Malformed judge(byte[] bytes, int at, int version, PduType type, long length) {
    if (version > RtrPdu.MAX_VERSION && type != PduType.ERROR_REPORT) {
      return malformed(
          bytes, at, at + HEADER_LENGTH, ErrorCode.UNSUPPORTED_VERSION, "version " + version);
    }
    if (type == null) {
      String text = "type " + (bytes[at + 1] & 0xFF) + " in version " + version;
      return malformed(bytes, at, at + HEADER_LENGTH, ErrorCode.UNSUPPORTED_TYPE, text);
    }
    if (!type.lengthFits(version, length)) {
      String text = "length " + length + " of type " + type.code();
      return malformed(bytes, at, at + HEADER_LENGTH, ErrorCode.CORRUPT_DATA, text);
    }
    return null;
  }

  private static Malformed judgeBody(byte[] bytes, int at, PduType type, int end) {
    return switch (type) {
      case IPV4_PREFIX -> judgeLengths(bytes, at, 32, end);
      case IPV6_PREFIX -> judgeLengths(bytes, at, 128, end);
      case ERROR_REPORT -> judgeReport(bytes, at, end);
      case SERIAL_NOTIFY,
          SERIAL_QUERY,
          RESET_QUERY,
          CACHE_RESPONSE,
          END_OF_DATA,
          CACHE_RESET,
          ROUTER_KEY,
          ASPA ->
          null;
    };
  }

  private static Malformed judgeLengths(byte[] bytes, int at, int bits, int end) {
    int length = bytes[at + 9] & 0xFF;
    int maxLength = bytes[at + 10] & 0xFF;
    if (length <= maxLength && maxLength <= bits) {
      return null;
    }
    String text = "prefix length " + length + ", maximum length " + maxLength;
    return malformed(bytes, at, end, ErrorCode.CORRUPT_DATA, text);
  }

  private static Malformed judgeReport(byte[] bytes, int at, int end) {
    int room = end - at - 16;
    long quoted = uint32(bytes, at + 8);
    if (quoted <= room && uint32(bytes, at + 12 + (int) quoted) == room - quoted) {
      return null;
    }
    String text = "the lengths in an Error Report contradict each other";
    return malformed(bytes, at, end, ErrorCode.CORRUPT_DATA, text);
  }

  private static Malformed malformed(byte[] bytes, int at, int end, ErrorCode code, String text) {
    return new Malformed(
        bytes[at] & 0xFF,
        code,
        Arrays.copyOfRange(bytes, at, Math.min(end, at + Pdus.MAX_QUOTE)),
        text,
        (bytes[at + 1] & 0xFF) != PduType.ERROR_REPORT.code());
  }

  // ---- what it says

  private static boolean give(
      byte[] bytes, int at, int version, PduType type, int end, PduSink sink) {
    return switch (type) {
      case IPV4_PREFIX -> prefix4(bytes, at, version, sink);
      case IPV6_PREFIX -> prefix6(bytes, at, version, sink);
      case SERIAL_NOTIFY,
          SERIAL_QUERY,
          RESET_QUERY,
          CACHE_RESPONSE,
          END_OF_DATA,
          CACHE_RESET,
          ROUTER_KEY,
          ERROR_REPORT,
          ASPA ->
          sink.pdu(version, pdu(bytes, at, version, type, end));
    };
  }

  private static boolean prefix4(byte[] b, int at, int version, PduSink sink) {
    AddressFamily v4 = AddressFamily.IPV4;
    int length = b[at + 9] & 0xFF;
    long low = uint32(b, at + 12) & v4.maskLow(length);
    Change change = Change.ofFlags(b[at + 8]);
    return sink.prefix(version, change, v4, 0, low, length, b[at + 10] & 0xFF, int32(b, at + 16));
  }

  private static boolean prefix6(byte[] b, int at, int version, PduSink sink) {
    AddressFamily v6 = AddressFamily.IPV6;
    int length = b[at + 9] & 0xFF;
    long high = int64(b, at + 12) & v6.maskHigh(length);
    long low = int64(b, at + 20) & v6.maskLow(length);
    Change change = Change.ofFlags(b[at + 8]);
    int maxLength = b[at + 10] & 0xFF;
    return sink.prefix(version, change, v6, high, low, length, maxLength, int32(b, at + 28));
  }

  private static RtrPdu pdu(byte[] bytes, int at, int version, PduType type, int end) {
    int field = (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
    return switch (type) {
      case SERIAL_NOTIFY -> new RtrPdu.SerialNotify(field, serial(bytes, at));
      case SERIAL_QUERY -> new RtrPdu.SerialQuery(field, serial(bytes, at));
      case RESET_QUERY -> new RtrPdu.ResetQuery();
      case CACHE_RESPONSE -> new RtrPdu.CacheResponse(field);
      case END_OF_DATA ->
          new RtrPdu.EndOfData(field, serial(bytes, at), timing(bytes, at, version));
      case CACHE_RESET -> new RtrPdu.CacheReset();
      case ROUTER_KEY ->
          new RtrPdu.RouterKeyPdu(
              Change.ofFlags(bytes[at + 2]),
              new RouterKey(
                  new Asn(int32(bytes, at + 28)),
                  Arrays.copyOfRange(bytes, at + 8, at + 28),
                  Arrays.copyOfRange(bytes, at + 32, end)));
      case ASPA ->
          new RtrPdu.AspaPdu(
              Change.ofFlags(bytes[at + 2]),
              new Asn(int32(bytes, at + 8)),
              asns(bytes, at + 12, end));
      case ERROR_REPORT -> report(bytes, at);
      case IPV4_PREFIX, IPV6_PREFIX -> throw new IllegalArgumentException(type.name());
    };
  }

  private static RtrSerial serial(byte[] bytes, int at) {
    return new RtrSerial(int32(bytes, at + 8));
  }

  private static Optional<Timing> timing(byte[] bytes, int at, int version) {
    return version == 0
        ? Optional.empty()
        : Optional.of(
            new Timing(uint32(bytes, at + 12), uint32(bytes, at + 16), uint32(bytes, at + 20)));
  }

  private static List<Asn> asns(byte[] bytes, int from, int end) {
    List<Asn> list = new ArrayList<>((end - from) / 4);
    for (int at = from; at < end; at += 4) {
      list.add(new Asn(int32(bytes, at)));
    }
    return list;
  }

  private static RtrPdu.ErrorReport report(byte[] bytes, int at) {
    int code = (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
    int quoted = int32(bytes, at + 8);
    int text = at + 12 + quoted;
    return new RtrPdu.ErrorReport(
        code,
        Arrays.copyOfRange(bytes, at + 12, text),
        new String(bytes, text + 4, int32(bytes, text), StandardCharsets.UTF_8));
  }

  // ---- octets

  private static int int32(byte[] b, int at) {
    return (b[at] & 0xFF) << 24
        | (b[at + 1] & 0xFF) << 16
        | (b[at + 2] & 0xFF) << 8
        | b[at + 3] & 0xFF;
  }

  private static long uint32(byte[] b, int at) {
    return int32(b, at) & 0xFFFF_FFFFL;
  }

  private static long int64(byte[] b, int at) {
    return (long) int32(b, at) << 32 | uint32(b, at + 4);
  }
}
