package savd.cetp.capture;

import java.nio.ByteBuffer;
import savd.cetp.wire.Carriage;
import savd.cetp.wire.ControlWord;
import savd.net.IpAddress;

/** Finds CETP in a captured frame: over UDP, as an IP protocol, as an EtherType. */
public final class CetpPackets {
  // What an edge may be told to take: two of each are for experiments (RFC 3692, IEEE Std 802).
  private static final int ETHER_TYPE = ControlWord.ETHER_TYPE;
  private static final int OTHER_ETHER_TYPE = ETHER_TYPE + 1;
  private static final int IP_PROTOCOL = ControlWord.IP_PROTOCOL;
  private static final int OTHER_IP_PROTOCOL = IP_PROTOCOL + 1;

  private static final int ETHERNET = 1;
  private static final int RAW = 101;
  private static final int LINUX_COOKED = 113;
  private static final int LINUX_COOKED_2 = 276;
  private static final int UDP = 17;

  private final int port;

  /**
   * @param port the UDP port that is CETP's
   */
  public CetpPackets(int port) {
    this.port = port;
  }

  /**
   * A CETP message in a frame.
   *
   * @param from who sent it, as the underlay says
   * @param to who should get it
   * @param offset where it begins
   * @param whole false when the capture holds less than was sent
   */
  public record Found(
      String from,
      String to,
      ByteBuffer in,
      int offset,
      int length,
      Carriage carriage,
      boolean whole) {}

  /** Where a packet's network header begins, and of which EtherType it is. */
  private record Network(int etherType, int offset) {}

  /** The CETP message of a frame, or null when there is none. */
  public Found find(CaptureFile.Frame frame) {
    ByteBuffer b = frame.octets();
    Network n = network(frame.linkType(), b);
    if (n == null) {
      return null;
    }
    return switch (n.etherType) {
      case 0x0800 -> ipv4(b, n.offset);
      case 0x86DD -> ipv6(b, n.offset);
      case ETHER_TYPE, OTHER_ETHER_TYPE ->
          new Found(
              mac(b, 6), mac(b, 0), b, n.offset, b.limit() - n.offset, Carriage.ETHERNET, true);
      default -> null;
    };
  }

  private static Network network(int linkType, ByteBuffer b) {
    return switch (linkType) {
      case ETHERNET -> {
        int at = 12;
        while (b.limit() >= at + 2 && tagged(b.getShort(at) & 0xFFFF)) {
          at += 4;
        }
        yield b.limit() < at + 2 ? null : new Network(b.getShort(at) & 0xFFFF, at + 2);
      }
      case RAW ->
          b.limit() < 1 ? null : new Network((b.get(0) & 0xF0) == 0x60 ? 0x86DD : 0x0800, 0);
      case LINUX_COOKED -> b.limit() < 16 ? null : new Network(b.getShort(14) & 0xFFFF, 16);
      case LINUX_COOKED_2 -> b.limit() < 20 ? null : new Network(b.getShort(0) & 0xFFFF, 20);
      default -> null;
    };
  }

  private static boolean tagged(int etherType) {
    return etherType == 0x8100 || etherType == 0x88A8;
  }

  private static String mac(ByteBuffer b, int at) {
    return "%02x:%02x:%02x:%02x:%02x:%02x"
        .formatted(
            b.get(at), b.get(at + 1), b.get(at + 2), b.get(at + 3), b.get(at + 4), b.get(at + 5));
  }

  private Found ipv4(ByteBuffer b, int at) {
    if (b.limit() < at + 20) {
      return null;
    }
    int header = (b.get(at) & 0xF) * 4;
    // Of a fragment only the first has a UDP header, and none is a whole message.
    boolean fragment = (b.getShort(at + 6) & 0x3FFF) != 0;
    int end = at + (b.getShort(at + 2) & 0xFFFF);
    return header < 20 || fragment
        ? null
        : transport(b, b.get(at + 9) & 0xFF, at + 12, 4, at + header, end);
  }

  private Found ipv6(ByteBuffer b, int at) {
    if (b.limit() < at + 40) {
      return null;
    }
    int end = at + 40 + (b.getShort(at + 4) & 0xFFFF);
    return transport(b, b.get(at + 6) & 0xFF, at + 8, 16, at + 40, end);
  }

  private Found transport(
      ByteBuffer b, int protocol, int addresses, int addressOctets, int at, int end) {
    String from = address(b, addresses, addressOctets);
    String to = address(b, addresses + addressOctets, addressOctets);
    boolean whole = end <= b.limit();
    int last = Math.min(end, b.limit());
    if ((protocol == IP_PROTOCOL || protocol == OTHER_IP_PROTOCOL) && last > at) {
      return new Found(from, to, b, at, last - at, Carriage.DATAGRAM, whole);
    }
    if (protocol != UDP || last < at + 8) {
      return null;
    }
    int source = b.getShort(at) & 0xFFFF;
    int destination = b.getShort(at + 2) & 0xFFFF;
    if (source != port && destination != port) {
      return null;
    }
    return new Found(
        endpoint(from, source),
        endpoint(to, destination),
        b,
        at + 8,
        last - at - 8,
        Carriage.DATAGRAM,
        whole);
  }

  private static String endpoint(String address, int port) {
    return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
  }

  private static String address(ByteBuffer b, int at, int octets) {
    byte[] address = new byte[octets];
    b.get(at, address);
    return IpAddress.ofOctets(address).toString();
  }
}
