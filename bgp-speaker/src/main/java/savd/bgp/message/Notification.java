package savd.bgp.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * NOTIFICATION (RFC 4271, section 4.5).
 *
 * @param code error code, 0 to 255; the assigned ones are constants here
 * @param subcode error subcode, 0 to 255
 * @param data what the pair of them asks for, possibly empty
 */
public record Notification(int code, int subcode, byte[] data) implements BgpMessage {
  public static final int MESSAGE_HEADER_ERROR = 1;
  public static final int OPEN_MESSAGE_ERROR = 2;
  public static final int UPDATE_MESSAGE_ERROR = 3;
  public static final int HOLD_TIMER_EXPIRED = 4;
  public static final int FSM_ERROR = 5;
  public static final int CEASE = 6;
  public static final int ROUTE_REFRESH_ERROR = 7;
  public static final int SEND_HOLD_TIMER_EXPIRED = 8;

  /** Subcodes of {@link #CEASE} that savd sends or acts on (RFC 4486, RFC 8538). */
  public static final int MAXIMUM_PREFIXES = 1;

  public static final int ADMINISTRATIVE_SHUTDOWN = 2;
  public static final int PEER_DECONFIGURED = 3;
  public static final int ADMINISTRATIVE_RESET = 4;
  public static final int CONNECTION_REJECTED = 5;
  public static final int OTHER_CONFIGURATION_CHANGE = 6;
  public static final int COLLISION_RESOLUTION = 7;
  public static final int OUT_OF_RESOURCES = 8;
  public static final int HARD_RESET = 9;
  public static final int BFD_DOWN = 10;

  /** The longest shutdown communication in octets (RFC 9003, section 2). */
  public static final int MAX_SHUTDOWN_COMMUNICATION = 255;

  private static final byte[] NO_DATA = new byte[0];

  public Notification(int code, int subcode) {
    this(code, subcode, NO_DATA);
  }

  /**
   * An administrative shutdown or reset with a text for the other operator (RFC 9003); the text is
   * cut at a character boundary where it would exceed {@link #MAX_SHUTDOWN_COMMUNICATION}.
   */
  public static Notification cease(int subcode, String communication) {
    byte[] text = communication.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, MAX_SHUTDOWN_COMMUNICATION);
    while (length < text.length && (text[length] & 0xC0) == 0x80) {
      length--;
    }
    byte[] data = new byte[1 + length];
    data[0] = (byte) length;
    System.arraycopy(text, 0, data, 1, length);
    return new Notification(CEASE, subcode, data);
  }

  /** The same notification wrapped so that the peer keeps no stale routes (RFC 8538, section 3). */
  public Notification asHardReset() {
    byte[] wrapped = new byte[2 + data.length];
    wrapped[0] = (byte) code;
    wrapped[1] = (byte) subcode;
    System.arraycopy(data, 0, wrapped, 2, data.length);
    return new Notification(CEASE, HARD_RESET, wrapped);
  }

  public boolean isHardReset() {
    return code == CEASE && subcode == HARD_RESET;
  }

  /** What a hard reset carries (RFC 8538, section 3); empty for another one or without content. */
  public Optional<Notification> inHardReset() {
    return isHardReset() && data.length >= 2
        ? Optional.of(
            new Notification(
                data[0] & 0xFF, data[1] & 0xFF, Arrays.copyOfRange(data, 2, data.length)))
        : Optional.empty();
  }

  /**
   * The shutdown communication of RFC 9003, inside a hard reset too. Empty where there is none, its
   * length disagrees with the data or it is no UTF-8. Control characters become spaces, since an
   * operator's terminal and log get to see it.
   */
  public Optional<String> shutdownCommunication() {
    if (isHardReset()) {
      return inHardReset()
          .filter(n -> !n.isHardReset())
          .flatMap(Notification::shutdownCommunication);
    }
    boolean mayCarryText =
        code == CEASE && (subcode == ADMINISTRATIVE_SHUTDOWN || subcode == ADMINISTRATIVE_RESET);
    if (!mayCarryText || data.length < 2 || (data[0] & 0xFF) != data.length - 1) {
      return Optional.empty();
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(data, 1, data.length - 1))
              .toString();
      return Optional.of(text.replaceAll("\\p{Cntrl}", " "));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** One line for an operator: code and subcode in words, then what the data says. */
  public String describe() {
    StringBuilder s = new StringBuilder(NotificationText.of(code, subcode));
    Optional<String> communication = shutdownCommunication();
    if (communication.isPresent()) {
      s.append(": \"").append(communication.get()).append('"');
    } else if (inHardReset().isPresent()) {
      Notification inner = inHardReset().get();
      s.append(": ").append(NotificationText.of(inner.code, inner.subcode));
    } else if (data.length > 0) {
      int shown = Math.min(data.length, 32);
      s.append(" (data ").append(HexFormat.of().formatHex(data, 0, shown));
      s.append(shown < data.length ? "…)" : ")");
    }
    return s.toString();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Notification n
        && n.code == code
        && n.subcode == subcode
        && Arrays.equals(n.data, data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * code + subcode) + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return code + "/" + subcode + " " + describe();
  }
}
