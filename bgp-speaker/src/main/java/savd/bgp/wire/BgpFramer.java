package savd.bgp.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;
import savd.bgp.message.Notification;

/**
 * Finds where messages begin and end in the octets of a connection and checks their headers (RFC
 * 4271, section 6.1).
 *
 * <p>It holds no octets: the caller keeps what has arrived and asks for the length of the message
 * at the front. One framer serves one connection, on one thread.
 */
public final class BgpFramer {
  /** Octets of the header: marker, length and type. */
  public static final int HEADER_LENGTH = 19;

  /** The longest message of RFC 4271, section 4.1. */
  public static final int MAX_LENGTH = 4096;

  /** The longest UPDATE, NOTIFICATION or ROUTE-REFRESH of RFC 8654. */
  public static final int MAX_EXTENDED_LENGTH = 65535;

  /** {@link #frameLength}: the message is not whole yet. */
  public static final int INCOMPLETE = 0;

  /** {@link #frameLength}: the header is wrong and {@link #error} says how. */
  public static final int BAD_HEADER = -1;

  private static final int LENGTH_OFFSET = 16;
  private static final int TYPE_OFFSET = 18;

  private final byte[] header = new byte[HEADER_LENGTH];
  private int maxLength = MAX_LENGTH;
  private Notification error;

  /** From now on messages may be as long as RFC 8654 allows: both sides sent the capability. */
  public void allowExtendedMessages() {
    maxLength = MAX_EXTENDED_LENGTH;
  }

  /** The longest message accepted at present. */
  public int maxLength() {
    return maxLength;
  }

  /**
   * The length of the whole message at {@code offset}, 19 to {@link #maxLength}; or {@link
   * #INCOMPLETE}; or {@link #BAD_HEADER}. A wrong header is told as soon as its 19 octets are
   * there.
   *
   * @param available how many octets from {@code offset} on have arrived
   */
  public int frameLength(byte[] bytes, int offset, int available) {
    if (available < HEADER_LENGTH) {
      return INCOMPLETE;
    }
    int length =
        (bytes[offset + LENGTH_OFFSET] & 0xFF) << 8 | bytes[offset + LENGTH_OFFSET + 1] & 0xFF;
    int type = bytes[offset + TYPE_OFFSET] & 0xFF;
    if (!markerIsOnes(bytes, offset)
        || length < HEADER_LENGTH
        || length > maxLength
        || !MessageType.isKnown(type)
        || !lengthFits(MessageType.ofCode(type), length)) {
      error = explain(bytes, offset, length, type);
      return BAD_HEADER;
    }
    return available < length ? INCOMPLETE : length;
  }

  /** The same for the readable octets of a buffer, whose indexes stay as they are. */
  public int frameLength(ByteBuf in) {
    int available = in.readableBytes();
    if (available < HEADER_LENGTH) {
      return INCOMPLETE;
    }
    in.getBytes(in.readerIndex(), header, 0, HEADER_LENGTH);
    return frameLength(header, 0, available);
  }

  /** The type of a message whose header was accepted. */
  public static MessageType type(byte[] bytes, int offset) {
    return MessageType.ofCode(bytes[offset + TYPE_OFFSET] & 0xFF);
  }

  /** What to tell the peer after {@link #BAD_HEADER}; empty before. */
  public Optional<Notification> error() {
    return Optional.ofNullable(error);
  }

  private static boolean markerIsOnes(byte[] bytes, int offset) {
    int all = -1;
    for (int i = 0; i < LENGTH_OFFSET; i++) {
      all &= bytes[offset + i];
    }
    return all == -1;
  }

  private static boolean lengthFits(MessageType type, int length) {
    return switch (type) {
      case KEEPALIVE -> length == HEADER_LENGTH;
      // RFC 8654, section 4: OPEN is not extended.
      case OPEN -> length >= type.minLength() && length <= MAX_LENGTH;
      case UPDATE, NOTIFICATION, ROUTE_REFRESH -> length >= type.minLength();
    };
  }

  private Notification explain(byte[] bytes, int offset, int length, int type) {
    if (!markerIsOnes(bytes, offset)) {
      return new Notification(Notification.MESSAGE_HEADER_ERROR, 1);
    }
    boolean badLength = length < HEADER_LENGTH || length > maxLength;
    if (badLength || MessageType.isKnown(type)) {
      int at = offset + LENGTH_OFFSET;
      byte[] lengthField = Arrays.copyOfRange(bytes, at, at + 2);
      return new Notification(Notification.MESSAGE_HEADER_ERROR, 2, lengthField);
    }
    return new Notification(Notification.MESSAGE_HEADER_ERROR, 3, new byte[] {(byte) type});
  }
}
