package savd.bgp.wire;

import java.util.Arrays;
import savd.bgp.message.Keepalive;
import savd.bgp.message.Notification;
import savd.bgp.message.RouteRefresh;

/**
 * Reads every message but UPDATE, for which see {@link UpdateDecoder}.
 *
 * <p>The frame must be one that {@link BgpFramer} accepted; nothing of it is kept.
 */
public final class MessageDecoder {
  private MessageDecoder() {}

  /**
   * Reads the message of {@code length} octets at {@code offset}. Never throws on any content.
   *
   * @throws IllegalArgumentException for an UPDATE
   */
  public static Decoded decode(byte[] frame, int offset, int length) {
    int body = offset + BgpFramer.HEADER_LENGTH;
    int end = offset + length;
    return switch (BgpFramer.type(frame, offset)) {
      case OPEN -> new OpenDecoder(frame, body, end).decode();
      case NOTIFICATION -> notification(frame, body, end);
      case KEEPALIVE -> new Decoded.Message(new Keepalive());
      case ROUTE_REFRESH -> routeRefresh(frame, offset, end);
      case UPDATE -> throw new IllegalArgumentException("an UPDATE is for UpdateDecoder");
    };
  }

  private static Decoded notification(byte[] b, int body, int end) {
    return new Decoded.Message(
        new Notification(
            Octets.u8(b, body), Octets.u8(b, body + 1), Arrays.copyOfRange(b, body + 2, end)));
  }

  private static Decoded routeRefresh(byte[] b, int offset, int end) {
    int body = offset + BgpFramer.HEADER_LENGTH;
    int subtype = Octets.u8(b, body + 2);
    boolean fixedLength = subtype == RouteRefresh.BEGIN || subtype == RouteRefresh.END;
    // A request may be longer: outbound route filters (RFC 5291) follow, which savd never asks for.
    if (fixedLength && end - body != 4) {
      byte[] message = Arrays.copyOfRange(b, offset, end);
      return new Malformed.ResetSession(
          new Notification(Notification.ROUTE_REFRESH_ERROR, 1, message),
          Malformed.Problem.MESSAGE);
    }
    return new Decoded.Message(
        new RouteRefresh(Octets.u16(b, body), Octets.u8(b, body + 3), subtype));
  }
}
