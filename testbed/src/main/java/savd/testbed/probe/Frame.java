package savd.testbed.probe;

import java.nio.ByteBuffer;
import savd.net.AddressFamily;

/**
 * An Ethernet frame with a UDP packet in it, made once per flow; only its number changes. The
 * payload is {@link #MAGIC}, the flow's number and the packet's number.
 */
final class Frame {
  static final long MAGIC = 0x5341_5644_5072_6F62L;
  static final int PAYLOAD_OCTETS = 24;
  private static final int ETHERNET_OCTETS = 14;
  private static final int UDP_OCTETS = 8;
  private static final int UDP = 17;
  private static final int HOPS = 64;

  private final ByteBuffer octets;
  private final int udp;
  private final int sumWithoutNumber;

  Frame(Flow flow, int flowNumber, int port, byte[] toMac, byte[] fromMac) {
    boolean v4 = flow.family() == AddressFamily.IPV4;
    udp = ETHERNET_OCTETS + (v4 ? 20 : 40);
    octets = ByteBuffer.allocate(udp + UDP_OCTETS + PAYLOAD_OCTETS);
    octets.put(toMac).put(fromMac).putShort((short) (v4 ? 0x0800 : 0x86DD));
    int udpOctets = UDP_OCTETS + PAYLOAD_OCTETS;
    if (v4) {
      octets.putShort((short) 0x4500).putShort((short) (20 + udpOctets)).putInt(0);
      octets.put((byte) HOPS).put((byte) UDP).putShort((short) 0);
      octets.put(flow.source().octets()).put(flow.destination().octets());
      octets.putShort(ETHERNET_OCTETS + 10, (short) ~fold(sum(ETHERNET_OCTETS, udp)));
    } else {
      octets.putInt(0x6000_0000).putShort((short) udpOctets).put((byte) UDP).put((byte) HOPS);
      octets.put(flow.source().octets()).put(flow.destination().octets());
    }
    octets.putShort((short) port).putShort((short) port).putShort((short) udpOctets);
    octets.putShort((short) 0).putLong(MAGIC).putLong(flowNumber).putLong(0);
    // The addresses, the protocol and the length are the pseudo header of either family.
    int addresses = v4 ? ETHERNET_OCTETS + 12 : ETHERNET_OCTETS + 8;
    sumWithoutNumber = sum(addresses, udp) + UDP + udpOctets + sum(udp, octets.capacity());
  }

  /** The octets with this packet number; the array is reused. */
  byte[] numbered(int number) {
    octets.putInt(octets.capacity() - 4, number);
    int checksum = ~fold(sumWithoutNumber + (number >>> 16) + (number & 0xFFFF)) & 0xFFFF;
    octets.putShort(udp + 6, (short) (checksum == 0 ? 0xFFFF : checksum));
    return octets.array();
  }

  int length() {
    return octets.capacity();
  }

  private int sum(int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i += 2) {
      sum += octets.getShort(i) & 0xFFFF;
    }
    return sum;
  }

  private static int fold(int sum) {
    int s = sum;
    while (s >>> 16 != 0) {
      s = (s & 0xFFFF) + (s >>> 16);
    }
    return s;
  }
}
