package savd.pisav.wire;

import static savd.pisav.wire.Frames.HEADER_LENGTH;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import savd.net.Asn;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.message.FrameSink;
import savd.pisav.message.Malformed;
import savd.pisav.message.Nonce;
import savd.pisav.message.Role;
import savd.pisav.wire.Elements.Wrong;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;

/** Finds messages in octets and reads them. */
public final class MessageReader {
  /** {@link #read}: something malformed came, and no octet behind it has a meaning. */
  public static final int BROKEN = -1;

  private MessageReader() {}

  /**
   * Gives all whole messages to the sink, until it wants no more.
   *
   * @return where the first octet is that was not used, at most {@code to}; or {@link #BROKEN}
   */
  public static int read(byte[] bytes, int from, int to, FrameSink sink) {
    int at = from;
    while (to - at >= HEADER_LENGTH) {
      MessageType type = MessageType.of(bytes[at + 1] & 0xFF);
      int length = Octets.uint16(bytes, at + 2);
      Malformed wrong = judge(bytes, at, type, length);
      if (wrong != null) {
        sink.malformed(wrong);
        return BROKEN;
      }
      int end = at + HEADER_LENGTH + length;
      if (end > to) {
        break;
      }
      ConeMessage message;
      try {
        message = message(bytes, at + HEADER_LENGTH, end, type);
      } catch (Wrong e) {
        sink.malformed(malformed(bytes, at, e.code(), type + ": " + e.getMessage()));
        return BROKEN;
      }
      Frame frame = new Frame(Octets.int32(bytes, at + 4), Octets.int64(bytes, at + 8), message);
      at = end;
      if (!sink.frame(frame)) {
        break;
      }
    }
    return at;
  }

  private static Malformed judge(byte[] bytes, int at, MessageType type, int length) {
    int version = bytes[at] & 0xFF;
    if (version != ConeMessage.VERSION) {
      return malformed(bytes, at, ErrorCode.UNSUPPORTED_VERSION, "version " + version);
    }
    if (type == null) {
      return malformed(bytes, at, ErrorCode.UNKNOWN_TYPE, "type " + (bytes[at + 1] & 0xFF));
    }
    if (!type.bodyFits(length)) {
      return malformed(bytes, at, ErrorCode.CORRUPT, type + " of " + length + " octets");
    }
    return null;
  }

  private static Malformed malformed(byte[] bytes, int at, ErrorCode code, String text) {
    return new Malformed(code, text, Arrays.copyOfRange(bytes, at, at + HEADER_LENGTH));
  }

  private static ConeMessage message(byte[] b, int at, int end, MessageType type) throws Wrong {
    return switch (type) {
      case HELLO -> hello(b, at, end);
      case KEEPALIVE -> new ConeMessage.Keepalive();
      case NOTICE, UPDATE -> notice(b, at, end, type == MessageType.UPDATE);
      case RESPONSE -> response(b, at, end, ConeMessage.Occasion.NOTICE);
      case RESPONSE_UPDATE -> response(b, at, end, ConeMessage.Occasion.CHANGE);
      case ERROR -> error(b, at, end);
      case CEASE -> cease(b, at, end);
    };
  }

  private static ConeMessage hello(byte[] b, int at, int end) throws Wrong {
    if (Octets.int32(b, at) != Frames.MAGIC) {
      throw Elements.corrupt("not of this protocol");
    }
    int min = b[at + 4] & 0xFF;
    int max = b[at + 5] & 0xFF;
    if (min == 0 || min > max) {
      throw Elements.corrupt("versions " + min + " to " + max);
    }
    Role role =
        switch (b[at + 6]) {
          case 1 -> Role.MEMBER;
          case 2 -> Role.TOP;
          default -> throw Elements.corrupt("role " + (b[at + 6] & 0xFF));
        };
    Elements elements = Elements.find(b, at + 36, end, ElementType.Place.HELLO);
    Optional<ConeMessage.Limits> limits = Optional.empty();
    if (elements.has(ElementType.LIMITS)) {
      int v = elements.fixed(ElementType.LIMITS, 12);
      limits =
          Optional.of(
              new ConeMessage.Limits(
                  Octets.uint32(b, v), Octets.uint32(b, v + 4), Octets.uint32(b, v + 8)));
    }
    return new ConeMessage.Hello(
        role,
        min,
        max,
        new Asn(Octets.int32(b, at + 8)),
        Octets.int32(b, at + 12),
        Octets.uint32(b, at + 16),
        new Nonce(Octets.int64(b, at + 20), Octets.int64(b, at + 28)),
        limits);
  }

  private static ConeMessage notice(byte[] b, int at, int end, boolean update) throws Wrong {
    int serial = Octets.int32(b, at);
    int base = Octets.int32(b, at + 4);
    if (serial == 0 || (base != 0) != update) {
      throw Elements.corrupt("serial " + serial + ", base " + base);
    }
    Elements e = Elements.find(b, at + 8, end, ElementType.Place.NOTICE);
    return new ConeMessage.Notice(
        serial,
        base,
        head(b, e),
        new ConeMessage.Change<>(
            e.asns(ElementType.MEMBERS_ADDED), e.asns(ElementType.MEMBERS_REMOVED)),
        new ConeMessage.Change<>(
            e.asns(ElementType.SUB_TRANSIT_ADDED), e.asns(ElementType.SUB_TRANSIT_REMOVED)),
        new ConeMessage.Change<>(
            e.prefixes(ElementType.IPV4_ADDED, ElementType.IPV6_ADDED),
            e.prefixes(ElementType.IPV4_REMOVED, ElementType.IPV6_REMOVED)),
        noticeTotals(b, e));
  }

  private static Optional<ConeMessage.Head> head(byte[] b, Elements e) throws Wrong {
    if (!e.has(ElementType.HEAD)) {
      if (e.has(ElementType.CONTACTS)) {
        throw Elements.corrupt("contacts without a head");
      }
      return Optional.empty();
    }
    int v = e.fixed(ElementType.HEAD, 12);
    ConeMode mode =
        switch (b[v]) {
          case 1 -> ConeMode.STANDALONE;
          case 2 -> ConeMode.CONSERVATIVE;
          case 3 -> ConeMode.AGGRESSIVE;
          default -> throw Elements.corrupt("mode " + (b[v] & 0xFF));
        };
    return Optional.of(
        new ConeMessage.Head(
            mode, new Asn(Octets.int32(b, v + 4)), Octets.int32(b, v + 8), e.contacts()));
  }

  private static Optional<ConeMessage.Totals> noticeTotals(byte[] b, Elements e) throws Wrong {
    if (!e.has(ElementType.NOTICE_TOTALS)) {
      return Optional.empty();
    }
    int v = e.fixed(ElementType.NOTICE_TOTALS, 12);
    return Optional.of(
        new ConeMessage.Totals(Octets.int32(b, v), Octets.int32(b, v + 4), Octets.int32(b, v + 8)));
  }

  private static ConeMessage response(byte[] b, int at, int end, ConeMessage.Occasion occasion)
      throws Wrong {
    Elements e = Elements.find(b, at + 8, end, ElementType.Place.RESPONSE);
    int serial = Octets.int32(b, at);
    int number = Octets.int32(b, at + 4);
    if (serial == 0 || number == 0) {
      throw Elements.corrupt("serial " + serial + ", number " + number);
    }
    List<Asn> detoured = e.asns(ElementType.DETOURED);
    return new ConeMessage.Response(
        occasion,
        serial,
        number,
        verdict(b, e),
        detoured,
        e.asns(ElementType.PROVIDERS),
        e.asns(ElementType.PARTIAL_TRANSIT),
        e.prefixes(ElementType.OUTSIDE_IPV4, ElementType.OUTSIDE_IPV6),
        responseTotals(b, e));
  }

  private static Optional<ConeMessage.ResponseTotals> responseTotals(byte[] b, Elements e)
      throws Wrong {
    if (!e.has(ElementType.RESPONSE_TOTALS)) {
      return Optional.empty();
    }
    int v = e.fixed(ElementType.RESPONSE_TOTALS, 16);
    return Optional.of(
        new ConeMessage.ResponseTotals(
            Octets.int32(b, v),
            Octets.int32(b, v + 4),
            Octets.int32(b, v + 8),
            Octets.int32(b, v + 12)));
  }

  private static Optional<ConeMessage.Verdict> verdict(byte[] b, Elements e) throws Wrong {
    if (!e.has(ElementType.VERDICT)) {
      return Optional.empty();
    }
    int v = e.fixed(ElementType.VERDICT, 8);
    MemberStatement.Detour detour =
        switch (b[v + 4]) {
          case 1 -> MemberStatement.Detour.NONE;
          case 2 -> MemberStatement.Detour.SOME;
          default -> throw Elements.corrupt("detour " + (b[v + 4] & 0xFF));
        };
    MemberStatement.OutsideProviders outside =
        switch (b[v + 5]) {
          case 0 -> MemberStatement.OutsideProviders.UNSAID;
          case 1 -> MemberStatement.OutsideProviders.NONE;
          case 2 -> MemberStatement.OutsideProviders.SOME;
          default -> throw Elements.corrupt("outside providers " + (b[v + 5] & 0xFF));
        };
    int flags = b[v + 6] & 0xFF;
    return Optional.of(
        new ConeMessage.Verdict(
            new Asn(Octets.int32(b, v)), detour, outside, (flags & 1) != 0, (flags & 2) != 0));
  }

  private static ConeMessage error(byte[] b, int at, int end) throws Wrong {
    int length = Octets.uint16(b, at + 2);
    int rest = end - at - 4 - length;
    if (length > ConeMessage.MAX_TEXT || (rest != 0 && rest != HEADER_LENGTH)) {
      throw Elements.corrupt("a text of " + length + " octets before " + rest);
    }
    return new ConeMessage.Error(
        Octets.uint16(b, at), text(b, at + 4, length), Arrays.copyOfRange(b, end - rest, end));
  }

  private static ConeMessage cease(byte[] b, int at, int end) throws Wrong {
    int length = Octets.uint16(b, at);
    if (length != end - at - 2) {
      throw Elements.corrupt("a text of " + length + " octets in " + (end - at - 2));
    }
    return new ConeMessage.Cease(text(b, at + 2, length));
  }

  private static String text(byte[] b, int at, int length) throws Wrong {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(b, at, length)).toString();
    } catch (CharacterCodingException e) {
      throw Elements.corrupt("a text that is no UTF-8");
    }
  }
}
