package savd.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import savd.bgp.message.Notification;

class BgpFramerTest {
  private static final String MARKER = "ff".repeat(16);

  private static byte[] header(int length, int type) {
    return HexFormat.of().parseHex(MARKER + String.format("%04x%02x", length, type));
  }

  private static int lengthOf(BgpFramer framer, byte[] bytes, int available) {
    return framer.frameLength(bytes, 0, available);
  }

  private static Notification errorOf(byte[] bytes) {
    BgpFramer framer = new BgpFramer();
    assertThat(lengthOf(framer, bytes, bytes.length)).isEqualTo(BgpFramer.BAD_HEADER);
    return framer.error().orElseThrow();
  }

  @Test
  void a_message_is_incomplete_up_to_its_last_octet() {
    byte[] update = Arrays.copyOf(header(23, 2), 40);
    for (int n = 0; n < 23; n++) {
      assertThat(lengthOf(new BgpFramer(), update, n)).isEqualTo(BgpFramer.INCOMPLETE);
    }
    assertThat(lengthOf(new BgpFramer(), update, 23)).isEqualTo(23);
    assertThat(lengthOf(new BgpFramer(), update, 40)).isEqualTo(23);
  }

  @Test
  void a_buffer_is_read_from_its_reader_index_and_left_as_it_was() {
    var in = Unpooled.buffer().writeInt(7).writeBytes(header(19, 4)).skipBytes(4);
    assertThat(new BgpFramer().frameLength(in)).isEqualTo(19);
    assertThat(in.readableBytes()).isEqualTo(19);
  }

  @Test
  void every_single_marker_octet_counts() {
    for (int i = 0; i < 16; i++) {
      byte[] bytes = header(19, 4);
      bytes[i] = 0x7F;
      assertThat(errorOf(bytes)).isEqualTo(new Notification(1, 1));
    }
  }

  @Test
  void lengths_at_their_limits_are_told_from_those_beyond() {
    for (int type = 1; type <= 5; type++) {
      MessageType t = MessageType.ofCode(type);
      for (int bad : new int[] {0, 1, 18, t.minLength() - 1, 4097, 65535}) {
        assertThat(errorOf(header(bad, type)))
            .as("%s of %d", t, bad)
            .isEqualTo(new Notification(1, 2, new byte[] {(byte) (bad >> 8), (byte) bad}));
      }
      int max = t == MessageType.KEEPALIVE ? 19 : 4096;
      assertThat(lengthOf(new BgpFramer(), Arrays.copyOf(header(max, type), max), max))
          .isEqualTo(max);
    }
    assertThat(errorOf(header(20, 4)).subcode()).isEqualTo(2);
  }

  @Test
  void extended_messages_are_for_all_but_open_and_keepalive() {
    BgpFramer framer = new BgpFramer();
    framer.allowExtendedMessages();
    byte[] big = Arrays.copyOf(header(65535, 2), 65535);
    assertThat(lengthOf(framer, big, 65535)).isEqualTo(65535);
    big[18] = 1;
    assertThat(lengthOf(framer, big, 65535)).isEqualTo(BgpFramer.BAD_HEADER);
    big[18] = 4;
    assertThat(lengthOf(framer, big, 65535)).isEqualTo(BgpFramer.BAD_HEADER);
  }

  @Test
  void an_unknown_type_comes_back_in_the_notification() {
    for (int type : new int[] {0, 6, 255}) {
      assertThat(errorOf(header(30, type)))
          .isEqualTo(new Notification(1, 3, new byte[] {(byte) type}));
    }
  }
}
