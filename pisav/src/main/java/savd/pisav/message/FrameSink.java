package savd.pisav.message;

/** Receives what was found in octets. */
public interface FrameSink {
  /** A message; false to be given no more. */
  boolean frame(Frame frame);

  /** Something that is no message; nothing is given after it. */
  void malformed(Malformed malformed);
}
