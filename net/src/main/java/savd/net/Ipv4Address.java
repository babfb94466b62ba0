package savd.net;

/**
 * An IPv4 address.
 *
 * @param bits the 32 bits in host order, so that 192.0.2.1 is 0xC0000201
 */
public record Ipv4Address(int bits) implements IpAddress {
  @Override
  public AddressFamily family() {
    return AddressFamily.IPV4;
  }

  @Override
  public long high() {
    return 0;
  }

  @Override
  public long low() {
    return Integer.toUnsignedLong(bits);
  }

  /**
   * Reads dotted decimal with exactly four parts; throws {@link IllegalArgumentException} naming
   * the text.
   */
  public static Ipv4Address parse(String text) {
    int bits = 0;
    int parts = 0;
    int part = -1;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '.';
      if (c == '.') {
        if (part < 0 || parts == 4) {
          throw bad(text);
        }
        bits = bits << 8 | part;
        parts++;
        part = -1;
      } else if (c >= '0' && c <= '9' && part != 0) {
        part = (part < 0 ? 0 : part * 10) + (c - '0');
        if (part > 255) {
          throw bad(text);
        }
      } else {
        throw bad(text);
      }
    }
    if (parts != 4) {
      throw bad(text);
    }
    return new Ipv4Address(bits);
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException("not an IPv4 address: " + text);
  }

  @Override
  public byte[] octets() {
    return new byte[] {
      (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits
    };
  }

  @Override
  public String toString() {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 0xFF)
        + "."
        + (bits >>> 8 & 0xFF)
        + "."
        + (bits & 0xFF);
  }
}
