package savd.pisav.wire;

/** Numbers every message obeys. */
public final class Frames {
  /** Version, type, length of the body (2), sequence number (4), session tag (8). */
  public static final int HEADER_LENGTH = 16;

  public static final int MAX_BODY = 65_535;

  /** "PISV", with which every HELLO begins. */
  static final int MAGIC = 0x50495356;

  private Frames() {}
}
