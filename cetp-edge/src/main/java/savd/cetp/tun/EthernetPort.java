package savd.cetp.tun;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import savd.cetp.message.Locator;
import savd.cetp.wire.Carriage;
import savd.net.IpAddress;

/**
 * A packet socket (packet(7)) on one device: messages are Ethernet frames with an EtherType of
 * their own, the first way of the slides. A VLAN is a device of its own to the kernel. Each message
 * is a frame of its own: the kernel has no offloads here.
 */
public final class EthernetPort extends Port {
  /** Where struct sockaddr_ll has the index of the device, the kind of packet, the address. */
  static final int INDEX = 4;

  private static final int PROTOCOL = 2;
  private static final int KIND = 10;
  private static final int ADDRESS_LENGTH = 11;
  private static final int ADDRESS = 12;
  private static final int OCTETS = 20;
  private static final int MAC_OCTETS = 6;

  /** The kind of what is sent to this machine alone. */
  private static final int PACKET_HOST = 0;

  private final int device;
  private final int etherType;
  private final Locator.Ethernet station;

  private EthernetPort(Locator.Ethernet own, int device, int etherType) throws IOException {
    super(own, AF_PACKET, SOCK_DGRAM, Short.toUnsignedInt(Short.reverseBytes((short) etherType)));
    this.device = device;
    this.etherType = etherType;
    station = own;
    bind(target(arena(), own));
  }

  /**
   * Opens a socket.
   *
   * @param own the device's own address, and its VLAN as others name it
   * @param device its name
   */
  public static EthernetPort open(Locator.Ethernet own, String device, int etherType)
      throws IOException {
    NetworkInterface found = NetworkInterface.getByName(device);
    if (found == null) {
      throw new IOException("no device " + device);
    }
    return new EthernetPort(own, found.getIndex(), etherType);
  }

  @Override
  MemorySegment target(Arena arena, Locator remote) {
    MemorySegment s = arena.allocate(OCTETS, 8);
    s.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
    s.set(ValueLayout.JAVA_SHORT, PROTOCOL, Short.reverseBytes((short) etherType));
    s.set(ValueLayout.JAVA_INT, INDEX, device);
    s.set(ValueLayout.JAVA_BYTE, ADDRESS_LENGTH, (byte) MAC_OCTETS);
    long mac = Locator.Ethernet.of(remote.address(), -1).mac();
    for (int i = 0; i < MAC_OCTETS; i++) {
      s.set(ValueLayout.JAVA_BYTE, ADDRESS + i, (byte) (mac >>> 40 - 8 * i));
    }
    return s;
  }

  @Override
  Locator sender(IpAddress from) {
    return Locator.Ethernet.of(from, station.vlan());
  }

  @Override
  Carriage carriage() {
    return Carriage.ETHERNET;
  }

  @Override
  boolean keepsHeaders() {
    return true;
  }

  @Override
  boolean isForUs(ByteBuffer names, int at) {
    return names.get(at + KIND) == PACKET_HOST;
  }

  private static long mac(ByteBuffer names, int at) {
    return names.getLong(at + ADDRESS) >>> 16;
  }

  @Override
  long fromHigh(ByteBuffer names, int at) {
    return Locator.Ethernet.LINK_LOCAL;
  }

  @Override
  long fromLow(ByteBuffer names, int at) {
    return Locator.Ethernet.interfaceIdentifier(mac(names, at));
  }

  @Override
  int ingress(MessageHeader message) {
    return device;
  }
}
