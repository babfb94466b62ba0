package savd.bgp.mrt;

import java.nio.file.Path;

/**
 * Something in a file that could not be read or used.
 *
 * @param record number of the record, the first is 1
 * @param offset where the record begins, in octets of the uncompressed file
 */
public record MrtProblem(Path file, long record, long offset, String text) {
  @Override
  public String toString() {
    return file + ", record " + record + " at octet " + offset + ": " + text;
  }
}
