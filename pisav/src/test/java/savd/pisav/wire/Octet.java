package savd.pisav.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.Frame;
import savd.pisav.message.FrameSink;
import savd.pisav.message.Malformed;

/** Octets for tests, and what is read from them. */
public final class Octet {
  private Octet() {}

  /** What a stream was read as. */
  public static final class Kept implements FrameSink {
    public final List<Frame> frames = new ArrayList<>();
    public Optional<Malformed> malformed = Optional.empty();

    @Override
    public boolean frame(Frame frame) {
      frames.add(frame);
      return true;
    }

    @Override
    public void malformed(Malformed m) {
      malformed = Optional.of(m);
    }
  }

  /** Octets of hexadecimal digits; blanks, and the rest of a line behind a #, do not count. */
  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("#[^\n]*", "").replaceAll("\\s", ""));
  }

  public static byte[] octets(Frame... frames) {
    ByteBuf out = Unpooled.buffer();
    try {
      for (Frame f : frames) {
        MessageWriter.write(f, out);
      }
      byte[] b = new byte[out.readableBytes()];
      out.readBytes(b);
      return b;
    } finally {
      out.release();
    }
  }

  static byte[] octets(ConeMessage message) {
    return octets(new Frame(1, 0, message));
  }

  /** Reads a stream that arrives in pieces cut at these places, ascending. */
  public static Kept read(byte[] bytes, int... cuts) {
    Kept kept = new Kept();
    int start = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : bytes.length;
      // A copy that ends there: what has not arrived cannot be looked at.
      int at = MessageReader.read(Arrays.copyOf(bytes, to), start, to, kept);
      if (at == MessageReader.BROKEN) {
        return kept;
      }
      start = at;
    }
    return kept;
  }
}
