package savd.bgp.wire;

import io.netty.buffer.ByteBuf;
import savd.bgp.message.BgpMessage;
import savd.bgp.message.Capability;
import savd.bgp.message.Keepalive;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;
import savd.bgp.message.RouteRefresh;

/** Writes every message but UPDATE, for which see {@link UpdateEncoder}. */
public final class MessageEncoder {
  private static final int CAPABILITIES = 2;
  private static final int EXTENDED = 255;
  private static final int MAX_OCTET = 255;

  private MessageEncoder() {}

  /**
   * Appends the whole message, header included. A NOTIFICATION longer than {@link
   * BgpFramer#MAX_LENGTH} loses the end of its data.
   *
   * @throws IllegalArgumentException for an OPEN whose capabilities do not fit
   */
  public static void encode(BgpMessage message, ByteBuf out) {
    switch (message) {
      case Open m -> open(m, out);
      case Notification m -> notification(m, out);
      case Keepalive _ -> finish(out, begin(MessageType.KEEPALIVE, out));
      case RouteRefresh m -> {
        int start = begin(MessageType.ROUTE_REFRESH, out);
        out.writeShort(m.afi()).writeByte(m.subtype()).writeByte(m.safi());
        finish(out, start);
      }
    }
  }

  /** Appends a header with no length yet; returns where the message starts. */
  static int begin(MessageType type, ByteBuf out) {
    int start = out.writerIndex();
    out.writeLong(-1L).writeLong(-1L).writeShort(0).writeByte(type.code());
    return start;
  }

  /** Sets the length of the message that starts at {@code start} and ends here. */
  static void finish(ByteBuf out, int start) {
    out.setShort(start + 16, out.writerIndex() - start);
  }

  private static void notification(Notification m, ByteBuf out) {
    int start = begin(MessageType.NOTIFICATION, out);
    int room = BgpFramer.MAX_LENGTH - MessageType.NOTIFICATION.minLength();
    out.writeByte(m.code()).writeByte(m.subcode());
    out.writeBytes(m.data(), 0, Math.min(m.data().length, room));
    finish(out, start);
  }

  /**
   * One Capabilities parameter holds them all (RFC 5492, section 4), in the short form as long as
   * it fits and in that of RFC 9072 otherwise.
   */
  private static void open(Open m, ByteBuf out) {
    int start = begin(MessageType.OPEN, out);
    out.writeByte(m.version()).writeShort(m.myAs()).writeShort(m.holdTimeSeconds());
    out.writeInt(m.bgpIdentifier());
    int parametersAt = out.writerIndex();
    if (m.capabilities().isEmpty()) {
      out.writeByte(0);
    } else {
      int head = 3;
      out.writeZero(head);
      capabilities(m, out);
      int length = out.writerIndex() - parametersAt - head;
      if (length + 2 <= MAX_OCTET) {
        out.setByte(parametersAt, length + 2);
        out.setByte(parametersAt + 1, CAPABILITIES);
        out.setByte(parametersAt + 2, length);
      } else {
        out.writerIndex(parametersAt);
        out.writeByte(EXTENDED).writeByte(EXTENDED).writeShort(length + 3);
        out.writeByte(CAPABILITIES).writeShort(length);
        capabilities(m, out);
      }
    }
    if (out.writerIndex() - start > BgpFramer.MAX_LENGTH) {
      throw new IllegalArgumentException("OPEN over " + BgpFramer.MAX_LENGTH + " octets");
    }
    finish(out, start);
  }

  private static void capabilities(Open m, ByteBuf out) {
    for (Capability capability : m.capabilities()) {
      CapabilityCodec.encode(capability, out);
    }
  }
}
