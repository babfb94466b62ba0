package savd.cetp.tun;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A struct mmsghdr of a 64-bit Linux with room for control messages (sendmmsg(2), recvmmsg(2),
 * cmsg(3)).
 */
final class MessageHeader {
  /** Octets of struct mmsghdr. */
  static final int OCTETS = 64;

  static final int CONTROL_OCTETS = 256;
  static final int MSG_CTRUNC = 8;
  private static final int NAME = 0;
  private static final int NAME_LENGTH = 8;
  private static final int VECTORS = 16;
  private static final int VECTOR_COUNT = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int LENGTH = 56;
  private static final int CMSG_HEADER = 16;

  private final MemorySegment segment;
  private final MemorySegment control;
  private int controlLength;

  // What a received message told; -1 when it did not.
  private int segmentOctets;
  private int ttl;
  private int tos;
  private int ingress;

  MessageHeader(MemorySegment segment, MemorySegment control) {
    this.segment = segment;
    this.control = control;
    segment.set(ValueLayout.JAVA_LONG, CONTROL, control.address());
  }

  void name(long address, int length) {
    segment.set(ValueLayout.JAVA_LONG, NAME, address);
    segment.set(ValueLayout.JAVA_INT, NAME_LENGTH, length);
  }

  void vectors(long address, long count) {
    segment.set(ValueLayout.JAVA_LONG, VECTORS, address);
    segment.set(ValueLayout.JAVA_LONG, VECTOR_COUNT, count);
  }

  /** Sending: the hop limit and traffic class to give, and, above 0, where to cut. */
  void control(boolean ipv4, int hopLimit, int trafficClass, int cut) {
    controlLength = 0;
    if (ipv4) {
      add(Port.IPPROTO_IP, Port.IP_TTL, hopLimit);
      add(Port.IPPROTO_IP, Port.IP_TOS, trafficClass);
    } else {
      add(Port.IPPROTO_IPV6, Port.IPV6_HOPLIMIT, hopLimit);
      add(Port.IPPROTO_IPV6, Port.IPV6_TCLASS, trafficClass);
    }
    if (cut > 0) {
      head(CMSG_HEADER + 2, UdpPort.SOL_UDP, UdpPort.UDP_SEGMENT);
      control.set(ValueLayout.JAVA_SHORT, controlLength + CMSG_HEADER, (short) cut);
      controlLength += CMSG_HEADER + 8;
    }
    segment.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH, controlLength);
  }

  /** Takes back where to cut. */
  void uncut() {
    segment.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH, controlLength - (CMSG_HEADER + 8L));
  }

  private void head(int length, int level, int type) {
    control.set(ValueLayout.JAVA_LONG, controlLength, length);
    control.set(ValueLayout.JAVA_INT, controlLength + 8, level);
    control.set(ValueLayout.JAVA_INT, controlLength + 12, type);
  }

  private void add(int level, int type, int value) {
    head(CMSG_HEADER + 4, level, type);
    control.set(ValueLayout.JAVA_INT, controlLength + CMSG_HEADER, value);
    controlLength += CMSG_HEADER + 8;
  }

  /** Receiving: makes room, for a sender's address of {@code nameOctets} too. */
  void expect(int nameOctets) {
    segment.set(ValueLayout.JAVA_INT, NAME_LENGTH, nameOctets);
    segment.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH, CONTROL_OCTETS);
    segment.set(ValueLayout.JAVA_INT, FLAGS, 0);
  }

  /** Octets received. */
  int length() {
    return segment.get(ValueLayout.JAVA_INT, LENGTH);
  }

  /**
   * Reads what came with a message; false when the kernel had no room for all of it, so that
   * nothing is known of where its parts begin.
   */
  boolean told() {
    segmentOctets = 0;
    ttl = -1;
    tos = 0;
    ingress = 0;
    if ((segment.get(ValueLayout.JAVA_INT, FLAGS) & MSG_CTRUNC) != 0) {
      return false;
    }
    long end = segment.get(ValueLayout.JAVA_LONG, CONTROL_LENGTH);
    long at = 0;
    while (end - at >= CMSG_HEADER) {
      long length = control.get(ValueLayout.JAVA_LONG, at);
      if (length < CMSG_HEADER || length > end - at) {
        return true;
      }
      tell(
          control.get(ValueLayout.JAVA_INT, at + 8),
          control.get(ValueLayout.JAVA_INT, at + 12),
          at + CMSG_HEADER,
          length - CMSG_HEADER);
      at += length + 7 & ~7L;
    }
    return true;
  }

  private void tell(int level, int type, long at, long length) {
    int value =
        length >= 4
            ? control.get(ValueLayout.JAVA_INT, at)
            : control.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    if (level == UdpPort.SOL_UDP && type == UdpPort.UDP_GRO) {
      segmentOctets = value;
    } else if (level == Port.IPPROTO_IP && type == Port.IP_TTL
        || level == Port.IPPROTO_IPV6 && type == Port.IPV6_HOPLIMIT) {
      ttl = value;
    } else if (level == Port.IPPROTO_IP && type == Port.IP_TOS
        || level == Port.IPPROTO_IPV6 && type == Port.IPV6_TCLASS) {
      tos = value & 0xFF;
    } else if (level == Port.IPPROTO_IP && type == Port.IP_PKTINFO) {
      ingress = value;
    } else if (level == Port.IPPROTO_IPV6 && type == Port.IPV6_PKTINFO) {
      ingress = control.get(ValueLayout.JAVA_INT, at + 16);
    }
  }

  /** Octets of each datagram in the buffer but the last; 0 when there is one only. */
  int segmentOctets() {
    return segmentOctets;
  }

  /** -1 when not told. */
  int ttl() {
    return ttl;
  }

  int tos() {
    return tos;
  }

  /** Index of the interface it came in by; 0 when not told. */
  int ingress() {
    return ingress;
  }
}
