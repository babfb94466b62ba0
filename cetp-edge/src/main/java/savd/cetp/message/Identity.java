package savd.cetp.message;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Who sends or receives: an identity element of the header.
 *
 * @param type 1 to 15; 1 is random, 2 assured by a mobile operator, 3 of a certificate, 4 the hash
 *     of a name, 5 a name, 6 of a corporate authority, 7 temporary, 8 of a thing
 * @param value 2 to 64 octets
 */
public record Identity(int type, Octets value) {
  public static final int RANDOM = 1;
  public static final int OPERATOR_ASSURED = 2;
  public static final int CERTIFICATE = 3;
  public static final int NAME_HASH = 4;
  public static final int NAME = 5;
  public static final int MIN_LENGTH = 2;
  public static final int MAX_LENGTH = 64;

  /** Octets of an identity made for one session. */
  public static final int SESSION_LENGTH = 6;

  public Identity {
    if (type < 1 || type > 15) {
      throw new IllegalArgumentException("an identity type is 1 to 15, not " + type);
    }
    if (value.length() < MIN_LENGTH || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("an identity has 2 to 64 octets, not " + value.length());
    }
    if (type == NAME && !isText(value)) {
      throw new IllegalArgumentException("an identity that is a name, and is not: " + value);
    }
  }

  /** Octets of names, and no others: they are shown to people as they are. */
  private static boolean isText(Octets value) {
    for (int i = 0; i < value.length(); i++) {
      int c = value.at(i);
      boolean fits = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
      if (!fits && c != '.') {
        return false;
      }
    }
    return true;
  }

  /** The random identity of six octets whose bits are the low 48 of {@code bits}. */
  public static Identity session(long bits) {
    byte[] b = new byte[SESSION_LENGTH];
    for (int i = 0; i < SESSION_LENGTH; i++) {
      b[i] = (byte) (bits >>> 8 * (SESSION_LENGTH - 1 - i));
    }
    return new Identity(RANDOM, Octets.of(b));
  }

  /** True for the form the data plane uses: type 1, six octets. */
  public boolean isSession() {
    return type == RANDOM && value.length() == SESSION_LENGTH;
  }

  /** The 48 bits of a session identity. */
  public long sessionBits() {
    if (!isSession()) {
      throw new IllegalStateException(this + " is not of a session");
    }
    long bits = 0;
    for (int i = 0; i < SESSION_LENGTH; i++) {
      bits = bits << 8 | value.at(i);
    }
    return bits;
  }

  /**
   * Reads the form of destination URLs: {@code [TYPE=]VALUE}, where the value is hexadecimal,
   * except for type 5, where it is the name. Without a type it is 1.
   */
  public static Identity parse(String text) {
    int equals = text.indexOf('=');
    try {
      int type = equals < 0 ? RANDOM : Integer.parseInt(text.substring(0, equals));
      String value = text.substring(equals + 1);
      return new Identity(
          type,
          type == NAME
              ? Octets.of(value.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII))
              : Octets.parse(value));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not an identity: " + text, e);
    }
  }

  /** The form {@link #parse} reads. */
  @Override
  public String toString() {
    String shown =
        type == NAME ? new String(value.toArray(), StandardCharsets.US_ASCII) : value.toString();
    return type == RANDOM ? shown : type + "=" + shown;
  }
}
