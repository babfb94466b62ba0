package savd.rpki.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import savd.net.Asn;
import savd.rpki.message.Change;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.Malformed;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.RtrSerial;
import savd.rpki.payload.RouterKey;

class PduCodecTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static Malformed malformed(byte[] bytes) {
    Pdu.Kept kept = Pdu.read(bytes);
    assertThat(kept.pdus).isEmpty();
    return kept.malformed.orElseThrow();
  }

  // ---- laws

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whatWasWrittenIsReadBackInEveryVersion(int version) {
    List<RtrPdu> pdus = new RandomPdus(42 + version).some(version, 2000);
    Pdu.Kept kept = Pdu.read(Pdu.octets(version, pdus.toArray(RtrPdu[]::new)));
    assertThat(kept.malformed).isEmpty();
    assertThat(kept.pdus.stream().map(Pdu.Came::pdu)).isEqualTo(pdus);
    assertThat(kept.pdus).allMatch(c -> c.version() == version);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aStreamSplitAtEveryByteGivesTheSame(int version) {
    List<RtrPdu> pdus = new RandomPdus(7 + version).some(version, 40);
    byte[] bytes = Pdu.octets(version, pdus.toArray(RtrPdu[]::new));
    for (int at = 0; at <= bytes.length; at++) {
      Pdu.Kept kept = Pdu.read(bytes, at);
      assertThat(kept.malformed).isEmpty();
      assertThat(kept.pdus.stream().map(Pdu.Came::pdu)).as("split at %d", at).isEqualTo(pdus);
    }
    int[] everywhere = new int[bytes.length];
    Arrays.setAll(everywhere, i -> i);
    assertThat(Pdu.read(bytes, everywhere).pdus.stream().map(Pdu.Came::pdu)).isEqualTo(pdus);
  }

  // ---- lengths

  @ParameterizedTest(name = "type {1} of version {0} with length {2}")
  @CsvSource({
    // Fixed lengths: 0, one less, one more, the greatest, one more than that, all ones.
    "0, 0, 0",
    "0, 0, 11",
    "0, 0, 13",
    "1, 2, 0",
    "1, 2, 7",
    "1, 2, 9",
    "2, 3, 12",
    "1, 4, 19",
    "1, 4, 21",
    "1, 4, 32",
    "1, 6, 31",
    "1, 6, 33",
    "1, 6, 20",
    "0, 7, 24",
    "1, 7, 12",
    "2, 7, 12",
    "2, 7, 25",
    "2, 8, 65535",
    "2, 8, 65536",
    "2, 8, 4294967295",
    // Lengths in a range.
    "1, 9, 0",
    "1, 9, 32",
    "1, 9, 65536",
    "1, 9, 4294967295",
    "1, 10, 8",
    "1, 10, 15",
    "1, 10, 65536",
    "1, 10, 2147483648",
    "2, 11, 0",
    "2, 11, 8",
    "2, 11, 11",
    "2, 11, 13",
    "2, 11, 14",
    "2, 11, 65535",
    "2, 11, 65536",
    "2, 11, 4294967292",
  })
  void aLengthThatCannotBeIsToldAtTheHeader(int version, int type, long length) {
    byte[] header =
        ByteBuffer.allocate(8)
            .put((byte) version)
            .put((byte) type)
            .putShort((short) 0)
            .putInt((int) length)
            .array();
    Malformed m = malformed(header);
    assertThat(m.code()).isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(m.octets()).isEqualTo(header);
    assertThat(m.answerable()).isEqualTo(type != 10);
    assertThat(m.text()).contains(Long.toString(length));
  }

  @Test
  void theLongestPdusAreRead() {
    Asn[] providers = new Asn[RtrPdu.AspaPdu.MAX_PROVIDERS];
    Arrays.setAll(providers, i -> new Asn(i + 1));
    RtrPdu aspa = new RtrPdu.AspaPdu(Change.ANNOUNCE, new Asn(77777), List.of(providers));
    byte[] octets = Pdu.octets(2, aspa);
    assertThat(octets).hasSize(65532);
    assertThat(Pdu.read(octets).pdus).containsExactly(new Pdu.Came(2, aspa));
    RtrPdu key =
        new RtrPdu.RouterKeyPdu(
            Change.ANNOUNCE, new RouterKey(new Asn(1), new byte[20], new byte[65535 - 32]));
    octets = Pdu.octets(1, key);
    assertThat(octets).hasSize(65535);
    assertThat(Pdu.read(octets).pdus).containsExactly(new Pdu.Came(1, key));
  }

  @Test
  void anErrorReportThatWouldBeTooLongIsCut() {
    RtrPdu.ErrorReport r = new RtrPdu.ErrorReport(0, new byte[65535], "x".repeat(100));
    byte[] octets = Pdu.octets(1, r);
    assertThat(octets).hasSize(65535);
    RtrPdu.ErrorReport back = (RtrPdu.ErrorReport) Pdu.read(octets).pdus.getFirst().pdu();
    assertThat(back.text()).hasSize(100);
    assertThat(back.erroneous()).hasSize(65535 - 116);
  }

  // ---- contents

  @Test
  void aTypeTheVersionDoesNotHaveIsUnsupported() {
    for (String header :
        new String[] {
          "0005000000000008",
          "00090000 0000007b",
          "000b0000 0000000c",
          "010b0000 0000000c",
          "020c000000000008",
          "02ff000000000008"
        }) {
      Malformed m = malformed(hex(header));
      assertThat(m.code()).as(header).isEqualTo(ErrorCode.UNSUPPORTED_TYPE);
      assertThat(m.answerable()).isTrue();
    }
  }

  @Test
  void anUnknownVersionIsUnsupportedButItsErrorReportIsRead() {
    Malformed m = malformed(hex("0303000000000008"));
    assertThat(m.code()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
    assertThat(m.version()).isEqualTo(3);
    assertThat(Pdu.read(hex("030a0004 00000010 00000000 00000000")).pdus)
        .containsExactly(new Pdu.Came(3, new RtrPdu.ErrorReport(4, new byte[0], "")));
  }

  @ParameterizedTest(name = "length {0}, maximum {1}")
  @CsvSource({"24, 23", "24, 33", "33, 33", "0, 255", "255, 255", "32, 128"})
  void ipv4LengthsOutOfRangeAreCorrupt(int length, int maxLength) {
    byte[] pdu = Pdu.octets(1, Pdu.announce("10.0.0.0/8", 8, 1));
    pdu[9] = (byte) length;
    pdu[10] = (byte) maxLength;
    Malformed m = malformed(pdu);
    assertThat(m.code()).isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(m.octets()).isEqualTo(pdu);
  }

  @ParameterizedTest(name = "length {0}, maximum {1}")
  @CsvSource({"48, 47", "48, 129", "129, 129", "0, 255"})
  void ipv6LengthsOutOfRangeAreCorrupt(int length, int maxLength) {
    byte[] pdu = Pdu.octets(1, Pdu.announce("2001:db8::/32", 32, 1));
    pdu[9] = (byte) length;
    pdu[10] = (byte) maxLength;
    assertThat(malformed(pdu).code()).isEqualTo(ErrorCode.CORRUPT_DATA);
  }

  @Test
  void bitsBeyondTheLengthAndReservedFieldsAreNotLookedAt() {
    assertThat(
            Pdu.read(
                    hex(
                        "01040bad 00000014 ff081800 ff 0a010203 0000fbf0"
                            .replace("ff081800 ff", "ff0818ff")))
                .pdus)
        .containsExactly(new Pdu.Came(1, Pdu.announce("10.0.0.0/8", 24, 64496)));
    assertThat(
            Pdu.read(hex("01060bad 00000020 fe2030ee 20010db8ffffffffffffffffffffffff 0000fbf0"))
                .pdus)
        .containsExactly(new Pdu.Came(1, Pdu.withdraw("2001:db8::/32", 48, 64496)));
    assertThat(Pdu.read(hex("02020bad00000008 02080bad00000008")).pdus)
        .containsExactly(
            new Pdu.Came(2, new RtrPdu.ResetQuery()), new Pdu.Came(2, new RtrPdu.CacheReset()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "010a0000 00000014 00000005 00000000 00000000",
        "010a0000 00000014 00000000 00000003 61626300",
        "010a0000 00000014 ffffffff 00000000 00000000",
        "010a0000 00000014 00000000 ffffffff 61626364",
        "010a0000 00000014 00000001 00000000 00000000",
      })
  void anErrorReportWhoseLengthsContradictIsCorruptAndNotAnswered(String octets) {
    Malformed m = malformed(hex(octets));
    assertThat(m.code()).isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(m.answerable()).isFalse();
  }

  @Test
  void nothingBehindAMalformedPduIsRead() {
    byte[] good = Pdu.octets(1, new RtrPdu.CacheResponse(5));
    byte[] bytes = new byte[24];
    System.arraycopy(good, 0, bytes, 0, 8);
    bytes[8] = 1;
    bytes[9] = 77;
    System.arraycopy(good, 0, bytes, 16, 8);
    Pdu.Kept kept = Pdu.read(bytes);
    assertThat(kept.pdus).containsExactly(new Pdu.Came(1, new RtrPdu.CacheResponse(5)));
    assertThat(kept.malformed.orElseThrow().code()).isEqualTo(ErrorCode.UNSUPPORTED_TYPE);
  }

  @Test
  void aSinkThatWantsNoMoreGetsNoMore() {
    byte[] bytes = Pdu.octets(1, new RtrPdu.CacheReset(), new RtrPdu.CacheReset());
    Pdu.Kept kept = new Pdu.Kept();
    int used =
        PduReader.read(
            bytes,
            0,
            bytes.length,
            new savd.rpki.message.PduSink() {
              @Override
              public boolean prefix(
                  int version,
                  Change change,
                  savd.net.AddressFamily family,
                  long high,
                  long low,
                  int length,
                  int maxLength,
                  int asn) {
                return false;
              }

              @Override
              public boolean pdu(int version, RtrPdu pdu) {
                kept.pdu(version, pdu);
                return false;
              }

              @Override
              public void malformed(Malformed m) {}
            });
    assertThat(used).isEqualTo(8);
    assertThat(kept.pdus).hasSize(1);
  }

  @Test
  void whatAVersionDoesNotHaveCannotBeWritten() {
    RtrPdu aspa = Pdu.aspa(Change.ANNOUNCE, 1, 2);
    RtrPdu key =
        new RtrPdu.RouterKeyPdu(
            Change.ANNOUNCE, new RouterKey(new Asn(1), new byte[20], new byte[9]));
    assertThatThrownBy(() -> Pdu.octets(1, aspa)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Pdu.octets(0, key)).isInstanceOf(IllegalArgumentException.class);
  }

  // ---- vectors of others

  /** Octets of StayRTR 0.5 (Debian 12), version 1, serving one VRP of each kind and a key. */
  @Test
  void whatStayrtrSendsIsUnderstood() {
    byte[] octets =
        hex(
            "0103d72200000008"
                + "01060000000000200120300020010db80000000000000000000000000000fbf1"
                + "010400000000001401181c00c00002000000fbf0"
                + "010400000000001401161800c6336400fa56ea01"
                + "010901000000007b5d4250e2d81d4448d8a29efce91d29ff075ec9e20000fbf03059301306072a86"
                + "48ce3d020106082a8648ce3d0301070342000480572343f83ffcb0107ab007d8ca69f86b9ca0300605"
                + "b848a83df7c0d3ec5f19c019bfa6b59ed742b54ef4343a52501286d8a0e7e41f10aa53b45822a9f8"
                + "8015"
                + "0107d722000000180000000000000e100000025800001c20");
    Pdu.Kept kept = Pdu.read(octets);
    assertThat(kept.malformed).isEmpty();
    assertThat(kept.pdus.stream().map(c -> c.pdu()).limit(4))
        .containsExactly(
            new RtrPdu.CacheResponse(0xd722),
            Pdu.announce("2001:db8::/32", 48, 64497),
            Pdu.announce("192.0.2.0/24", 28, 64496),
            Pdu.announce("198.51.100.0/22", 24, (int) 4200000001L));
    RtrPdu.RouterKeyPdu key = (RtrPdu.RouterKeyPdu) kept.pdus.get(4).pdu();
    assertThat(key.change()).isEqualTo(Change.ANNOUNCE);
    assertThat(key.key()).hasToString("AS64496 5D4250E2D81D4448D8A29EFCE91D29FF075EC9E2");
    assertThat(key.key().publicKey()).hasSize(91);
    assertThat(kept.pdus.get(5).pdu())
        .isEqualTo(
            new RtrPdu.EndOfData(
                0xd722,
                new RtrSerial(0),
                Optional.of(new savd.rpki.message.Timing(3600, 600, 7200))));
    assertThat(Pdu.octets(1, kept.pdus.stream().map(Pdu.Came::pdu).toArray(RtrPdu[]::new)))
        .isEqualTo(octets);
  }

  /** The same program's answer to a query of version 3. */
  @Test
  void stayrtrsRefusalOfAVersionIsUnderstood() {
    assertThat(
            Pdu.read(
                    hex(
                        "000a00040000002500000000000000154261642070726f746f636f6c2076657273696f6e"
                            + "00"))
                .pdus)
        .containsExactly(
            new Pdu.Came(0, new RtrPdu.ErrorReport(4, new byte[0], "Bad protocol version\0")));
    assertThat(new RtrPdu.ErrorReport(4, new byte[0], "Bad protocol version\0").summary())
        .isEqualTo("Unsupported Protocol Version (4): Bad protocol version?");
  }
}
