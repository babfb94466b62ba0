package savd.cetp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import savd.cetp.message.IfUnknown;
import savd.cetp.message.Message;

class MessageCodecTest {
  static Stream<Map.Entry<String, Vectors.Vector>> vectors() {
    return Vectors.all().entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void a_vector_decodes_to_what_it_means(Map.Entry<String, Vectors.Vector> v) {
    assertThat(MessageDecoder.decode(v.getValue().octets()))
        .isInstanceOfSatisfying(
            Decoded.Read.class, r -> assertThat(r.message()).isEqualTo(v.getValue().message()));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void a_meaning_encodes_to_the_vector(Map.Entry<String, Vectors.Vector> v) {
    assertThat(MessageEncoder.encode(v.getValue().message())).isEqualTo(v.getValue().octets());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void a_vector_cut_anywhere_is_malformed(Map.Entry<String, Vectors.Vector> v) {
    byte[] whole = v.getValue().octets();
    for (int length = 0; length < whole.length; length++) {
      assertThat(MessageDecoder.decode(Arrays.copyOf(whole, length)))
          .as("%d octets", length)
          .isInstanceOf(Decoded.Malformed.class);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void where_the_message_lies_in_a_buffer_makes_no_difference(Map.Entry<String, Vectors.Vector> v) {
    byte[] whole = v.getValue().octets();
    ByteBuffer buffer = ByteBuffer.allocateDirect(whole.length + 100);
    for (int offset = 0; offset < 9; offset++) {
      buffer.put(offset, whole);
      assertThat(new MessageDecoder().decode(buffer, offset, whole.length, Carriage.DATAGRAM))
          .isEqualTo(MessageDecoder.decode(whole));
    }
  }

  @Test
  void every_type_of_element_makes_the_round_trip() {
    Message m = Vectors.everything();
    assertThat(MessageDecoder.decode(MessageEncoder.encode(m)))
        .isEqualTo(new Decoded.Read(m, IfUnknown.SKIP, 0));
  }

  @Test
  void lengths_are_read_in_the_long_form_too() {
    byte[] shortForm = Vectors.all().get("V4 revocation").octets();
    byte[] longForm = Vectors.hex("20f4001c 018006a1a2a3a4a5a6 0106b1b2b3b4b5b6 201480020000 00");
    assertThat(MessageDecoder.decode(longForm)).isEqualTo(MessageDecoder.decode(shortForm));
  }

  @Test
  void a_time_to_live_may_have_one_or_four_octets() {
    String ids = "0106a1a2a3a4a5a6 0106b1b2b3b4b5b6 ";
    Decoded two = MessageDecoder.decode(Vectors.hex("20f4001c " + ids + "201402003c 000000"));
    assertThat(MessageDecoder.decode(Vectors.hex("20d40018 " + ids + "2014013c"))).isEqualTo(two);
    assertThat(MessageDecoder.decode(Vectors.hex("20f4001c " + ids + "2014040000003c 00")))
        .isEqualTo(two);
  }

  @Test
  void of_unknown_elements_the_strictest_decides() {
    String ids = "0106a1a2a3a4a5a6 0106b1b2b3b4b5b6 ";
    assertThat(
            MessageDecoder.decode(
                Vectors.hex("2108 0020".replace(" ", "") + ids + "c86000 c97000 ca5000 cb4000")))
        .isInstanceOfSatisfying(
            Decoded.Read.class,
            r -> {
              assertThat(r.unknown()).isEqualTo(IfUnknown.DISCARD);
              assertThat(r.unknownType()).isEqualTo(0xCA);
            });
    assertThat(MessageDecoder.decode(Vectors.all().get("V9 an unknown element to skip").octets()))
        .isInstanceOfSatisfying(
            Decoded.Read.class, r -> assertThat(r.unknown()).isEqualTo(IfUnknown.SKIP_AND_REPORT));
  }

  @Test
  void a_frame_may_be_padded_on_ethernet_only() {
    byte[] v1 = Vectors.all().get("V1 data").octets();
    byte[] padded = Arrays.copyOf(v1, 60);
    ByteBuffer b = ByteBuffer.wrap(padded);
    assertThat(new MessageDecoder().decode(b, 0, 60, Carriage.ETHERNET))
        .isEqualTo(MessageDecoder.decode(v1));
    assertThat(new MessageDecoder().decode(b, 0, 60, Carriage.DATAGRAM))
        .isEqualTo(new Decoded.Malformed(Finding.TOTAL_LENGTH));
  }

  @Test
  void one_test_of_the_first_word_tells_data_from_control() {
    Vectors.all()
        .forEach(
            (name, v) ->
                assertThat(ControlWord.isData(ByteBuffer.wrap(v.octets()).getInt()))
                    .as(name)
                    .isEqualTo(v.message().elements().isEmpty()));
  }
}
