package savd.pisav.wire;

import savd.pisav.message.ConeMessage;

/** The types of messages, with the lengths a body may have. */
enum MessageType {
  HELLO(1, 36, 1_024),
  KEEPALIVE(2, 0, 0),
  NOTICE(3, 8, Frames.MAX_BODY),
  UPDATE(4, 8, Frames.MAX_BODY),
  RESPONSE(5, 8, Frames.MAX_BODY),
  RESPONSE_UPDATE(6, 8, Frames.MAX_BODY),
  ERROR(7, 4, 4 + ConeMessage.MAX_TEXT + Frames.HEADER_LENGTH),
  CEASE(8, 2, 2 + ConeMessage.MAX_TEXT);

  private final int code;
  private final int minBody;
  private final int maxBody;

  MessageType(int code, int minBody, int maxBody) {
    this.code = code;
    this.minBody = minBody;
    this.maxBody = maxBody;
  }

  int code() {
    return code;
  }

  /** The type of a code; null when there is none. */
  static MessageType of(int code) {
    return code >= 1 && code <= values().length ? values()[code - 1] : null;
  }

  boolean bodyFits(int octets) {
    return octets >= minBody && octets <= maxBody;
  }
}
