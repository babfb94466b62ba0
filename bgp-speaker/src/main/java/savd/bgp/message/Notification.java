package savd.bgp.message;

import java.util.Arrays;

/** NOTIFICATION (RFC 4271, section 4.5): error code, subcode and data. */
public record Notification(int code, int subcode, byte[] data) implements BgpMessage {
  public Notification(int code, int subcode) {
    this(code, subcode, new byte[0]);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Notification n && n.code == code && n.subcode == subcode && Arrays.equals(n.data, data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * code + subcode) + Arrays.hashCode(data);
  }
}
