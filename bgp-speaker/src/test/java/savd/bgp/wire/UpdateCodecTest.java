package savd.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static savd.bgp.wire.Updates.AS_PATH;
import static savd.bgp.wire.Updates.EXTERNAL;
import static savd.bgp.wire.Updates.GOOD;
import static savd.bgp.wire.Updates.INTERNAL;
import static savd.bgp.wire.Updates.NEXT_HOP;
import static savd.bgp.wire.Updates.NLRI;
import static savd.bgp.wire.Updates.ORIGIN;
import static savd.bgp.wire.Updates.attribute;
import static savd.bgp.wire.Updates.update;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteChange;

class UpdateCodecTest {
  private static final Set<AddressFamily> BOTH = EnumSet.allOf(AddressFamily.class);

  static Stream<SessionParameters> sessions() {
    return Stream.of(
        EXTERNAL,
        INTERNAL,
        EXTERNAL.withFourOctetAs(false),
        EXTERNAL.withAddPath(BOTH, BOTH),
        EXTERNAL.withExtendedNextHop(Set.of(AddressFamily.IPV4)).withExtendedMessages(true),
        INTERNAL.withFourOctetAs(false).withAddPath(BOTH, BOTH).withExtendedMessages(true));
  }

  private static PathAttributes blockOf(Updates.Result r) {
    return ((RouteChange.Announce) r.changes().getLast()).attributes();
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void changes_come_back_as_they_went(SessionParameters session) {
    for (int seed = 0; seed < 25; seed++) {
      List<RouteChange> changes = new RandomRoutes(seed, session).changes(6, 400);
      UpdateEncoder encoder = new UpdateEncoder(session);
      byte[] stream = Updates.encode(out -> encoder.encode(Updates.batch(changes), out));
      List<byte[]> frames = Updates.frames(stream, session.maxMessageLength());
      Updates.Result r = Updates.decode(session, frames.toArray(byte[][]::new));
      assertThat(r.malformed()).isEmpty();
      assertThat(r.changes()).isEqualTo(changes);
    }
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void a_stream_split_at_every_octet_gives_the_same_changes(SessionParameters session) {
    List<RouteChange> changes = new RandomRoutes(3, session).changes(5, 6);
    byte[] stream =
        Updates.encode(out -> new UpdateEncoder(session).encode(Updates.batch(changes), out));
    for (int cut = 0; cut <= stream.length; cut++) {
      ByteBuf in = Unpooled.buffer();
      UpdateDecoder decoder = new UpdateDecoder(session, m -> {});
      RouteBatch batch = new RouteBatch().reset(Updates.PEER, 1);
      in.writeBytes(stream, 0, cut);
      drain(session, in, decoder, batch);
      in.writeBytes(stream, cut, stream.length - cut);
      drain(session, in, decoder, batch);
      assertThat(in.isReadable()).isFalse();
      assertThat(Updates.changes(batch)).as("cut at %d", cut).isEqualTo(changes);
    }
  }

  private static void drain(
      SessionParameters session, ByteBuf in, UpdateDecoder decoder, RouteBatch batch) {
    BgpFramer framer = new BgpFramer();
    if (session.extendedMessages()) {
      framer.allowExtendedMessages();
    }
    int length;
    while ((length = framer.frameLength(in)) > 0) {
      assertThat(decoder.decode(in.readSlice(length), batch)).isTrue();
    }
    assertThat(length).isEqualTo(BgpFramer.INCOMPLETE);
  }

  @Test
  void messages_are_filled_but_never_beyond_the_limit() {
    List<Prefix> prefixes = new ArrayList<>();
    RandomRoutes routes = new RandomRoutes(1, EXTERNAL);
    for (int i = 0; i < 5000; i++) {
      prefixes.add(routes.prefix(AddressFamily.IPV6));
    }
    PathAttributes attributes = routes.attributes(AddressFamily.IPV6);
    for (SessionParameters s : List.of(EXTERNAL, EXTERNAL.withExtendedMessages(true))) {
      byte[] stream =
          Updates.encode(out -> new UpdateEncoder(s).announce(attributes, 0, prefixes, out));
      List<byte[]> frames = Updates.frames(stream, s.maxMessageLength());
      for (byte[] frame : frames.subList(0, frames.size() - 1)) {
        assertThat(frame.length).isBetween(s.maxMessageLength() - 20, s.maxMessageLength());
      }
    }
  }

  @Test
  void attributes_too_long_for_a_message_turn_into_withdrawals() {
    PathAttributes big =
        new PathAttributesBuilder(0, AsPath.of(1))
            .nextHop(IpAddress.parse("192.0.2.1"))
            .communities(new int[1100])
            .build();
    Prefix p = Prefix.parse("203.0.113.0/24");
    UpdateEncoder encoder = new UpdateEncoder(EXTERNAL);
    byte[] stream = Updates.encode(out -> encoder.announce(big, 0, List.of(p), out));
    assertThat(Updates.decode(EXTERNAL, stream).changes())
        .containsExactly(new RouteChange.Withdraw(Updates.PEER, p, 0));
    assertThat(encoder.oversized()).isEqualTo(1);
  }

  @Test
  void an_ipv6_next_hop_for_ipv4_needs_the_capability() {
    PathAttributes a =
        new PathAttributesBuilder(0, AsPath.of(1)).nextHop(IpAddress.parse("2001:db8::1")).build();
    List<Prefix> p = List.of(Prefix.parse("203.0.113.0/24"));
    assertThatThrownBy(() -> new UpdateEncoder(EXTERNAL).announce(a, 0, p, Unpooled.buffer()))
        .isInstanceOf(IllegalArgumentException.class);
    SessionParameters extended = EXTERNAL.withExtendedNextHop(Set.of(AddressFamily.IPV4));
    byte[] stream = Updates.encode(out -> new UpdateEncoder(extended).announce(a, 0, p, out));
    assertThat(blockOf(Updates.decode(extended, stream))).isEqualTo(a);
    Updates.Result refused = Updates.decode(EXTERNAL, stream);
    assertThat(refused.malformed())
        .containsExactly(new Malformed.DisableFamily(1, 1, Malformed.Problem.NEXT_HOP_LENGTH));
  }

  @Test
  void equal_attributes_give_equal_blocks_whatever_their_form() {
    List<String> canonical =
        List.of(
            ORIGIN,
            AS_PATH,
            NEXT_HOP,
            "8004040000000a",
            attribute(0xC0, 8, "00010002"),
            attribute(0xC0, 16, "0002000100000001"),
            attribute(0xE0, 99, "aabb"),
            attribute(0xC0, 32, "00".repeat(12)));
    PathAttributes expected =
        blockOf(Updates.decode(EXTERNAL, update("", String.join("", canonical), NLRI)));
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      List<String> parts = new ArrayList<>();
      for (String part : canonical) {
        parts.add(disguised(part, random));
      }
      parts.add("80fb0101"); // optional, not transitive, unknown
      Collections.shuffle(parts, random);
      Updates.Result r = Updates.decode(EXTERNAL, update("", String.join("", parts), NLRI));
      assertThat(r.malformed()).isEmpty();
      assertThat(blockOf(r)).isEqualTo(expected);
    }
  }

  /** The same attribute with an extended length or with bits that mean nothing. */
  private static String disguised(String part, Random random) {
    byte[] b = HexFormat.of().parseHex(part);
    int flags = b[0] & 0xFF;
    if (random.nextInt(3) == 0) {
      flags |= random.nextInt(16);
    }
    if ((b[1] & 0xFF) == 99) {
      flags &= 0xDF; // we are who sets Partial on what we do not know
    } else if ((flags & 0x80) == 0 && random.nextInt(3) == 0) {
      flags |= 0x20;
    }
    String header = String.format("%02x%02x", flags, b[1]);
    String tail = part.substring(6);
    return random.nextInt(3) == 0
        ? String.format("%02x%02x", flags | 0x10, b[1]) + "00" + part.substring(4)
        : header + part.substring(4, 6) + tail;
  }

  /** Found by BgpFuzz: type 0 is reserved, but an attribute like any other unknown one. */
  @Test
  void an_attribute_of_type_0_is_carried_on() {
    Updates.Result r = Updates.decode(EXTERNAL, update("", GOOD + "c0000107", NLRI));
    assertThat(blockOf(r).value(0)).hasValue(new byte[] {7});
  }

  @Test
  void the_last_word_on_a_prefix_in_both_parts_is_the_announcement() {
    assertThat(Updates.decode(EXTERNAL, update(NLRI, GOOD, NLRI)).changes())
        .hasSize(2)
        .last()
        .isInstanceOf(RouteChange.Announce.class);
  }

  @Test
  void bits_beyond_the_prefix_length_do_not_matter() {
    Updates.Result r =
        Updates.decode(EXTERNAL, update("0bffff", GOOD, "00" + "09ffff" + "20c0000201"));
    assertThat(r.changes())
        .extracting(c -> c.toString().replaceAll(".*prefix=([^,]*),.*", "$1"))
        .containsExactly("255.224.0.0/11", "0.0.0.0/0", "255.128.0.0/9", "192.0.2.1/32");
  }

  @Test
  void ends_of_rib_are_told_in_all_their_forms() {
    byte[] plain = update("", "", "");
    byte[] six = update("", attribute(0x80, 15, "000201"), "");
    byte[] four = update("", "900f0003" + "000101", "");
    assertThat(Updates.decode(EXTERNAL, plain, six, four).changes())
        .containsExactly(
            new RouteChange.EndOfRib(Updates.PEER, AddressFamily.IPV4),
            new RouteChange.EndOfRib(Updates.PEER, AddressFamily.IPV6),
            new RouteChange.EndOfRib(Updates.PEER, AddressFamily.IPV4));
    byte[] other = update("", attribute(0x80, 15, "000102"), "");
    Updates.Result onlySix =
        Updates.decode(EXTERNAL.withFamilies(Set.of(AddressFamily.IPV6)), plain, six, other);
    assertThat(onlySix.changes())
        .containsExactly(new RouteChange.EndOfRib(Updates.PEER, AddressFamily.IPV6));
    assertThat(onlySix.decoder().ignoredFamily()).isEqualTo(2);
    byte[] notAlone = update("", attribute(0x80, 15, "000201") + GOOD, NLRI);
    assertThat(Updates.decode(EXTERNAL, notAlone).changes()).hasSize(1);
  }

  @Test
  void both_addresses_of_an_ipv6_next_hop_stay_in_the_block() {
    String hop = "2001" + "0db8" + "00".repeat(11) + "01" + "fe80" + "00".repeat(13) + "01";
    String reach = attribute(0x80, 14, "00020120" + hop + "00" + "2020010db8");
    PathAttributes a = blockOf(Updates.decode(EXTERNAL, update("", ORIGIN + AS_PATH + reach, "")));
    assertThat(a.block()[0]).isEqualTo((byte) 32);
    assertThat(a.nextHop()).hasValue(IpAddress.parse("2001:db8::1"));
  }

  @Test
  void a_path_with_our_own_as_is_no_route() {
    String path = attribute(0x40, 2, "0202" + "0001000e" + "0000fbf4");
    Updates.Result r = Updates.decode(EXTERNAL, update("", ORIGIN + path + NEXT_HOP, NLRI));
    assertThat(r.changes()).singleElement().isInstanceOf(RouteChange.Withdraw.class);
    assertThat(r.malformed()).isEmpty();
    assertThat(r.decoder().looped()).isEqualTo(1);
    for (String mark : List.of("8009040a0a0a0a", "800a08010203040a0a0a0a")) {
      Updates.Result reflected = Updates.decode(INTERNAL, update("", GOOD + mark, NLRI));
      assertThat(reflected.changes()).singleElement().isInstanceOf(RouteChange.Withdraw.class);
    }
  }

  @Test
  void leaks_are_told_by_role_and_only_to_customer() {
    String peers = attribute(0xC0, 35, "0001000e");
    String others = attribute(0xC0, 35, "0000fde8");
    for (BgpRole role : BgpRole.values()) {
      boolean always = role == BgpRole.CUSTOMER || role == BgpRole.RS_CLIENT;
      assertThat(leaks(Optional.of(role), "")).isFalse();
      assertThat(leaks(Optional.of(role), peers)).as("%s", role).isEqualTo(always);
      assertThat(leaks(Optional.of(role), others))
          .as("%s", role)
          .isEqualTo(always || role == BgpRole.PEER);
    }
    assertThat(leaks(Optional.empty(), others)).isFalse();
  }

  private static boolean leaks(Optional<BgpRole> role, String otc) {
    Updates.Result r = Updates.decode(EXTERNAL.withPeerRole(role), update("", GOOD + otc, NLRI));
    assertThat(r.malformed()).isEmpty();
    return ((RouteChange.Announce) r.changes().getFirst()).leaked();
  }

  @Test
  void the_path_of_a_two_octet_speaker_gets_its_large_numbers_back() {
    record Merge(String path, String path4, String expected) {}
    List<Merge> merges =
        List.of(
            new Merge("02035ba05ba00010", "02020001000e00000010", "23456 65550 16"),
            new Merge("02025ba00010", "0203000000010001000e00000010", "23456 16"),
            new Merge("0201001401025ba00011", "01020001000e00000011", "20 {65550,17}"),
            new Merge("03010009020200145ba0", "02010001000e", "(9) 20 65550"),
            new Merge("02015ba0", "0301000000090201" + "0001000e", "65550"),
            new Merge("02015ba0", "", "23456"));
    SessionParameters narrow = EXTERNAL.withFourOctetAs(false).withChecks(Set.of());
    for (Merge m : merges) {
      String companions = m.path4().isEmpty() ? "" : attribute(0xC0, 17, m.path4());
      String all = ORIGIN + attribute(0x40, 2, m.path()) + NEXT_HOP + companions;
      PathAttributes a = blockOf(Updates.decode(narrow, update("", all, NLRI)));
      assertThat(a.asPath()).hasToString(m.expected());
    }
  }

  @Test
  void an_aggregator_that_is_not_as_trans_silences_both_companions() {
    String path = attribute(0x40, 2, "02025ba00010");
    String companions =
        attribute(0xC0, 17, "02020001000e00000010") + attribute(0xC0, 18, "0001000f01020304");
    SessionParameters narrow = EXTERNAL.withFourOctetAs(false);
    String head = ORIGIN + path + NEXT_HOP;
    PathAttributes silent =
        blockOf(Updates.decode(narrow, update("", head + "c00706003301020304" + companions, NLRI)));
    assertThat(silent.asPath()).hasToString("23456 16");
    assertThat(silent.value(PathAttributes.AGGREGATOR))
        .hasValue(HexFormat.of().parseHex("0000003301020304"));
    PathAttributes merged =
        blockOf(Updates.decode(narrow, update("", head + "c007065ba001020304" + companions, NLRI)));
    assertThat(merged.asPath()).hasToString("65550 16");
    assertThat(merged.value(PathAttributes.AGGREGATOR))
        .hasValue(HexFormat.of().parseHex("0001000f01020304"));
  }

  @Test
  void local_pref_stays_inside_the_as() {
    PathAttributes a =
        new PathAttributesBuilder(0, AsPath.of(1))
            .nextHop(IpAddress.parse("192.0.2.1"))
            .localPref(200)
            .build();
    List<Prefix> p = List.of(Prefix.parse("203.0.113.0/24"));
    byte[] out = Updates.encode(b -> new UpdateEncoder(EXTERNAL).announce(a, 0, p, b));
    assertThat(blockOf(Updates.decode(EXTERNAL, out)).localPref()).isEmpty();
    byte[] in = Updates.encode(b -> new UpdateEncoder(INTERNAL).announce(a, 0, p, b));
    assertThat(blockOf(Updates.decode(INTERNAL, in)).localPref()).hasValue(200);
  }

  @Test
  void a_block_is_the_start_of_another() {
    PathAttributes a = new RandomRoutes(4, INTERNAL).attributes(AddressFamily.IPV4);
    assertThat(new PathAttributesBuilder(a).build()).isEqualTo(a);
    PathAttributes b = new PathAttributesBuilder(a).onlyToCustomer(Asn.of(7)).build();
    assertThat(b.onlyToCustomer()).hasValue(Asn.of(7));
  }
}
