package savd.cetp.wire;

import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Message;
import savd.cetp.message.Payload;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.net.IpAddress;

/** Values to octets. Flags, lengths and padding follow from the content. */
public final class MessageEncoder {
  /** Octets of the longest header: 255 words. */
  public static final int MAX_HEADER = 1020;

  private MessageEncoder() {}

  /**
   * Encodes a message.
   *
   * @throws IllegalArgumentException when the header does not fit into 255 words, or the message
   *     not into 65535 octets: what we send is ours to keep small
   */
  public static byte[] encode(Message message) {
    OctetWriter out = new OctetWriter().zeros(4);
    identity(out, message.source());
    identity(out, message.destination());
    int flags = 0;
    for (Element e : message.elements()) {
      flags |= flags(e);
      element(out, e);
    }
    out.zeros(-out.size() & 3);
    int header = out.size();
    payload(out, message.payload());
    if (header > MAX_HEADER || out.size() > 0xFFFF) {
      throw new IllegalArgumentException(
          "a header of " + header + " octets in a message of " + out.size());
    }
    out.setU32(0, ControlWord.of(header / 4, flags, out.size()));
    return out.toArray();
  }

  /** How many octets an element takes. */
  public static int octets(Element e) {
    OctetWriter out = new OctetWriter();
    element(out, e);
    return out.size();
  }

  private static int flags(Element e) {
    return (e.operation().asks() ? ControlWord.QUERY : 0)
        | (e.operation().answers() ? ControlWord.RESPONSE : 0)
        | (ElementType.monitors(e.type()) ? ControlWord.MONITORING : 0)
        | (e.is(ElementType.PUZZLE) ? ControlWord.PUZZLE : 0);
  }

  private static void identity(OctetWriter out, Identity id) {
    out.u8(id.type()).length(id.value().length()).octets(id.value());
  }

  private static void element(OctetWriter out, Element e) {
    OctetWriter value = new OctetWriter();
    value(value, e);
    out.u8(e.type())
        .u8(e.operation().ordinal() << 6 | e.ifUnknown().ordinal() << 4 | e.exchange())
        .length(value.size())
        .bytes(value.toArray());
  }

  private static void value(OctetWriter out, Element e) {
    switch (e.value()) {
      case Value.Empty _ -> {}
      case Value.Rlocs r -> r.rlocs().forEach(rloc -> rloc(out, rloc));
      case Value.Seconds s -> {
        if (s.seconds() > 0xFFFF) {
          out.u32(s.seconds());
        } else {
          out.u16((int) s.seconds());
        }
      }
      case Value.Opaque o -> out.octets(o.octets());
      case Value.Types t -> t.types().forEach(out::u8);
      case Value.Granted g -> {
        out.u8(g.type());
        g.endpoint().ifPresent(p -> endpoint(out, p));
      }
      case Value.Endpoint p -> endpoint(out, p);
      case Value.Name n -> out.text(n.name());
      case Value.Signatures all -> all.signatures().forEach(s -> signature(out, s));
      case Value.Unexpected u -> out.u16(u.count()).u16(u.window()).octets(u.head());
      case Value.Probe p -> out.u16(p.size()).zeros(p.zeros());
      case Value.Observed o -> {
        byte[] address = o.address().octets();
        out.u8(address.length == 4 ? 4 : 6).u16(o.port()).bytes(address);
      }
      case Value.Session s -> identity(out, s.identity());
      case Value.Code c -> out.u8(c.code()).u8(c.about()).u16(c.retryAfter()).text(c.text());
    }
  }

  private static void rloc(OctetWriter out, Rloc rloc) {
    out.u8(rloc.order()).u8(rloc.preference());
    switch (rloc.locator()) {
      case Locator.Ip ip -> {
        out.bytes(ip.address().octets());
        if (ip.port() != 0) {
          out.u16(ip.port());
        }
      }
      case Locator.Direct direct -> out.bytes(direct.address().octets()).u16(0);
      case Locator.Ethernet e -> {
        out.u16((int) (e.mac() >>> 32)).u32(e.mac());
        if (e.vlan() >= 0) {
          out.u16(e.vlan());
        }
      }
    }
  }

  private static void endpoint(OctetWriter out, Value.Endpoint p) {
    byte[] address;
    try {
      address = IpAddress.parse(p.name()).octets();
    } catch (IllegalArgumentException e) {
      out.u8(p.protocol()).u8(1).u16(p.port()).text(p.name());
      return;
    }
    out.u8(p.protocol()).u8(address.length == 4 ? 4 : 6).u16(p.port()).bytes(address);
  }

  private static void signature(OctetWriter out, Value.Signature s) {
    out.u8(s.scope()).u8(s.algorithm()).u16(s.signature().length());
    out.octets(s.keyId()).u32(s.notBefore()).u16(s.lifetime()).octets(s.signature());
  }

  private static void payload(OctetWriter out, Payload payload) {
    switch (payload) {
      case Payload.None _ -> {}
      case Payload.CompressedIpv4 p ->
          out.u8(ControlWord.COMPRESSED_IPV4)
              .u16(0x8000 | 4 + p.content().length())
              .u8(p.protocol())
              .octets(p.content());
      case Payload.CompressedIpv6 p ->
          out.u8(ControlWord.COMPRESSED_IPV6)
              .u16(0x8000 | 8 + p.content().length())
              .u8(p.protocol())
              .u32(p.flow())
              .octets(p.content());
      case Payload.Frame f -> out.u8(ControlWord.FRAME).u16(f.etherType()).octets(f.content());
    }
  }
}
