package savd.cetp.fsm;

import java.util.List;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Message;
import savd.cetp.message.Octets;
import savd.cetp.message.Operation;
import savd.cetp.message.Payload;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.cetp.wire.MessageEncoder;
import savd.net.IpAddress;
import savd.net.Ipv4Address;

/** Messages for the east edge that anyone may send, in anyone's name. */
final class Forger {
  /** An address that nobody has. */
  static final int SOMEWHERE = 0x0B000001;

  private Forger() {}

  static Path from(TwoEdges t, int address) {
    return from(t, new Ipv4Address(address));
  }

  static Path from(TwoEdges t, IpAddress address) {
    return new Path(t.east.locals.getFirst(), new Locator.Ip(address, 0));
  }

  static byte[] message(Identity from, Identity to, Payload payload, Element... elements) {
    return MessageEncoder.encode(new Message(from, to, List.of(elements), payload));
  }

  static byte[] control(Identity from, Identity to, Element... elements) {
    return message(from, to, new Payload.None(), elements);
  }

  static Element rlocs(IpAddress address) {
    return Element.rlocs(
        ElementType.IPV4_RLOCS,
        Operation.RELIABLE_RESPONSE,
        1,
        List.of(new Rloc(1, 1, new Locator.Ip(address, 0))));
  }

  static Element rlocs(int address) {
    return rlocs(new Ipv4Address(address));
  }

  static Element name(String name) {
    return Element.of(ElementType.NAME, Operation.RESPONSE, 0, new Value.Name(name));
  }

  static Element fill(int octets) {
    return Element.of(ElementType.PROBE, Operation.RESPONSE, 0, new Value.Probe(0, octets));
  }

  static Element cookie(Octets cookie) {
    return Element.of(ElementType.COOKIE, Operation.ACKNOWLEDGEMENT, 1, new Value.Opaque(cookie));
  }

  /** The cookie in the last thing that east said. */
  static Octets cookieFromEast(TwoEdges t) {
    Element cookie = t.east.sent.getLast().first(ElementType.COOKIE).orElseThrow();
    return ((Value.Opaque) cookie.value()).octets();
  }

  static Payload packet(int octets) {
    return new Payload.CompressedIpv4(17, Octets.of(new byte[octets]));
  }
}
