package savd.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import savd.net.AddressFamily;
import savd.net.RouteBatch;

/** Reads a file of {@link SyntheticTable} into batches, through one small buffer. */
final class TableReader implements AutoCloseable {
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int end;

  TableReader(Path file) throws IOException {
    in = Files.newInputStream(file);
  }

  /**
   * Adds groups to the batch until it has {@code routes} or more; false if the file is at its end.
   */
  boolean fill(RouteBatch batch, int routes) throws IOException {
    while (batch.size() < routes) {
      if (!need(5)) {
        return false;
      }
      AddressFamily family = buffer[at] == 4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
      int count = int16(at + 1);
      int length = int16(at + 3);
      int width = family == AddressFamily.IPV4 ? 5 : 9;
      need(5 + length + count * width);
      int set = batch.addAttributes(buffer, at + 5, length);
      at += 5 + length;
      for (int i = 0; i < count; i++, at += width) {
        if (family == AddressFamily.IPV4) {
          batch.announce(family, 0, int32(at + 1) & 0xFFFF_FFFFL, buffer[at], 0, set, false);
        } else {
          long high = (long) int32(at + 1) << 32 | int32(at + 5) & 0xFFFF_FFFFL;
          batch.announce(family, high, 0, buffer[at], 0, set, false);
        }
      }
    }
    return true;
  }

  private boolean need(int octets) throws IOException {
    if (end - at < octets) {
      System.arraycopy(buffer, at, buffer, 0, end - at);
      end -= at;
      at = 0;
      while (end < octets) {
        int n = in.read(buffer, end, buffer.length - end);
        if (n < 0) {
          return false;
        }
        end += n;
      }
    }
    return true;
  }

  private int int16(int i) {
    return (buffer[i] & 0xFF) << 8 | buffer[i + 1] & 0xFF;
  }

  private int int32(int i) {
    return int16(i) << 16 | int16(i + 2);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
