package savd.pisav.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.Frame;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;

/** Writes messages. What no message can be is an {@link IllegalArgumentException}. */
public final class MessageWriter {
  private MessageWriter() {}

  /** Appends one message. */
  public static void write(Frame frame, ByteBuf out) {
    int start = out.writerIndex();
    MessageType type = type(frame.message());
    out.writeByte(ConeMessage.VERSION).writeByte(type.code()).writeShort(0);
    out.writeInt(frame.sequence()).writeLong(frame.tag());
    body(frame.message(), out);
    int length = out.writerIndex() - start - Frames.HEADER_LENGTH;
    if (!type.bodyFits(length)) {
      throw new IllegalArgumentException(type + " of " + length + " octets");
    }
    out.setShort(start + 2, length);
  }

  private static MessageType type(ConeMessage message) {
    return switch (message) {
      case ConeMessage.Hello _ -> MessageType.HELLO;
      case ConeMessage.Keepalive _ -> MessageType.KEEPALIVE;
      case ConeMessage.Notice n -> n.isUpdate() ? MessageType.UPDATE : MessageType.NOTICE;
      case ConeMessage.Response r ->
          switch (r.occasion()) {
            case NOTICE -> MessageType.RESPONSE;
            case CHANGE -> MessageType.RESPONSE_UPDATE;
          };
      case ConeMessage.Error _ -> MessageType.ERROR;
      case ConeMessage.Cease _ -> MessageType.CEASE;
    };
  }

  private static void body(ConeMessage message, ByteBuf out) {
    switch (message) {
      case ConeMessage.Hello h -> hello(h, out);
      case ConeMessage.Keepalive _ -> {}
      case ConeMessage.Notice n -> notice(n, out);
      case ConeMessage.Response r -> response(r, out);
      case ConeMessage.Error e -> {
        byte[] text = text(e.text());
        out.writeShort(e.code()).writeShort(text.length).writeBytes(text).writeBytes(e.header());
      }
      case ConeMessage.Cease c -> {
        byte[] text = text(c.text());
        out.writeShort(text.length).writeBytes(text);
      }
    }
  }

  private static byte[] text(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    if (octets.length > ConeMessage.MAX_TEXT) {
      throw new IllegalArgumentException("a text of " + octets.length + " octets");
    }
    return octets;
  }

  private static void hello(ConeMessage.Hello h, ByteBuf out) {
    out.writeInt(Frames.MAGIC).writeByte(h.minVersion()).writeByte(h.maxVersion());
    out.writeByte(h.role().code()).writeByte(0);
    out.writeInt(h.asn().value()).writeInt(h.routerId()).writeInt((int) h.holdMillis());
    out.writeLong(h.nonce().high()).writeLong(h.nonce().low());
    h.limits()
        .ifPresent(
            l ->
                element(ElementType.LIMITS, 12, out)
                    .writeInt((int) l.members())
                    .writeInt((int) l.prefixes())
                    .writeInt((int) l.statementItems()));
  }

  private static void notice(ConeMessage.Notice n, ByteBuf out) {
    out.writeInt(n.serial()).writeInt(n.base());
    n.head().ifPresent(h -> head(h, out));
    asns(ElementType.MEMBERS_ADDED, n.members().added(), out);
    asns(ElementType.MEMBERS_REMOVED, n.members().removed(), out);
    asns(ElementType.SUB_TRANSIT_ADDED, n.subTransit().added(), out);
    asns(ElementType.SUB_TRANSIT_REMOVED, n.subTransit().removed(), out);
    prefixes(ElementType.IPV4_ADDED, AddressFamily.IPV4, n.prefixes().added(), out);
    prefixes(ElementType.IPV4_REMOVED, AddressFamily.IPV4, n.prefixes().removed(), out);
    prefixes(ElementType.IPV6_ADDED, AddressFamily.IPV6, n.prefixes().added(), out);
    prefixes(ElementType.IPV6_REMOVED, AddressFamily.IPV6, n.prefixes().removed(), out);
    n.totals().ifPresent(t -> noticeTotals(t, out));
  }

  private static void head(ConeMessage.Head h, ByteBuf out) {
    element(ElementType.HEAD, 12, out)
        .writeByte(code(h.mode()))
        .writeZero(3)
        .writeInt(h.top().value())
        .writeInt(h.routerId());
    if (!h.contacts().isEmpty()) {
      int octets = 0;
      for (ConeNotice.Contact c : h.contacts()) {
        octets += 3 + c.address().family().bits() / 8;
      }
      element(ElementType.CONTACTS, octets, out);
      for (ConeNotice.Contact c : h.contacts()) {
        byte[] address = c.address().octets();
        out.writeShort(c.port()).writeByte(address.length).writeBytes(address);
      }
    }
  }

  private static int code(ConeMode mode) {
    return switch (mode) {
      case STANDALONE -> 1;
      case CONSERVATIVE -> 2;
      case AGGRESSIVE -> 3;
    };
  }

  private static void response(ConeMessage.Response r, ByteBuf out) {
    out.writeInt(r.serial()).writeInt(r.number());
    r.verdict().ifPresent(v -> verdict(v, out));
    asns(ElementType.DETOURED, r.detoured(), out);
    asns(ElementType.PROVIDERS, r.providers(), out);
    asns(ElementType.PARTIAL_TRANSIT, r.partialTransit(), out);
    prefixes(ElementType.OUTSIDE_IPV4, AddressFamily.IPV4, r.outsideOrigins(), out);
    prefixes(ElementType.OUTSIDE_IPV6, AddressFamily.IPV6, r.outsideOrigins(), out);
    r.totals().ifPresent(t -> responseTotals(t, out));
  }

  private static void verdict(ConeMessage.Verdict v, ByteBuf out) {
    int flags = (v.moreDetoured() ? 1 : 0) | (v.moreOutsideOrigins() ? 2 : 0);
    element(ElementType.VERDICT, 8, out)
        .writeInt(v.member().value())
        .writeByte(v.detour() == MemberStatement.Detour.NONE ? 1 : 2)
        .writeByte(
            switch (v.outside()) {
              case UNSAID -> 0;
              case NONE -> 1;
              case SOME -> 2;
            })
        .writeByte(flags)
        .writeByte(0);
  }

  private static void noticeTotals(ConeMessage.Totals t, ByteBuf out) {
    element(ElementType.NOTICE_TOTALS, 12, out)
        .writeInt(t.members())
        .writeInt(t.subTransit())
        .writeInt(t.prefixes());
  }

  private static void responseTotals(ConeMessage.ResponseTotals t, ByteBuf out) {
    element(ElementType.RESPONSE_TOTALS, 16, out)
        .writeInt(t.detoured())
        .writeInt(t.providers())
        .writeInt(t.partialTransit())
        .writeInt(t.outsideOrigins());
  }

  // ---- elements

  private static ByteBuf element(ElementType type, int octets, ByteBuf out) {
    return out.writeShort(type.code() | ElementType.CRITICAL).writeShort(octets);
  }

  private static void element(ElementType type, byte[] value, int octets, ByteBuf out) {
    if (octets > Frames.MAX_BODY) {
      throw new IllegalArgumentException(type + " of " + octets + " octets");
    }
    element(type, octets, out).writeBytes(value, 0, octets);
  }

  private static void asns(ElementType type, List<Asn> list, ByteBuf out) {
    if (list.isEmpty()) {
      return;
    }
    // An array, because a buffer looks at itself each time it is written to.
    byte[] value = new byte[4 * list.size()];
    int at = 0;
    Asn last = null;
    for (Asn a : list) {
      last = ascending(last, a);
      for (int shift = 24; shift >= 0; shift -= 8) {
        value[at++] = (byte) (a.value() >>> shift);
      }
    }
    element(type, value, at, out);
  }

  private static void prefixes(
      ElementType type, AddressFamily family, List<Prefix> list, ByteBuf out) {
    int count = (int) list.stream().filter(p -> p.family() == family).count();
    if (count == 0) {
      return;
    }
    byte[] value = new byte[count * (1 + family.bits() / 8)];
    int at = 0;
    Prefix last = null;
    for (Prefix p : list) {
      last = ascending(last, p);
      if (p.family() == family) {
        at = prefix(p, value, at);
      }
    }
    element(type, value, at, out);
  }

  private static int prefix(Prefix p, byte[] into, int from) {
    int at = from;
    into[at++] = (byte) p.length();
    int octets = (p.length() + 7) / 8;
    boolean v4 = p.family() == AddressFamily.IPV4;
    for (int i = 0; i < octets; i++) {
      long word = v4 ? p.low() << 32 : i < 8 ? p.high() : p.low();
      into[at++] = (byte) (word >>> (56 - 8 * (i & 7)));
    }
    return at;
  }

  private static <T extends Comparable<? super T>> T ascending(T last, T next) {
    if (last != null && last.compareTo(next) >= 0) {
      throw new IllegalArgumentException(next + " behind " + last);
    }
    return next;
  }
}
