package savd.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import savd.bgp.message.BgpMessage;
import savd.bgp.message.Capability;
import savd.bgp.message.Keepalive;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;
import savd.bgp.message.RouteRefresh;
import savd.net.Asn;

class MessageCodecTest {
  static byte[] encode(BgpMessage message) {
    ByteBuf out = Unpooled.buffer();
    MessageEncoder.encode(message, out);
    return ByteBufUtil.getBytes(out);
  }

  static Decoded decode(byte[] bytes) {
    BgpFramer framer = new BgpFramer();
    assertThat(framer.frameLength(bytes, 0, bytes.length))
        .as(() -> "frame length, " + framer.error())
        .isEqualTo(bytes.length);
    return MessageDecoder.decode(bytes, 0, bytes.length);
  }

  private static Notification errorOf(String body, int type) {
    int length = 19 + body.length() / 2;
    byte[] bytes =
        HexFormat.of().parseHex("ff".repeat(16) + String.format("%04x%02x", length, type) + body);
    return ((Malformed.ResetSession) decode(bytes)).notification();
  }

  private static Open open(List<Capability> capabilities) {
    return new Open(4, 23456, 90, 0x0A000001, capabilities);
  }

  private static final List<Capability> EVERY_CAPABILITY =
      List.of(
          new Capability.Multiprotocol(1, 1),
          new Capability.Multiprotocol(2, 1),
          new Capability.RouteRefreshCapability(),
          new Capability.ExtendedNextHop(List.of(new Capability.ExtendedNextHop.Entry(1, 1, 2))),
          new Capability.ExtendedMessage(),
          new Capability.Role(3),
          new Capability.GracefulRestart(
              true,
              true,
              4095,
              List.of(
                  new Capability.GracefulRestart.Entry(1, 1, true),
                  new Capability.GracefulRestart.Entry(2, 1, false))),
          new Capability.FourOctetAs(Asn.of(4200000001L)),
          new Capability.AddPath(List.of(new Capability.AddPath.Entry(1, 1, 3))),
          new Capability.EnhancedRouteRefresh(),
          new Capability.Unknown(199, List.of((byte) 1, (byte) -1)));

  @Test
  void every_message_comes_back_as_it_went() {
    List<BgpMessage> messages =
        List.of(
            new Keepalive(),
            open(List.of()),
            open(EVERY_CAPABILITY),
            new Notification(6, 2, new byte[] {1, 65}),
            new Notification(3, 11),
            new RouteRefresh(2, 1, 1));
    for (BgpMessage message : messages) {
      assertThat(decode(encode(message))).isEqualTo(new Decoded.Message(message));
    }
  }

  @Test
  void the_optional_parameters_grow_past_255_octets_into_the_long_form() {
    List<Byte> filler = Collections.nCopies(40, (byte) 7);
    for (int n = 0; n < 90; n++) {
      List<Capability> capabilities = Collections.nCopies(n, new Capability.Unknown(200, filler));
      byte[] bytes = encode(open(capabilities));
      assertThat(bytes[28] == -1).as("long form with %d capabilities", n).isEqualTo(n >= 7);
      assertThat(decode(bytes)).isEqualTo(new Decoded.Message(open(capabilities)));
    }
  }

  @Test
  void a_capability_with_a_wrong_length_is_kept_but_not_understood() {
    byte[] bytes = encode(open(List.of(new Capability.Unknown(65, List.of((byte) 1)))));
    Open open = (Open) ((Decoded.Message) decode(bytes)).message();
    assertThat(open.capabilities()).containsExactly(new Capability.Unknown(65, List.of((byte) 1)));
    assertThat(open.asn()).isEqualTo(Asn.TRANS);
  }

  @Test
  void each_error_in_an_open_has_its_subcode() {
    assertThat(errorOf("03fde8005a0a00000100", 1))
        .isEqualTo(new Notification(2, 1, new byte[] {0, 4}));
    assertThat(errorOf("040000005a0a00000100", 1)).isEqualTo(new Notification(2, 2));
    assertThat(errorOf("04fde8005a0000000000", 1)).isEqualTo(new Notification(2, 3));
    assertThat(errorOf("04fde8005a0a000001020100", 1)).isEqualTo(new Notification(2, 4));
    assertThat(errorOf("04fde800010a00000100", 1)).isEqualTo(new Notification(2, 6));
    assertThat(errorOf("04fde800020a00000100", 1)).isEqualTo(new Notification(2, 6));
    // AS 0 in the four-octet capability
    assertThat(errorOf("04fde8005a0a000001080206410400000000", 1))
        .isEqualTo(new Notification(2, 2));
  }

  @Test
  void optional_parameters_that_do_not_add_up_are_unspecific_errors() {
    List<String> wrong = new ArrayList<>();
    wrong.add("01"); // a length without parameters
    wrong.add("0002"); // parameters without a length
    wrong.add("0102"); // no length octet
    wrong.add("020201"); // parameter longer than announced
    wrong.add("0402020104"); // capability cut behind its length
    wrong.add("03020101"); // capability without a length
    wrong.add("ffff"); // long form without a length
    wrong.add("ffff0003020001"); // long form: parameter cut
    for (String parameters : wrong) {
      assertThat(errorOf("04fde8005a0a000001" + parameters, 1))
          .as(parameters)
          .isEqualTo(new Notification(2, 0));
    }
  }

  @Test
  void route_refresh_boundaries_have_one_length_and_requests_may_bring_filters() {
    byte[] data = errorOf("0001010100", 5).data();
    assertThat(errorOf("0001010100", 5).code()).isEqualTo(7);
    assertThat(data).hasSize(24);
    byte[] withFilter = HexFormat.of().parseHex("ff".repeat(16) + "001a05" + "00010001" + "014000");
    assertThat(decode(withFilter)).isEqualTo(new Decoded.Message(new RouteRefresh(1, 1, 0)));
  }

  @Test
  void arbitrary_open_bodies_give_a_message_or_a_reset_with_code_2() {
    Random random = new Random(7);
    byte[] seed = encode(open(EVERY_CAPABILITY));
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = seed.clone();
      for (int n = random.nextInt(1, 5); n > 0; n--) {
        bytes[random.nextInt(19, bytes.length)] = (byte) random.nextInt();
      }
      switch (decode(bytes)) {
        case Decoded.Message m ->
            // What was understood must survive its own encoding.
            assertThat(decode(encode(m.message()))).isEqualTo(m);
        case Malformed.ResetSession r -> assertThat(r.notification().code()).isEqualTo(2);
      }
    }
  }
}
