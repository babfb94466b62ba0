package savd.cetp.message;

/** What a message carries for the hosts. */
public sealed interface Payload {
  /** Nothing. */
  record None() implements Payload {}

  /** An IPv4 packet without its header (0xFE): the receiver makes a new one. */
  record CompressedIpv4(int protocol, Octets content) implements Payload {}

  /**
   * An IPv6 packet without its header (0xFD, ours).
   *
   * @param flow traffic class and flow label, the low 28 bits
   */
  record CompressedIpv6(int protocol, int flow, Octets content) implements Payload {}

  /** A packet of any EtherType (0xFF); addresses of IP packets are zero on the wire. */
  record Frame(int etherType, Octets content) implements Payload {}
}
