package savd.bgp.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import savd.bgp.message.Capability;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;

/**
 * Reads one OPEN (RFC 4271, sections 4.2 and 6.2) with its capabilities (RFC 5492), in the long
 * form of the optional parameters too (RFC 9072).
 */
final class OpenDecoder {
  private static final int VERSION = 4;
  private static final int CAPABILITIES = 2;
  private static final int EXTENDED = 255;

  private static final int UNSPECIFIC = 0;
  private static final int UNSUPPORTED_VERSION = 1;
  private static final int BAD_PEER_AS = 2;
  private static final int BAD_IDENTIFIER = 3;
  private static final int UNSUPPORTED_PARAMETER = 4;
  private static final int UNACCEPTABLE_HOLD_TIME = 6;

  private final byte[] b;
  private final int body;
  private final int end;
  private final List<Capability> capabilities = new ArrayList<>();

  OpenDecoder(byte[] bytes, int body, int end) {
    this.b = bytes;
    this.body = body;
    this.end = end;
  }

  Decoded decode() {
    int version = Octets.u8(b, body);
    int myAs = Octets.u16(b, body + 1);
    int holdTime = Octets.u16(b, body + 3);
    int identifier = Octets.int32(b, body + 5);
    if (version != VERSION) {
      return error(UNSUPPORTED_VERSION, 0, VERSION);
    }
    if (myAs == 0) {
      return error(BAD_PEER_AS);
    }
    if (holdTime == 1 || holdTime == 2) {
      return error(UNACCEPTABLE_HOLD_TIME);
    }
    if (identifier == 0) {
      return error(BAD_IDENTIFIER);
    }
    int subcode = parameters();
    if (subcode >= 0) {
      return error(subcode);
    }
    Open open = new Open(version, myAs, holdTime, identifier, capabilities);
    return open.asn().value() == 0 ? error(BAD_PEER_AS) : new Decoded.Message(open);
  }

  private static Decoded error(int subcode, int... data) {
    byte[] octets = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      octets[i] = (byte) data[i];
    }
    return new Malformed.ResetSession(
        new Notification(Notification.OPEN_MESSAGE_ERROR, subcode, octets),
        Malformed.Problem.MESSAGE);
  }

  /** Reads the optional parameters; -1 when all is well, else the error subcode. */
  private int parameters() {
    int length = Octets.u8(b, body + 9);
    int at = body + 10;
    // RFC 9072, section 2: what decides is the type octet, not a length of 255.
    boolean extended = length != 0 && at < end && Octets.u8(b, at) == EXTENDED;
    if (extended) {
      if (end - at < 3) {
        return UNSPECIFIC;
      }
      length = Octets.u16(b, at + 1);
      at += 3;
    }
    if (length != end - at) {
      return UNSPECIFIC;
    }
    int head = extended ? 3 : 2;
    while (at < end) {
      if (end - at < head) {
        return UNSPECIFIC;
      }
      int type = Octets.u8(b, at);
      int size = extended ? Octets.u16(b, at + 1) : Octets.u8(b, at + 1);
      at += head;
      if (size > end - at) {
        return UNSPECIFIC;
      }
      if (type != CAPABILITIES) {
        return UNSUPPORTED_PARAMETER;
      }
      if (!capabilities(at, at + size)) {
        return UNSPECIFIC;
      }
      at += size;
    }
    return -1;
  }

  private boolean capabilities(int from, int to) {
    int at = from;
    while (at < to) {
      if (to - at < 2) {
        return false;
      }
      int code = Octets.u8(b, at);
      int size = Octets.u8(b, at + 1);
      at += 2;
      if (size > to - at) {
        return false;
      }
      capabilities.add(CapabilityCodec.decode(code, Arrays.copyOfRange(b, at, at + size)));
      at += size;
    }
    return true;
  }
}
