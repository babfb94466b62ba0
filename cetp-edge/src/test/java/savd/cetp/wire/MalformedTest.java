package savd.cetp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is wrong with a message, row by row; SRC and DST stand for the identities of the vectors.
 */
class MalformedTest {
  private static final String ROWS =
      """
      SHORT           | 20a0000b 0106a1a2a3a4a5
      VERSION         | 40a0002c SRC DST fe801806 000102030405060708090a0b0c0d0e0f10111213
      VERSION         | 00a0002c SRC DST fe801806 000102030405060708090a0b0c0d0e0f10111213
      HEADER_LENGTH   | 2040000c 0102a1a2 0102b1b2
      HEADER_LENGTH   | 20c00014 SRC DST
      HEADER_LENGTH   | 2061000c 0102a1a2 0102b1b2
      TOTAL_LENGTH    | 20a0002d SRC DST fe801806 000102030405060708090a0b0c0d0e0f10111213
      TOTAL_LENGTH    | 20a0002b SRC DST fe801706 000102030405060708090a0b0c0d0e0f10111213
      EXTENSION       | 20c10018 00000000 SRC DST
      IDENTITY        | 20a0002c 0006a1a2a3a4a5a6 DST fe801806 000102030405060708090a0b0c0d0e0f10111213
      IDENTITY        | 20a0002c 1006a1a2a3a4a5a6 DST fe801806 000102030405060708090a0b0c0d0e0f10111213
      IDENTITY        | 20a0002c SRC 0107b1b2b3b4b5b6 fe801806 000102030405060708090a0b0c0d0e0f10111213
      IDENTITY        | 20600010 01000105a1a2a3a4 ff080045
      IDENTITY        | 20600010 0107a1a2a3a4a5a6 ff080045
      IDENTITY        | 20a0002c 0506611b5b324a62 DST fe801806 000102030405060708090a0b0c0d0e0f10111213
      IDENTITY        | 20a0002c SRC 0506622e2e636f6d fe801806 000102030405060708090a0b0c0d0e0f10111213
      SAME_IDENTITY   | 20a0002c SRC SRC fe801806 000102030405060708090a0b0c0d0e0f10111213
      ELEMENT_OVERRUN | 20d40018 SRC DST 20140200
      ELEMENT_OVERRUN | 20d40018 SRC DST 20148002
      LONG_PADDING    | 20d4001c SRC DST 00000000 ff888800
      LONG_PADDING    | 20f4001c SRC DST 2014013c 00000000
      MISPLACED       | 20d40018 SRC DST fe140100
      MISPLACED       | 20d40018 SRC DST 02140100
      MISPLACED       | 20a00018 SRC DST 2014013c
      ELEMENT_LENGTH  | 20f4001c SRC DST 201403000000 0000
      ELEMENT_LENGTH  | 20fc001c SRC DST 105104c0000201 00
      ELEMENT_LENGTH  | 20cc0018 SRC DST 105000 00
      ELEMENT_LENGTH  | 20d00018 SRC DST 251000 00
      ELEMENT_LENGTH  | 20c80018 SRC DST 40d001 00
      ELEMENT_VALUE   | 20e8001c SRC DST 247003412e62 0000
      ELEMENT_VALUE   | 20e8001c SRC DST 247003612e2e 0000
      ELEMENT_VALUE   | 20d00018 SRC DST 22100110
      RLOC            | 210c0020 SRC DST 1050060a01e0000001 000000
      RLOC            | 210c0020 SRC DST 1050060a017f000001 000000
      RLOC            | 210c0020 SRC DST 1050060a0100000000 000000
      RLOC            | 210c0020 SRC DST 1370080a01e00002010fa0 00
      COOKIE_LENGTH   | 20dc0018 SRC DST 219300 00
      OPERATION       | 20d40018 SRC DST 211301aa
      OPERATION       | 20f0001c SRC DST 401004 0300001e 00
      REPEATED        | 20f4001c SRC DST 2014013c 2014013c
      FLAGS           | 20f0001c SRC DST 2014020000 000000
      FLAGS           | 20e0001c SRC DST 2014020000 000000
      FLAGS           | 20b4002c SRC DST fe801806 000102030405060708090a0b0c0d0e0f10111213
      NOTHING         | 20a00014 SRC DST
      PAYLOAD_LENGTH  | 20a0002c SRC DST fe801706 000102030405060708090a0b0c0d0e0f10111213
      PAYLOAD_LENGTH  | 20a0002c SRC DST fe001806 000102030405060708090a0b0c0d0e0f10111213
      PAYLOAD_LENGTH  | 20a00017 SRC DST fe8003
      PAYLOAD_LENGTH  | 20a00017 SRC DST ff0800
      PAYLOAD_LENGTH  | 20a0002b SRC DST ff0800 4500001500000000000000000000000000000000
      PAYLOAD_TRAILER | 20a0002c SRC DST ff0800 4500001400000000000000000000000000000000 00
      """;

  private static byte[] octets(String row) {
    return Vectors.hex(
        row.substring(row.indexOf('|') + 1)
            .replace("SRC", "0106a1a2a3a4a5a6")
            .replace("DST", "0106b1b2b3b4b5b6"));
  }

  @Test
  void each_row_is_found_to_be_what_it_is() {
    ROWS.lines()
        .forEach(
            row ->
                assertThat(MessageDecoder.decode(octets(row)))
                    .as(row)
                    .isEqualTo(
                        new Decoded.Malformed(
                            Finding.valueOf(row.substring(0, row.indexOf('|')).strip()))));
  }

  @Test
  void there_is_a_row_for_every_finding() {
    Set<Finding> untested = EnumSet.allOf(Finding.class);
    ROWS.lines()
        .forEach(r -> untested.remove(Finding.valueOf(r.substring(0, r.indexOf('|')).strip())));
    // Tried below: it takes more octets than fit on a line.
    assertThat(untested).containsExactlyInAnyOrder(Finding.WELL_FORMED, Finding.TOO_MANY);
  }

  @Test
  void sixty_five_elements_are_too_many() {
    for (int n = 64; n <= 65; n++) {
      int header = (20 + 3 * n + 3) / 4;
      StringBuilder s =
          new StringBuilder(
              "%08x".formatted(ControlWord.of(header, ControlWord.RESPONSE, header * 4)));
      s.append("0106a1a2a3a4a5a60106b1b2b3b4b5b6").append("c87000".repeat(n));
      byte[] octets = Arrays.copyOf(Vectors.hex(s.toString()), header * 4);
      Decoded d = MessageDecoder.decode(octets);
      if (n == 64) {
        assertThat(d).isInstanceOf(Decoded.Read.class);
      } else {
        assertThat(d).isEqualTo(new Decoded.Malformed(Finding.TOO_MANY));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "255, true", "256, false"})
  void a_cookie_has_one_to_255_octets(int length, boolean good) {
    int header = (20 + 3 + (length > 127 ? 1 : 0) + length + 3) / 4;
    String size = length > 127 ? "%04x".formatted(0x8000 | length) : "%02x".formatted(length);
    int flags = ControlWord.QUERY | ControlWord.RESPONSE | ControlWord.MONITORING;
    byte[] octets =
        Arrays.copyOf(
            Vectors.hex(
                "%08x".formatted(ControlWord.of(header, flags, header * 4))
                    + "0106a1a2a3a4a5a60106b1b2b3b4b5b6"
                    + "2193"
                    + size
                    + "aa".repeat(length)),
            header * 4);
    assertThat(MessageDecoder.decode(octets) instanceof Decoded.Read).isEqualTo(good);
  }
}
