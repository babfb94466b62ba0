package savd.pisav.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static savd.pisav.wire.Octet.hex;
import static savd.pisav.wire.Octet.octets;
import static savd.pisav.wire.Octet.read;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.message.FrameSink;
import savd.pisav.message.Malformed;
import savd.pisav.message.Nonce;
import savd.pisav.message.Role;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;

/** The laws of the format, and the octets that docs/pi-sav-protocol.md explains. */
class MessageCodecTest {
  private static Malformed malformed(byte[] bytes) {
    Octet.Kept kept = read(bytes);
    assertThat(kept.frames).isEmpty();
    return kept.malformed.orElseThrow();
  }

  private static void same(byte[] octets, Frame frame) {
    Octet.Kept kept = read(octets);
    assertThat(kept.malformed).isEmpty();
    assertThat(kept.frames).containsExactly(frame);
    assertThat(octets(frame)).isEqualTo(octets);
  }

  // ---- vectors, written by hand from the format

  static final byte[] HELLO =
      hex(
          """
          01 01 0034  00000001  0000000000000000   # version 1, HELLO, 52 octets, first, no tag
          50495356  01 01 01 00                    # "PISV", versions 1 to 1, a member
          0000fbf4  c0000201  00007530             # AS 64500, router 192.0.2.1, 30,000 ms
          00112233445566778899aabbccddeeff         # nonce
          8001 000c  000186a0 000f4240 00002710    # LIMITS: 100,000 1,000,000 10,000
          """);

  static final byte[] NOTICE =
      hex(
          """
          01 03 006e  00000002  0102030405060708   # NOTICE, 110 octets, second
          00000007  00000000                       # serial 7, complete
          8002 000c  02 000000 0000fbff c6336401   # HEAD: conservative, AS 64511, 198.51.100.1
          8003 001a                                # CONTACTS
          029a 04 c6336401                         #   198.51.100.1 port 666
          029a 10 20010db8000000000000000000000001 #   2001:db8::1 port 666
          8004 0008  0000fbf4 0000fbf5             # MEMBERS_ADDED: 64500 64501
          8006 0004  0000fbf5                      # SUB_TRANSIT_ADDED: 64501
          8008 0007  09 0a80 18 c00002             # IPV4_ADDED: 10.128.0.0/9 192.0.2.0/24
          800a 0005  20 20010db8                   # IPV6_ADDED: 2001:db8::/32
          800c 000c  00000002 00000001 00000003    # NOTICE_TOTALS
          """);

  static final byte[] RESPONSE =
      hex(
          """
          01 05 0052  00000003  1112131415161718   # RESPONSE, 82 octets, third
          00000007  00000001                       # to serial 7, the first
          800d 0008  0000fbf4 02 02 01 00          # VERDICT: AS 64500, detour, providers, more
          800e 0004  0000fbf5                      # DETOURED: 64501
          8013 0008  0000fbf6 0000fbff             # PROVIDERS: 64502 64511
          800f 0004  fffffffe                      # PARTIAL_TRANSIT: 4294967294
          8010 0005  20 c0000201                   # OUTSIDE_IPV4: 192.0.2.1/32
          8011 0001  00                            # OUTSIDE_IPV6: ::/0
          8012 0010  00000001 00000002             # RESPONSE_TOTALS: origins, providers,
                     00000001 00000002             #   customers, prefixes
          """);

  @Test
  void aHelloIsThoseOctets() {
    same(
        HELLO,
        new Frame(
            1,
            0,
            new ConeMessage.Hello(
                Role.MEMBER,
                1,
                1,
                Asn.of(64500),
                0xC0000201,
                30_000,
                new Nonce(0x0011223344556677L, 0x8899AABBCCDDEEFFL),
                Optional.of(new ConeMessage.Limits(100_000, 1_000_000, 10_000)))));
  }

  @Test
  void aNoticeIsThoseOctets() {
    same(
        NOTICE,
        new Frame(
            2,
            0x0102030405060708L,
            new ConeMessage.Notice(
                7,
                0,
                Optional.of(
                    new ConeMessage.Head(
                        ConeMode.CONSERVATIVE,
                        Asn.of(64511),
                        0xC6336401,
                        List.of(
                            new ConeNotice.Contact(IpAddress.parse("198.51.100.1"), 666),
                            new ConeNotice.Contact(IpAddress.parse("2001:db8::1"), 666)))),
                new ConeMessage.Change<>(List.of(Asn.of(64500), Asn.of(64501)), List.of()),
                new ConeMessage.Change<>(List.of(Asn.of(64501)), List.of()),
                new ConeMessage.Change<>(
                    List.of(
                        Prefix.parse("10.128.0.0/9"),
                        Prefix.parse("192.0.2.0/24"),
                        Prefix.parse("2001:db8::/32")),
                    List.of()),
                Optional.of(new ConeMessage.Totals(2, 1, 3)))));
  }

  @Test
  void anUpdateIsThoseOctets() {
    same(
        hex(
            """
            01 04 0022  ffffffff  0102030405060708   # UPDATE, 34 octets, the last number
            00000008  00000007                       # serial 8, a change of 7
            8005 0004  0000fbf4                      # MEMBERS_REMOVED: 64500
            8007 0004  0000fbf5                      # SUB_TRANSIT_REMOVED: 64501
            8009 0001  00                            # IPV4_REMOVED: 0.0.0.0/0
            800b 0001  00                            # IPV6_REMOVED: ::/0
            """),
        new Frame(
            -1,
            0x0102030405060708L,
            new ConeMessage.Notice(
                8,
                7,
                Optional.empty(),
                new ConeMessage.Change<>(List.of(), List.of(Asn.of(64500))),
                new ConeMessage.Change<>(List.of(), List.of(Asn.of(64501))),
                new ConeMessage.Change<>(
                    List.of(), List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0"))),
                Optional.empty())));
  }

  @Test
  void aResponseIsThoseOctets() {
    ConeMessage.Response response =
        new ConeMessage.Response(
            ConeMessage.Occasion.NOTICE,
            7,
            1,
            Optional.of(
                new ConeMessage.Verdict(
                    Asn.of(64500),
                    MemberStatement.Detour.SOME,
                    MemberStatement.OutsideProviders.SOME,
                    true,
                    false)),
            List.of(Asn.of(64501)),
            List.of(Asn.of(64502), Asn.of(64511)),
            List.of(Asn.of(4294967294L)),
            List.of(Prefix.parse("192.0.2.1/32"), Prefix.parse("::/0")),
            Optional.of(new ConeMessage.ResponseTotals(1, 2, 1, 2)));
    same(RESPONSE, new Frame(3, 0x1112131415161718L, response));
    byte[] update = RESPONSE.clone();
    update[1] = 6;
    assertThat(((ConeMessage.Response) read(update).frames.getFirst().message()).occasion())
        .isEqualTo(ConeMessage.Occasion.CHANGE);
  }

  @Test
  void theShortMessagesAreThoseOctets() {
    same(
        hex("01 02 0000 00000009 a1a2a3a4a5a6a7a8"),
        new Frame(9, 0xA1A2A3A4A5A6A7A8L, new ConeMessage.Keepalive()));
    byte[] header = hex("01 02 0000 00000009 a1a2a3a4a5a6a7a8");
    same(
        hex(
            "01 07 0016 0000000a a1a2a3a4a5a6a7a8  0008 0002 6e6f"
                + "01 02 0000 00000009 a1a2a3a4a5a6a7a8"),
        new Frame(10, 0xA1A2A3A4A5A6A7A8L, new ConeMessage.Error(8, "no", header)));
    same(
        hex("01 08 0005 0000000b a1a2a3a4a5a6a7a8  0003 627965"),
        new Frame(11, 0xA1A2A3A4A5A6A7A8L, new ConeMessage.Cease("bye")));
  }

  // ---- laws

  @Test
  void whatIsWrittenIsReadAgain() {
    for (int seed = 0; seed < 500; seed++) {
      Frame[] frames = new RandomMessages(seed).stream(7);
      Octet.Kept kept = read(octets(frames));
      assertThat(kept.malformed).isEmpty();
      assertThat(kept.frames).containsExactly(frames);
    }
  }

  @Test
  void aStreamSplitAtEveryByteGivesTheSame() {
    Frame[] frames = new RandomMessages(5).stream(21);
    byte[] bytes = octets(frames);
    for (int at = 0; at <= bytes.length; at++) {
      assertThat(read(bytes, at).frames).as("split at %d", at).containsExactly(frames);
    }
    assertThat(read(bytes, IntStream.range(0, bytes.length).toArray()).frames)
        .containsExactly(frames);
  }

  @Test
  void nothingBehindWhatIsMalformedIsRead() {
    byte[] good = octets(new ConeMessage.Keepalive());
    byte[] bytes = Arrays.copyOf(good, 3 * good.length);
    System.arraycopy(good, 0, bytes, 2 * good.length, good.length);
    Octet.Kept kept = read(bytes);
    assertThat(kept.frames).hasSize(1);
    assertThat(kept.malformed.orElseThrow().code()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
  }

  @Test
  void aSinkThatWantsNoMoreGetsNoMore() {
    byte[] bytes =
        octets(
            new Frame(1, 0, new ConeMessage.Keepalive()),
            new Frame(2, 0, new ConeMessage.Keepalive()));
    List<Frame> given = new ArrayList<>();
    FrameSink sink =
        new FrameSink() {
          @Override
          public boolean frame(Frame frame) {
            given.add(frame);
            return false;
          }

          @Override
          public void malformed(Malformed m) {}
        };
    assertThat(MessageReader.read(bytes, 0, bytes.length, sink)).isEqualTo(16);
    assertThat(given).hasSize(1);
  }

  // ---- lengths

  @ParameterizedTest(name = "type {0} with {1} octets")
  @CsvSource({
    // Of each type: 0, one less than the shortest, one more than the longest, all ones.
    "1, 0",
    "1, 35",
    "1, 1025",
    "1, 65535",
    "2, 1",
    "2, 65535",
    "3, 0",
    "3, 7",
    "4, 0",
    "4, 7",
    "5, 0",
    "5, 7",
    "6, 0",
    "6, 7",
    "7, 0",
    "7, 3",
    "7, 276",
    "7, 65535",
    "8, 0",
    "8, 1",
    "8, 258",
    "8, 65535",
  })
  void aLengthThatCannotBeIsToldAtTheHeader(int type, int length) {
    byte[] header =
        ByteBuffer.allocate(16).put((byte) 1).put((byte) type).putShort((short) length).array();
    Malformed m = malformed(header);
    assertThat(m.code()).isEqualTo(ErrorCode.CORRUPT);
    assertThat(m.header()).isEqualTo(header);
    assertThat(m.text()).contains(Integer.toString(length));
  }

  @Test
  void theLongestMessageIsReadAndALongerOneCannotBeWritten() {
    // 8 + 4 + 4 n octets: the greatest n that fits.
    int most = (Frames.MAX_BODY - 12) / 4;
    Frame longest = new Frame(1, 0, withMembers(most));
    byte[] octets = octets(longest);
    assertThat(octets).hasSize(16 + 12 + 4 * most);
    assertThat(read(octets).frames).containsExactly(longest);
    assertThatThrownBy(() -> octets(withMembers(most + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> octets(withMembers(20_000)))
        .isInstanceOf(IllegalArgumentException.class);
    // An unknown element fills the body to the last octet.
    byte[] full =
        Arrays.copyOf(hex("01 03 ffff 00000001 0000000000000000 00000001 00000000"), 65551);
    full[24] = 0x7F;
    full[26] = (byte) 0xFF;
    full[27] = (byte) 0xF3;
    assertThat(read(full).frames).hasSize(1);
    full[27]++;
    assertThat(malformed(full).text()).contains("beyond");
  }

  private static ConeMessage withMembers(int count) {
    return new ConeMessage.Notice(
        1,
        0,
        Optional.empty(),
        new ConeMessage.Change<>(
            IntStream.rangeClosed(1, count).mapToObj(Asn::new).toList(), List.of()),
        ConeMessage.Change.none(),
        ConeMessage.Change.none(),
        Optional.empty());
  }

  /** A notice with one element, whose length field is as given. */
  private static byte[] notice(String element) {
    byte[] body = hex(element);
    byte[] b =
        Arrays.copyOf(
            hex("01 03 0000 00000001 0000000000000000 00000001 00000000"), 24 + body.length);
    System.arraycopy(body, 0, b, 24, body.length);
    b[2] = (byte) (8 + body.length >> 8);
    b[3] = (byte) (8 + body.length);
    return b;
  }

  private static byte[] response(String element) {
    byte[] b = notice(element);
    b[1] = 5;
    b[23] = 1;
    return b;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Elements that are cut, too long, empty or of a wrong length.
        "80",
        "8004",
        "800400",
        "8004 0004",
        "8004 0008 0000fbf4",
        "8004 ffff 0000fbf4",
        "8004 0000",
        "8004 0003 0000fb",
        "8004 0005 0000fbf400",
        "8002 000b 02000000 0000fbff c63364",
        "8002 000d 02000000 0000fbff c633640100",
        "800c 0000",
        "800c 000b 0000000000000000000000",
        // Twice, out of order, with a repetition.
        "8004 0004 0000fbf4 8004 0004 0000fbf5",
        "8004 0008 0000fbf5 0000fbf4",
        "8004 0008 0000fbf5 0000fbf5",
        "8004 0008 ffffffff 00000001",
        // Prefixes: too long, cut, empty, bits behind, out of order.
        "8008 0000",
        "8008 0006 21 0a00000000",
        "8008 0002 18 0a",
        "8008 0001 01",
        "8008 0002 07 0b",
        "8008 0004 08 0b 08 0a",
        "8008 0004 08 0b 08 0b",
        "800a 0001 81",
        "800a 0011 80 20010db8 00000000 00000000 000000",
        "800a 0002 01 c0",
        // Modes and contacts.
        "8002 000c 00000000 0000fbff c6336401",
        "8002 000c 04000000 0000fbff c6336401",
        "8003 0007 029a 04 c6336401",
        "8002 000c 02000000 0000fbff c6336401 8003 0000",
        "8002 000c 02000000 0000fbff c6336401 8003 0002 029a",
        "8002 000c 02000000 0000fbff c6336401 8003 0006 029a 03 c63364",
        "8002 000c 02000000 0000fbff c6336401 8003 0007 0000 04 c6336401",
        "8002 000c 02000000 0000fbff c6336401 8003 0007 029a 10 c6336401",
        // What belongs elsewhere, however it is marked.
        "800d 0008 0000fbf4 02020100",
        "000e 0004 0000fbf5",
        "8001 000c 000000010000000100000001",
        "8013 0004 0000fbf4",
      })
  void elementsAgainstTheirGrammarAreCorrupt(String element) {
    assertThat(malformed(notice(element)).code()).isEqualTo(ErrorCode.CORRUPT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "800d 0008 0000fbf4 00020100", "800d 0008 0000fbf4 03020100",
        "800d 0008 0000fbf4 02030100", "800d 0007 0000fbf4 020201",
        "8004 0004 0000fbf4", "8012 0004 00000001",
        "8012 000c 000000010000000100000001", "8013 0000",
        "8013 0003 0000fb", "8013 0008 0000fbf5 0000fbf4",
        "8013 0004 0000fbf4 8013 0004 0000fbf5",
      })
  void elementsOfAResponseAgainstTheirGrammarAreCorrupt(String element) {
    assertThat(malformed(response(element)).code()).isEqualTo(ErrorCode.CORRUPT);
  }

  @Test
  void seventeenContactsAreTooMany() {
    String head = "8002 000c 02000000 0000fbff c6336401";
    String contact = "029a 04 c6336401";
    assertThat(read(notice(head + "8003 0070" + contact.repeat(16))).frames).hasSize(1);
    assertThat(malformed(notice(head + "8003 0077" + contact.repeat(17))).code())
        .isEqualTo(ErrorCode.CORRUPT);
  }

  @Test
  void anUnknownElementIsSkippedUnlessItIsCritical() {
    ConeMessage known = read(notice("8004 0004 0000fbf4")).frames.getFirst().message();
    assertThat(
            read(notice("0014 0002 ffff 8004 0004 0000fbf4 7fff 0000")).frames.getFirst().message())
        .isEqualTo(known);
    assertThat(read(notice("0004 0004 0000fbf4")).frames.getFirst().message())
        .as("the mark is for those who do not know it")
        .isEqualTo(known);
    Malformed m = malformed(notice("8004 0004 0000fbf4 8014 0000"));
    assertThat(m.code()).isEqualTo(ErrorCode.UNKNOWN_CRITICAL);
    assertThat(m.text()).contains("element 20");
    assertThat(malformed(notice("8000 0000")).code()).isEqualTo(ErrorCode.UNKNOWN_CRITICAL);
  }

  @ParameterizedTest(name = "octet {0} is {1}")
  @CsvSource({
    "16, 0", "19, 0", "20, 0", "20, 2", "22, 0", "22, 3",
  })
  void aHelloWithAWrongOctetIsCorrupt(int at, int value) {
    byte[] b = HELLO.clone();
    b[at] = (byte) value;
    assertThat(malformed(b).code()).isEqualTo(ErrorCode.CORRUPT);
  }

  @Test
  void versionsAndTypesThatDoNotExistAreTold() {
    for (int version : new int[] {0, 2, 255}) {
      byte[] b = HELLO.clone();
      b[0] = (byte) version;
      assertThat(malformed(b).code()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
    }
    for (int type : new int[] {0, 9, 128, 255}) {
      byte[] b = HELLO.clone();
      b[1] = (byte) type;
      assertThat(malformed(b).code()).isEqualTo(ErrorCode.UNKNOWN_TYPE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A notice of serial 0; one with a base; an update without; responses to or of nothing.
        "01 03 0008 00000001 0000000000000000 00000000 00000000",
        "01 03 0008 00000001 0000000000000000 00000002 00000001",
        "01 04 0008 00000001 0000000000000000 00000002 00000000",
        "01 05 0008 00000001 0000000000000000 00000000 00000001",
        "01 06 0008 00000001 0000000000000000 00000001 00000000",
        // Texts whose lengths contradict, and that are no UTF-8.
        "01 07 0005 00000001 0000000000000000 0001 0000 00",
        "01 07 0004 00000001 0000000000000000 0001 0001",
        "01 07 0004 00000001 0000000000000000 0001 ffff",
        "01 08 0003 00000001 0000000000000000 0000 00",
        "01 08 0003 00000001 0000000000000000 0002 61",
        "01 08 0003 00000001 0000000000000000 0001 ff",
        "01 08 0004 00000001 0000000000000000 0002 c0af",
      })
  void otherContradictionsAreCorrupt(String octets) {
    assertThat(malformed(hex(octets)).code()).isEqualTo(ErrorCode.CORRUPT);
  }

  @Test
  void listsThatAreNotAscendingCannotBeWritten() {
    ConeMessage.Response r =
        new ConeMessage.Response(
            ConeMessage.Occasion.CHANGE,
            1,
            1,
            Optional.empty(),
            List.of(Asn.of(2), Asn.of(1)),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty());
    assertThatThrownBy(() -> octets(r)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textOfTheOtherSideCannotBreakALogLine() {
    assertThat(new ConeMessage.Error(6, "a\nb\u202Ec\u001B[1m", new byte[0]).summary())
        .isEqualTo("not a member: a?b?c?[1m");
    assertThat(new ConeMessage.Error(999, "", new byte[0]).summary()).isEqualTo("error 999");
  }
}
