package savd.cetp.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import savd.cetp.wire.Vectors;

class CaptureTextTest {
  private static final String ETHERNET_IPV4_UDP =
      "020000000002 020000000001 0800"
          + "4500 0048 0000 4000 4011 0000 c0000201 c6336401"
          + "bb81 bb81 0034 0000";
  private static final String RAW_IPV6_UDP =
      "60000000 0034 11 40 20010db8000000000000000000000001 20010db8000000000000000000000002"
          + "bb81 bb81 0034 0000";

  @TempDir Path directory;

  private static byte[] join(byte[]... parts) {
    int size = Arrays.stream(parts).mapToInt(p -> p.length).sum();
    ByteBuffer all = ByteBuffer.allocate(size);
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }

  /** The layouts of draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng, put together by hand. */
  enum Format {
    CLASSIC_LITTLE,
    CLASSIC_BIG_NANOS,
    NG;

    byte[] file(int linkType, byte[] frame) {
      return switch (this) {
        case CLASSIC_LITTLE -> classic(ByteOrder.LITTLE_ENDIAN, 0xA1B2C3D4, 5, linkType, frame);
        case CLASSIC_BIG_NANOS -> classic(ByteOrder.BIG_ENDIAN, 0xA1B23C4D, 5000, linkType, frame);
        case NG -> ng(linkType, frame);
      };
    }

    private static byte[] classic(
        ByteOrder order, int magic, int fraction, int linkType, byte[] frame) {
      return ByteBuffer.allocate(40 + frame.length)
          .order(order)
          .putInt(magic)
          .putShort((short) 2)
          .putShort((short) 4)
          .putLong(0)
          .putInt(65535)
          .putInt(linkType)
          .putInt(1_700_000_000)
          .putInt(fraction)
          .putInt(frame.length)
          .putInt(frame.length)
          .put(frame)
          .array();
    }

    private static byte[] ng(int linkType, byte[] frame) {
      int padded = frame.length + 3 & ~3;
      long micros = 1_700_000_000_000_005L;
      return ByteBuffer.allocate(28 + 20 + 32 + padded)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(0x0A0D0D0A)
          .putInt(28)
          .putInt(0x1A2B3C4D)
          .putInt(1)
          .putLong(-1)
          .putInt(28)
          .putInt(1)
          .putInt(20)
          .putShort((short) linkType)
          .putShort((short) 0)
          .putInt(65535)
          .putInt(20)
          .putInt(6)
          .putInt(32 + padded)
          .putInt(0)
          .putInt((int) (micros >>> 32))
          .putInt((int) micros)
          .putInt(frame.length)
          .putInt(frame.length)
          .put(Arrays.copyOf(frame, padded))
          .putInt(32 + padded)
          .array();
    }
  }

  private List<String> shown(byte[] file) throws IOException {
    Path path = Files.write(directory.resolve("capture"), file);
    List<String> lines = new ArrayList<>();
    CaptureText.write(path, 48001, lines::add);
    return lines;
  }

  @ParameterizedTest
  @EnumSource
  void a_message_in_a_capture_is_shown_with_its_elements(Format format) throws IOException {
    byte[] message = Vectors.all().get("V2 the first message, lax").octets();
    byte[] frame = join(Vectors.hex(ETHERNET_IPV4_UDP), message);
    // Total length 0x48 is of 44 octets; this message has 76.
    ByteBuffer.wrap(frame).putShort(16, (short) (28 + message.length));
    assertThat(shown(format.file(1, frame)))
        .containsExactly(
            "2023-11-14T22:13:20.000005Z 192.0.2.1:48001 > 198.51.100.1:48001, 76 octets:"
                + " a1a2a3a4a5a6 > b1b2b3b4b5b6 [QRM]",
            "    ipv4-rlocs RR x1 192.0.2.1 order 10 pref 1, 198.51.100.1 order 20 pref 1",
            "    time-to-live Q x2 60 s",
            "    name R a.example",
            "    ipv4 protocol 6, 20 octets",
            "1 frames, 1 CETP messages, 0 malformed");
  }

  @Test
  void over_ipv6_and_as_a_frame_of_its_own_too() throws IOException {
    byte[] data = Vectors.all().get("V1 data").octets();
    assertThat(shown(Format.NG.file(101, join(Vectors.hex(RAW_IPV6_UDP), data))).getFirst())
        .contains("[2001:db8::1]:48001 > [2001:db8::2]:48001, 44 octets: a1a2a3a4a5a6");
    byte[] frame = join(Vectors.hex("020000000002 020000000001 88b5"), data, new byte[2]);
    assertThat(shown(Format.NG.file(1, frame)).getFirst())
        .contains("02:00:00:00:00:01 > 02:00:00:00:00:02, 46 octets: a1a2a3a4a5a6 > b1b2b3b4b5b6");
  }

  @Test
  void messages_the_kernel_put_together_are_shown_one_by_one() throws IOException {
    byte[] data = Vectors.all().get("V1 data").octets();
    byte[] control = Vectors.all().get("V4 revocation").octets();
    byte[] frame = join(Vectors.hex(ETHERNET_IPV4_UDP), data, data, control);
    ByteBuffer.wrap(frame).putShort(16, (short) (frame.length - 14));
    assertThat(shown(Format.NG.file(1, frame)))
        .hasSize(7)
        .endsWith("1 frames, 3 CETP messages, 0 malformed");
  }

  @Test
  void a_malformed_message_is_shown_with_what_is_wrong_and_other_packets_are_passed_over()
      throws IOException {
    byte[] data = Vectors.all().get("V1 data").octets();
    data[0] = 0x40;
    byte[] frame = join(Vectors.hex(ETHERNET_IPV4_UDP), data);
    assertThat(shown(Format.NG.file(1, frame)))
        .satisfiesExactly(
            l -> assertThat(l).endsWith("44 octets: malformed: a version other than 1"),
            l -> assertThat(l).isEqualTo("1 frames, 1 CETP messages, 1 malformed"));
    frame[34] = 0;
    frame[36] = 0;
    assertThat(shown(Format.NG.file(1, frame)))
        .containsExactly("1 frames, 0 CETP messages, 0 malformed");
  }

  @ParameterizedTest
  @EnumSource
  void a_file_spoiled_anywhere_is_read_or_refused_and_nothing_else(Format format) {
    byte[] good =
        format.file(1, join(Vectors.hex(ETHERNET_IPV4_UDP), Vectors.all().get("V1 data").octets()));
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] b = i < good.length ? Arrays.copyOf(good, i) : good.clone();
      if (i >= good.length) {
        b[random.nextInt(b.length)] = (byte) random.nextInt();
        b[random.nextInt(b.length)] = (byte) -random.nextInt(2);
      }
      CetpPackets packets = new CetpPackets(48001);
      try {
        CaptureFile.read(ByteBuffer.wrap(b), packets::find);
      } catch (CaptureException e) {
        assertThat(e.getMessage()).isNotEmpty();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void what_is_no_capture_is_refused() {
    assertThatThrownBy(() -> shown(new byte[30]))
        .isInstanceOf(CaptureException.class)
        .hasMessageContaining("not a capture file");
  }
}
