package savd.cetp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.IfUnknown;
import savd.cetp.message.Locator;
import savd.cetp.message.Message;
import savd.cetp.message.Octets;
import savd.cetp.message.Operation;
import savd.cetp.message.Payload;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.net.IpAddress;

/** Octets to values, for messages with flags and for people who look at captures. */
public final class MessageDecoder {
  private final MessageReader reader = new MessageReader();
  private ByteBuffer in;

  /** Decodes a datagram. */
  public static Decoded decode(byte[] datagram) {
    return new MessageDecoder()
        .decode(ByteBuffer.wrap(datagram), 0, datagram.length, Carriage.DATAGRAM);
  }

  /** Decodes the message at {@code offset}; parameters as of {@link MessageReader#read}. */
  public Decoded decode(ByteBuffer buffer, int offset, int length, Carriage carriage) {
    Finding finding = reader.read(buffer, offset, length, carriage);
    if (finding != Finding.WELL_FORMED) {
      return new Decoded.Malformed(finding);
    }
    in = buffer;
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < reader.elementCount(); i++) {
      elements.add(element(i));
    }
    Message message =
        new Message(
            identity(reader.sourceOffset()),
            identity(reader.destinationOffset()),
            elements,
            payload());
    return new Decoded.Read(message, reader.unknown(), reader.unknownType());
  }

  private Octets octets(int at, int length) {
    byte[] b = new byte[length];
    in.get(at, b);
    return Octets.of(b);
  }

  private String text(int at, int length) {
    return new String(octets(at, length).toArray(), StandardCharsets.US_ASCII);
  }

  private int u8(int at) {
    return in.get(at) & 0xFF;
  }

  private int u16(int at) {
    return in.getShort(at) & 0xFFFF;
  }

  private Identity identity(int at) {
    int length = u8(at + 1);
    return length < 0x80
        ? new Identity(u8(at), octets(at + 2, length))
        : new Identity(u8(at), octets(at + 3, (length & 0x7F) << 8 | u8(at + 2)));
  }

  private Payload payload() {
    Octets content = octets(reader.payloadOffset(), reader.payloadLength());
    return switch (reader.payloadCode()) {
      case ControlWord.COMPRESSED_IPV4 ->
          new Payload.CompressedIpv4(reader.payloadProtocol(), content);
      case ControlWord.COMPRESSED_IPV6 ->
          new Payload.CompressedIpv6(
              reader.payloadProtocol(), in.getInt(reader.payloadOffset() - 4) & 0xFFFFFFF, content);
      case ControlWord.FRAME -> new Payload.Frame(reader.payloadProtocol(), content);
      default -> new Payload.None();
    };
  }

  private Element element(int i) {
    int flags = reader.elementFlags(i);
    Operation operation = Operation.ofFlags(flags);
    return new Element(
        reader.elementType(i),
        operation,
        IfUnknown.ofFlags(flags),
        flags & 0xF,
        value(
            ElementType.ofCode(reader.elementType(i)),
            operation,
            reader.valueOffset(i),
            reader.valueLength(i)));
  }

  private Value value(ElementType type, Operation operation, int at, int length) {
    if (type == null) {
      return new Value.Opaque(octets(at, length));
    }
    // A response with an empty name says that there is none; anything else empty says nothing.
    boolean noName =
        type == ElementType.NAME
            && (operation == Operation.RESPONSE || operation == Operation.RELIABLE_RESPONSE);
    if (length == 0 && !noName) {
      return new Value.Empty();
    }
    return switch (type) {
      case IPV4_RLOCS,
          IPV6_RLOCS,
          ETHERNET_RLOCS,
          IPV4_PORT_RLOCS,
          IPV6_PORT_RLOCS,
          BACKBONE_RLOCS ->
          rlocs(type, at, length);
      case TIME_TO_LIVE ->
          new Value.Seconds(
              switch (length) {
                case 1 -> u8(at);
                case 2 -> u16(at);
                default -> in.getInt(at) & 0xFFFF_FFFFL;
              });
      case IDENTITY_TYPE ->
          operation == Operation.QUERY
              ? types(at, length)
              : new Value.Granted(
                  u8(at),
                  length == 1 ? Optional.empty() : Optional.of(endpoint(at + 1, length - 1)));
      case CERTIFICATION_ADDRESS -> endpoint(at, length);
      case NAME -> new Value.Name(text(at, length));
      case QUERY_LIST -> types(at, length);
      case SIGNATURE -> signatures(at, length);
      case UNEXPECTED -> new Value.Unexpected(u16(at), u16(at + 2), octets(at + 4, length - 4));
      case PROBE -> new Value.Probe(u16(at), length - 2);
      case OBSERVED_ADDRESS ->
          new Value.Observed(IpAddress.ofOctets(octets(at + 3, length - 3).toArray()), u16(at + 1));
      case SESSION_IDENTITY -> new Value.Session(identity(at));
      case RESPONSE_CODE ->
          new Value.Code(u8(at), u8(at + 1), u16(at + 2), text(at + 4, length - 4));
      case COOKIE, CERTIFICATE, CAPABILITIES, KEY_EXCHANGE, PUZZLE ->
          new Value.Opaque(octets(at, length));
    };
  }

  private Value.Types types(int at, int length) {
    List<Integer> types = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      types.add(u8(at + i));
    }
    return new Value.Types(types);
  }

  private Value.Endpoint endpoint(int at, int length) {
    String name =
        u8(at + 1) == 1
            ? text(at + 4, length - 4)
            : IpAddress.ofOctets(octets(at + 4, length - 4).toArray()).toString();
    return new Value.Endpoint(u8(at), u16(at + 2), name);
  }

  private Value.Rlocs rlocs(ElementType type, int from, int length) {
    List<Rloc> rlocs = new ArrayList<>();
    int each = type.rlocOctets();
    for (int at = from; at < from + length; at += each) {
      rlocs.add(new Rloc(u8(at), u8(at + 1), locator(type, at + 2)));
    }
    return new Value.Rlocs(rlocs);
  }

  private Locator locator(ElementType type, int at) {
    return switch (type) {
      case IPV4_RLOCS -> new Locator.Ip(IpAddress.ofOctets(octets(at, 4).toArray()), 0);
      case IPV6_RLOCS -> new Locator.Ip(IpAddress.ofOctets(octets(at, 16).toArray()), 0);
      case IPV4_PORT_RLOCS -> at(IpAddress.ofOctets(octets(at, 4).toArray()), u16(at + 4));
      case IPV6_PORT_RLOCS -> at(IpAddress.ofOctets(octets(at, 16).toArray()), u16(at + 16));
      case ETHERNET_RLOCS -> new Locator.Ethernet(mac(at), -1);
      default -> new Locator.Ethernet(mac(at), u16(at + 6));
    };
  }

  private static Locator at(IpAddress address, int port) {
    return port == 0 ? new Locator.Direct(address) : new Locator.Ip(address, port);
  }

  private long mac(int at) {
    return (long) u16(at) << 32 | in.getInt(at + 2) & 0xFFFF_FFFFL;
  }

  private Value.Signatures signatures(int from, int length) {
    List<Value.Signature> all = new ArrayList<>();
    int at = from;
    while (at < from + length) {
      int size = u16(at + 2);
      all.add(
          new Value.Signature(
              u8(at),
              u8(at + 1),
              octets(at + 4, 8),
              in.getInt(at + 12) & 0xFFFF_FFFFL,
              u16(at + 16),
              octets(at + 18, size)));
      at += ValueRules.SIGNATURE_HEAD + size;
    }
    return new Value.Signatures(all);
  }
}
