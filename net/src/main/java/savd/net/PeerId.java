package savd.net;

/**
 * A neighbour's number within one savd process: small, dense, never reused while the process lives.
 *
 * @param index 0 to {@link #MAX}
 */
public record PeerId(int index) {
  /** The largest index: the packed tables keep it in 20 bits. */
  public static final int MAX = (1 << 20) - 1;

  public PeerId {
    if (index < 0 || index > MAX) {
      throw new IllegalArgumentException("peer index " + index);
    }
  }

  @Override
  public String toString() {
    return "peer#" + index;
  }
}
