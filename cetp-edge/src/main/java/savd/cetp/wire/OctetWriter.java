package savd.cetp.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import savd.cetp.message.Octets;

/** Octets that grow. */
final class OctetWriter {
  private byte[] octets = new byte[256];
  private int size;

  int size() {
    return size;
  }

  private void room(int more) {
    if (size + more > octets.length) {
      octets = Arrays.copyOf(octets, Math.max(octets.length * 2, size + more));
    }
  }

  OctetWriter u8(int v) {
    room(1);
    octets[size++] = (byte) v;
    return this;
  }

  OctetWriter u16(int v) {
    return u8(v >>> 8).u8(v);
  }

  OctetWriter u32(long v) {
    return u16((int) (v >>> 16)).u16((int) v);
  }

  OctetWriter bytes(byte[] b) {
    room(b.length);
    System.arraycopy(b, 0, octets, size, b.length);
    size += b.length;
    return this;
  }

  OctetWriter octets(Octets o) {
    return bytes(o.toArray());
  }

  OctetWriter text(String s) {
    return bytes(s.getBytes(StandardCharsets.US_ASCII));
  }

  OctetWriter zeros(int count) {
    room(count);
    size += count;
    return this;
  }

  /** The shortest form of a length: 7 bits where they do, else 15. */
  OctetWriter length(int length) {
    if (length > 0x7FFF) {
      throw new IllegalArgumentException("no length field holds " + length);
    }
    return length < 0x80 ? u8(length) : u16(0x8000 | length);
  }

  void setU32(int at, int v) {
    for (int i = 0; i < 4; i++) {
      octets[at + i] = (byte) (v >>> 24 - 8 * i);
    }
  }

  byte[] toArray() {
    return Arrays.copyOf(octets, size);
  }
}
