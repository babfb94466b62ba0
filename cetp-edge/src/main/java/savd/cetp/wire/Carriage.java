package savd.cetp.wire;

/** What carries the messages. */
public enum Carriage {
  /** A datagram is exactly one message. */
  DATAGRAM,
  /** A frame may be padded behind the message. */
  ETHERNET
}
