package savd.rpki.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import savd.rpki.payload.Payload;

/** Reads a file of validated data, whatever program wrote it; the content says which form it is. */
public final class PayloadReader {
  private static final int BUFFER = 1 << 16;

  private PayloadReader() {}

  /**
   * Reads a file whole.
   *
   * @throws BadFile when it says what cannot be
   * @throws IOException when it cannot be read, or its compression is broken
   */
  public static Payload read(Path file) throws IOException, BadFile {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in);
    }
  }

  /** The same from a stream, which is read to its end and left open; {@code name} is for faults. */
  public static Payload read(String name, InputStream in) throws IOException, BadFile {
    InputStream plain = decompressed(in);
    int first = firstVisible(plain);
    return first == '{' || first == '['
        ? JsonPayload.read(name, plain)
        : CsvPayload.read(name, plain);
  }

  /** The content of a file that may be compressed, buffered. */
  static InputStream decompressed(InputStream in) throws IOException {
    InputStream buffered = new BufferedInputStream(in, BUFFER);
    byte[] magic = peek(buffered, 3);
    if (magic[0] == 0x1F && magic[1] == (byte) 0x8B) {
      return new BufferedInputStream(new GZIPInputStream(buffered, BUFFER), BUFFER);
    }
    if (magic[0] == 'B' && magic[1] == 'Z' && magic[2] == 'h') {
      return new BufferedInputStream(new BZip2CompressorInputStream(buffered, true), BUFFER);
    }
    return buffered;
  }

  private static byte[] peek(InputStream in, int n) throws IOException {
    in.mark(n);
    byte[] out = new byte[n];
    in.readNBytes(out, 0, n);
    in.reset();
    return out;
  }

  private static int firstVisible(InputStream in) throws IOException {
    in.mark(1024);
    int c = in.read();
    for (int i = 0; i < 1000 && Character.isWhitespace(c); i++) {
      c = in.read();
    }
    in.reset();
    return c;
  }
}
