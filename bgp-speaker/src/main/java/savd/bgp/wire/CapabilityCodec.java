package savd.bgp.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import savd.bgp.message.Capability;
import savd.net.Asn;

/**
 * Values of capabilities (RFC 5492). A value that breaks its own definition is kept as {@link
 * Capability.Unknown}: a peer must not be turned away for it.
 */
final class CapabilityCodec {
  private static final int MULTIPROTOCOL = 1;
  private static final int ROUTE_REFRESH = 2;
  private static final int EXTENDED_NEXT_HOP = 5;
  private static final int EXTENDED_MESSAGE = 6;
  private static final int ROLE = 9;
  private static final int GRACEFUL_RESTART = 64;
  private static final int FOUR_OCTET_AS = 65;
  private static final int ADD_PATH = 69;
  private static final int ENHANCED_ROUTE_REFRESH = 70;

  private CapabilityCodec() {}

  static Capability decode(int code, byte[] v) {
    return switch (code) {
      case MULTIPROTOCOL ->
          v.length == 4
              ? new Capability.Multiprotocol(Octets.u16(v, 0), Octets.u8(v, 3))
              : unknown(code, v);
      case ROUTE_REFRESH ->
          v.length == 0 ? new Capability.RouteRefreshCapability() : unknown(code, v);
      case EXTENDED_NEXT_HOP -> v.length % 6 == 0 ? extendedNextHop(v) : unknown(code, v);
      case EXTENDED_MESSAGE -> v.length == 0 ? new Capability.ExtendedMessage() : unknown(code, v);
      case ROLE -> v.length == 1 ? new Capability.Role(Octets.u8(v, 0)) : unknown(code, v);
      case GRACEFUL_RESTART ->
          v.length >= 2 && v.length % 4 == 2 ? gracefulRestart(v) : unknown(code, v);
      case FOUR_OCTET_AS ->
          v.length == 4
              ? new Capability.FourOctetAs(new Asn(Octets.int32(v, 0)))
              : unknown(code, v);
      case ADD_PATH -> v.length % 4 == 0 ? addPath(v) : unknown(code, v);
      case ENHANCED_ROUTE_REFRESH ->
          v.length == 0 ? new Capability.EnhancedRouteRefresh() : unknown(code, v);
      default -> unknown(code, v);
    };
  }

  private static Capability unknown(int code, byte[] v) {
    List<Byte> value = new ArrayList<>(v.length);
    for (byte octet : v) {
      value.add(octet);
    }
    return new Capability.Unknown(code, value);
  }

  private static Capability extendedNextHop(byte[] v) {
    List<Capability.ExtendedNextHop.Entry> entries = new ArrayList<>();
    for (int i = 0; i < v.length; i += 6) {
      entries.add(
          new Capability.ExtendedNextHop.Entry(
              Octets.u16(v, i), Octets.u16(v, i + 2), Octets.u16(v, i + 4)));
    }
    return new Capability.ExtendedNextHop(entries);
  }

  private static Capability gracefulRestart(byte[] v) {
    List<Capability.GracefulRestart.Entry> entries = new ArrayList<>();
    for (int i = 2; i < v.length; i += 4) {
      entries.add(
          new Capability.GracefulRestart.Entry(
              Octets.u16(v, i), Octets.u8(v, i + 2), (v[i + 3] & 0x80) != 0));
    }
    return new Capability.GracefulRestart(
        (v[0] & 0x80) != 0, (v[0] & 0x40) != 0, Octets.u16(v, 0) & 0xFFF, entries);
  }

  private static Capability addPath(byte[] v) {
    List<Capability.AddPath.Entry> entries = new ArrayList<>();
    for (int i = 0; i < v.length; i += 4) {
      entries.add(
          new Capability.AddPath.Entry(Octets.u16(v, i), Octets.u8(v, i + 2), Octets.u8(v, i + 3)));
    }
    return new Capability.AddPath(entries);
  }

  /** Writes code, length and value. */
  static void encode(Capability capability, ByteBuf out) {
    out.writeByte(capability.code());
    int lengthAt = out.writerIndex();
    out.writeByte(0);
    encodeValue(capability, out);
    int length = out.writerIndex() - lengthAt - 1;
    if (length > 255) {
      throw new IllegalArgumentException("capability value over 255 octets: " + capability);
    }
    out.setByte(lengthAt, length);
  }

  private static void encodeValue(Capability capability, ByteBuf out) {
    switch (capability) {
      case Capability.Multiprotocol c -> out.writeShort(c.afi()).writeByte(0).writeByte(c.safi());
      case Capability.RouteRefreshCapability _ -> {}
      case Capability.ExtendedNextHop c ->
          c.entries()
              .forEach(
                  e -> out.writeShort(e.afi()).writeShort(e.safi()).writeShort(e.nextHopAfi()));
      case Capability.ExtendedMessage _ -> {}
      case Capability.Role c -> out.writeByte(c.role());
      case Capability.GracefulRestart c -> {
        int flags = (c.restarting() ? 0x8000 : 0) | (c.notification() ? 0x4000 : 0);
        out.writeShort(flags | c.restartTimeSeconds() & 0xFFF);
        c.entries()
            .forEach(
                e ->
                    out.writeShort(e.afi())
                        .writeByte(e.safi())
                        .writeByte(e.forwardingPreserved() ? 0x80 : 0));
      }
      case Capability.FourOctetAs c -> out.writeInt(c.asn().value());
      case Capability.AddPath c ->
          c.entries().forEach(e -> out.writeShort(e.afi()).writeByte(e.safi()).writeByte(e.mode()));
      case Capability.EnhancedRouteRefresh _ -> {}
      case Capability.Unknown c -> c.value().forEach(octet -> out.writeByte(octet));
    }
  }
}
