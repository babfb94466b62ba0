package savd.bgp.mrt;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * The records of a file, plain or compressed with gzip or bzip2 (also in several members); the
 * content tells which, not the name.
 */
final class MrtInput implements AutoCloseable {
  /** Where the body of a record begins in {@link #record}: a BGP header fits in front. */
  static final int BODY = 32;

  private static final int HEADER = 12;
  private static final int BUFFER = 1 << 16;

  /** The longest body read; real ones stay far below 1 MiB. */
  private static final int MAX_BODY = 1 << 26;

  private final Counting file;
  private final InputStream in;
  private final byte[] header = new byte[HEADER];
  private byte[] record = new byte[BUFFER];
  private int length;
  private long offset;
  private long next;

  MrtInput(InputStream compressed) throws IOException {
    file = new Counting(compressed);
    BufferedInputStream buffered = new BufferedInputStream(file, BUFFER);
    buffered.mark(4);
    byte[] magic = buffered.readNBytes(3);
    buffered.reset();
    in = decompressed(buffered, magic);
  }

  private static InputStream decompressed(BufferedInputStream raw, byte[] magic)
      throws IOException {
    if (magic.length > 1 && (magic[0] & 0xFF) == 0x1F && (magic[1] & 0xFF) == 0x8B) {
      return new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER);
    }
    boolean bzip2 = magic.length > 2 && magic[0] == 'B' && magic[1] == 'Z' && magic[2] == 'h';
    return bzip2 ? new BufferedInputStream(new BZip2CompressorInputStream(raw, true), BUFFER) : raw;
  }

  /**
   * Reads the next record; false at the end.
   *
   * @throws EOFException where the file ends inside a record
   * @throws MrtFormatException where a length is beyond reason, so that no next record can be found
   */
  boolean read() throws IOException, MrtFormatException {
    offset = next;
    int got = in.readNBytes(header, 0, HEADER);
    if (got == 0) {
      return false;
    }
    if (got < HEADER) {
      throw new EOFException("the file ends after " + got + " octets of a record header");
    }
    long announced = int32(8) & 0xFFFF_FFFFL;
    if (announced > MAX_BODY) {
      throw new MrtFormatException("a record of " + announced + " octets");
    }
    length = (int) announced;
    int read = 0;
    while (read < length) {
      // The array grows with what arrives, so a false length costs nothing.
      int step = Math.min(length - read, Math.max(BUFFER, read));
      if (BODY + read + step > record.length) {
        record = Arrays.copyOf(record, Math.max(record.length * 2, BODY + read + step));
      }
      int n = in.readNBytes(record, BODY + read, step);
      read += n;
      if (n < step) {
        throw new EOFException(
            "the file ends after " + read + " of " + length + " octets of a record");
      }
    }
    next = offset + HEADER + length;
    return true;
  }

  private int int32(int i) {
    return u16(i) << 16 | u16(i + 2);
  }

  private int u16(int i) {
    return (header[i] & 0xFF) << 8 | header[i + 1] & 0xFF;
  }

  /** Where the record begins in the uncompressed file. */
  long offset() {
    return offset;
  }

  long timestampSeconds() {
    return int32(0) & 0xFFFF_FFFFL;
  }

  int type() {
    return u16(4);
  }

  int subtype() {
    return u16(6);
  }

  /** Holds the body from {@link #BODY} on; valid until the next read. */
  byte[] record() {
    return record;
  }

  /** Octets of the body. */
  int length() {
    return length;
  }

  /** Octets of the file itself read so far. */
  long fileOctets() {
    return file.count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int octet = super.read();
      count += octet < 0 ? 0 : 1;
      return octet;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      int n = super.read(b, off, len);
      count += Math.max(n, 0);
      return n;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
