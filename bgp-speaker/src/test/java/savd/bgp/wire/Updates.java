package savd.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import savd.net.Asn;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.net.RouteChange;

/** UPDATEs for tests: made from hexadecimal parts or by the encoder, and read into changes. */
final class Updates {
  static final PeerId PEER = new PeerId(7);
  static final Asn LOCAL = Asn.of(64500);
  static final Asn REMOTE = Asn.of(65550);
  static final SessionParameters EXTERNAL =
      SessionParameters.between(LOCAL, REMOTE).withLocalIdentifier(0x0A0A0A0A);
  static final SessionParameters INTERNAL =
      SessionParameters.between(LOCAL, LOCAL).withLocalIdentifier(0x0A0A0A0A);

  static final String ORIGIN = "40010100";
  static final String AS_PATH = "40020a02020001000e0000fde8";
  static final String NEXT_HOP = "400304c0000201";
  static final String GOOD = ORIGIN + AS_PATH + NEXT_HOP;
  static final String NLRI = "18cb0071";

  private Updates() {}

  static String hex16(int value) {
    return String.format("%04x", value);
  }

  /** An attribute with a one-octet length. */
  static String attribute(int flags, int type, String value) {
    return String.format("%02x%02x%02x", flags, type, value.length() / 2) + value;
  }

  static byte[] update(String withdrawn, String attributes, String nlri) {
    String body =
        hex16(withdrawn.length() / 2)
            + withdrawn
            + hex16(attributes.length() / 2)
            + attributes
            + nlri;
    return HexFormat.of().parseHex("ff".repeat(16) + hex16(19 + body.length() / 2) + "02" + body);
  }

  /** What reading gave. */
  record Result(
      boolean goesOn,
      List<RouteChange> changes,
      List<Malformed> malformed,
      UpdateDecoder decoder) {}

  static Result decode(SessionParameters p, byte[]... frames) {
    List<Malformed> malformed = new ArrayList<>();
    UpdateDecoder decoder = new UpdateDecoder(p, malformed::add);
    RouteBatch batch = new RouteBatch().reset(PEER, 1);
    boolean goesOn = true;
    for (byte[] frame : frames) {
      goesOn &= decoder.decode(frame, 0, frame.length, batch);
    }
    return new Result(goesOn, changes(batch), malformed, decoder);
  }

  static List<RouteChange> changes(RouteBatch batch) {
    List<RouteChange> changes = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      changes.add(batch.change(i));
    }
    return changes;
  }

  static RouteBatch batch(List<? extends RouteChange> changes) {
    RouteBatch batch = new RouteBatch().reset(PEER, 1);
    changes.forEach(batch::add);
    return batch;
  }

  static byte[] encode(Consumer<ByteBuf> writing) {
    ByteBuf out = Unpooled.buffer();
    writing.accept(out);
    return ByteBufUtil.getBytes(out);
  }

  /** Cuts a stream into frames; every header must be good. */
  static List<byte[]> frames(byte[] stream, int maxLength) {
    BgpFramer framer = new BgpFramer();
    if (maxLength > BgpFramer.MAX_LENGTH) {
      framer.allowExtendedMessages();
    }
    List<byte[]> frames = new ArrayList<>();
    int at = 0;
    while (at < stream.length) {
      int length = framer.frameLength(stream, at, stream.length - at);
      assertThat(length).as(() -> "length of a frame, " + framer.error()).isPositive();
      frames.add(java.util.Arrays.copyOfRange(stream, at, at + length));
      at += length;
    }
    return frames;
  }
}
