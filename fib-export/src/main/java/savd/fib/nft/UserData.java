package savd.fib.nft;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import savd.net.IngressInterface;

/**
 * User data the kernel keeps with an object and does not look into: type, length, value, a byte
 * each for the first two. The types are libnftnl's where nft is to understand them.
 */
final class UserData {
  /** The byte order of a set's key (NFTNL_UDATA_SET_KEYBYTEORDER). */
  private static final int SET_KEY_BYTE_ORDER = 0;

  /** The byte order of a map's data (NFTNL_UDATA_SET_DATABYTEORDER). */
  private static final int SET_DATA_BYTE_ORDER = 1;

  private static final int HOST_ENDIAN = 1;
  private static final int BIG_ENDIAN = 2;

  private UserData() {}

  static byte[] text(int type, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    byte[] data = new byte[ascii.length + 3];
    data[0] = (byte) type;
    data[1] = (byte) (ascii.length + 1);
    System.arraycopy(ascii, 0, data, 2, ascii.length);
    return data;
  }

  static byte[] number(int type, int value) {
    return ByteBuffer.allocate(6)
        .order(ByteOrder.nativeOrder())
        .put((byte) type)
        .put((byte) 4)
        .putInt(value)
        .array();
  }

  static byte[] setByteOrder(boolean bigEndianKey, boolean map) {
    byte[] key = number(SET_KEY_BYTE_ORDER, bigEndianKey ? BIG_ENDIAN : HOST_ENDIAN);
    if (!map) {
      return key;
    }
    byte[] both = Arrays.copyOf(key, 12);
    System.arraycopy(number(SET_DATA_BYTE_ORDER, 0), 0, both, 6, 6);
    return both;
  }

  /** The name as the kernel compares it: 16 bytes, filled up with zeros. */
  static byte[] interfaceName(IngressInterface ingress) {
    return Arrays.copyOf(ingress.name().getBytes(StandardCharsets.US_ASCII), NfTables.IFNAMSIZ);
  }

  /** The value of a type as text, without its closing zero. */
  static Optional<String> textOf(byte[] data, int type) {
    byte[] value = find(data, type);
    if (value == null) {
      return Optional.empty();
    }
    int n = value.length > 0 && value[value.length - 1] == 0 ? value.length - 1 : value.length;
    return Optional.of(new String(value, 0, n, StandardCharsets.ISO_8859_1));
  }

  static OptionalInt numberOf(byte[] data, int type) {
    byte[] value = find(data, type);
    return value == null || value.length != 4
        ? OptionalInt.empty()
        : OptionalInt.of(ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt());
  }

  private static byte[] find(byte[] data, int type) {
    int at = 0;
    while (at + 2 <= data.length) {
      int length = data[at + 1] & 0xFF;
      if (at + 2 + length > data.length) {
        return null;
      }
      if ((data[at] & 0xFF) == type) {
        return Arrays.copyOfRange(data, at + 2, at + 2 + length);
      }
      at += 2 + length;
    }
    return null;
  }
}
