package savd.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.bgp.wire.Updates.AS_PATH;
import static savd.bgp.wire.Updates.EXTERNAL;
import static savd.bgp.wire.Updates.GOOD;
import static savd.bgp.wire.Updates.INTERNAL;
import static savd.bgp.wire.Updates.NEXT_HOP;
import static savd.bgp.wire.Updates.NLRI;
import static savd.bgp.wire.Updates.ORIGIN;
import static savd.bgp.wire.Updates.attribute;
import static savd.bgp.wire.Updates.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import savd.bgp.wire.AttributeRules.Outcome;
import savd.bgp.wire.AttributeRules.Rule;
import savd.bgp.wire.Malformed.Problem;
import savd.bgp.wire.SessionParameters.PathCheck;
import savd.net.AddressFamily;
import savd.net.RouteChange;

/** RFC 7606 and what later documents add: one message for every line of the table. */
class MalformedUpdateTest {
  private static final SessionParameters NARROW = EXTERNAL.withFourOctetAs(false);
  private static final SessionParameters STRICT =
      EXTERNAL.withChecks(EnumSet.allOf(PathCheck.class));
  private static final String NARROW_PATH = attribute(0x40, 2, "020200fe00ff");
  private static final String NARROW_GOOD = ORIGIN + NARROW_PATH + NEXT_HOP;
  private static final String REACH6 = "00020110" + "20010db8".repeat(4) + "00" + "2020010db8";
  private static final String UNREACH6 = "000201" + "2020010db8";

  record Case(int type, Problem problem, SessionParameters session, byte[] frame) {
    @Override
    public String toString() {
      return "attribute " + type + ": " + problem;
    }
  }

  private static Case of(int type, Problem problem, SessionParameters session, String attributes) {
    return new Case(type, problem, session, update("", attributes, NLRI));
  }

  private static String without(String all, String part) {
    return all.replace(part, "");
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    byte[] lengths = update("", GOOD, NLRI);
    lengths[20] = 0x7F;
    cases.add(new Case(0, Problem.MESSAGE_LENGTHS, EXTERNAL, lengths));
    byte[] total = update("", GOOD, NLRI);
    total[22] += 6;
    cases.add(new Case(0, Problem.MESSAGE_LENGTHS, EXTERNAL, total));
    cases.add(new Case(0, Problem.NLRI, EXTERNAL, update("", GOOD, "21cb00710000")));
    cases.add(new Case(0, Problem.NLRI, EXTERNAL, update("", GOOD, "18cb00")));
    cases.add(new Case(0, Problem.NLRI, EXTERNAL, update("21cb00710000", GOOD, NLRI)));
    cases.add(of(99, Problem.UNRECOGNIZED_WELL_KNOWN, EXTERNAL, GOOD + "40630101"));
    cases.add(of(8, Problem.OVERRUN, EXTERNAL, GOOD + "c00805ffff"));
    cases.add(of(8, Problem.OVERRUN, EXTERNAL, GOOD + "d00800"));
    cases.add(of(0, Problem.OVERRUN, EXTERNAL, GOOD + "c008"));
    cases.add(of(1, Problem.MISSING, EXTERNAL, AS_PATH + NEXT_HOP));
    cases.add(of(2, Problem.MISSING, EXTERNAL, ORIGIN + NEXT_HOP));
    cases.add(of(3, Problem.MISSING, EXTERNAL, ORIGIN + AS_PATH));
    cases.add(of(1, Problem.DUPLICATE, EXTERNAL, GOOD + "40010102"));
    cases.add(of(99, Problem.DUPLICATE, EXTERNAL, GOOD + "c0630101c0630102"));

    String noOrigin = AS_PATH + NEXT_HOP;
    cases.add(of(1, Problem.LENGTH, EXTERNAL, noOrigin + "40010200 00".replace(" ", "")));
    cases.add(of(1, Problem.LENGTH, EXTERNAL, noOrigin + "400100"));
    cases.add(of(1, Problem.VALUE, EXTERNAL, noOrigin + "40010103"));
    String noPath = ORIGIN + NEXT_HOP;
    cases.add(of(2, Problem.VALUE, EXTERNAL, noPath + attribute(0x40, 2, "0501000000ff")));
    cases.add(of(2, Problem.VALUE, EXTERNAL, noPath + attribute(0x40, 2, "0001000000ff")));
    cases.add(of(2, Problem.VALUE, EXTERNAL, noPath + attribute(0x40, 2, "0200")));
    cases.add(of(2, Problem.VALUE, EXTERNAL, noPath + attribute(0x40, 2, "0202000000ff")));
    cases.add(of(2, Problem.VALUE, EXTERNAL, noPath + attribute(0x40, 2, "0201000000ff02")));
    cases.add(of(2, Problem.VALUE, NARROW, noPath + attribute(0x40, 2, "02030001")));
    cases.add(of(2, Problem.AS_ZERO, EXTERNAL, noPath + attribute(0x40, 2, "020100000000")));
    cases.add(of(2, Problem.AS_ZERO, NARROW, noPath + attribute(0x40, 2, "02010000")));
    cases.add(
        of(2, Problem.AS_SET, EXTERNAL, noPath + attribute(0x40, 2, "0201000000ff0101000000fe")));
    cases.add(of(2, Problem.CONFEDERATION, EXTERNAL, noPath + attribute(0x40, 2, "0301000000ff")));
    cases.add(of(2, Problem.FIRST_AS, STRICT, noPath + attribute(0x40, 2, "0201000000ff")));
    String noHop = ORIGIN + AS_PATH;
    cases.add(of(3, Problem.LENGTH, EXTERNAL, noHop + "400305c000020101"));
    for (String hop : List.of("00000001", "7f000001", "e0000001", "ffffffff")) {
      cases.add(of(3, Problem.VALUE, EXTERNAL, noHop + "400304" + hop));
    }
    cases.add(of(4, Problem.LENGTH, EXTERNAL, GOOD + "80040101"));
    cases.add(of(5, Problem.MISPLACED, EXTERNAL, GOOD + "40050400000064"));
    cases.add(of(5, Problem.LENGTH, INTERNAL, GOOD + "40050101"));
    cases.add(of(6, Problem.LENGTH, EXTERNAL, GOOD + "40060100"));
    cases.add(of(7, Problem.LENGTH, EXTERNAL, GOOD + "c00706ff0001020304"));
    cases.add(of(7, Problem.LENGTH, NARROW, NARROW_GOOD + "c00708000000ff01020304"));
    cases.add(of(7, Problem.AS_ZERO, EXTERNAL, GOOD + "c007080000000001020304"));
    cases.add(of(8, Problem.LENGTH, EXTERNAL, GOOD + "c008050000000000"));
    cases.add(of(8, Problem.LENGTH, EXTERNAL, GOOD + "c00800"));
    cases.add(of(9, Problem.MISPLACED, EXTERNAL, GOOD + "80090401020304"));
    cases.add(of(9, Problem.LENGTH, INTERNAL, GOOD + "800903010203"));
    cases.add(of(10, Problem.MISPLACED, EXTERNAL, GOOD + "800a0401020304"));
    cases.add(of(10, Problem.LENGTH, INTERNAL, GOOD + "800a00"));
    cases.add(of(10, Problem.LENGTH, INTERNAL, GOOD + "800a050102030405"));
    String reach = attribute(0x80, 14, REACH6);
    cases.add(of(14, Problem.DUPLICATE, EXTERNAL, GOOD + reach + reach));
    cases.add(of(14, Problem.LENGTH, EXTERNAL, GOOD + attribute(0x80, 14, "00020100")));
    String hop15 = "0002010f" + "20010db8".repeat(4) + "002020010db8";
    cases.add(of(14, Problem.NEXT_HOP_LENGTH, EXTERNAL, GOOD + attribute(0x80, 14, hop15)));
    String hopCut = "00020110" + "20010db8";
    cases.add(of(14, Problem.NEXT_HOP_LENGTH, EXTERNAL, GOOD + attribute(0x80, 14, hopCut)));
    cases.add(of(14, Problem.NLRI, EXTERNAL, GOOD + attribute(0x80, 14, REACH6 + "8120")));
    cases.add(of(14, Problem.NLRI, EXTERNAL, GOOD + attribute(0x80, 14, REACH6 + "2020")));
    String multicast = REACH6.replaceFirst("20010db8", "ff020db8");
    cases.add(of(14, Problem.VALUE, EXTERNAL, GOOD + attribute(0x80, 14, multicast)));
    String unreach = attribute(0x80, 15, UNREACH6);
    cases.add(of(15, Problem.DUPLICATE, EXTERNAL, GOOD + unreach + unreach));
    cases.add(of(15, Problem.LENGTH, EXTERNAL, GOOD + attribute(0x80, 15, "0002")));
    cases.add(of(15, Problem.NLRI, EXTERNAL, GOOD + attribute(0x80, 15, UNREACH6 + "ff")));
    cases.add(of(16, Problem.LENGTH, EXTERNAL, GOOD + "c010070001020304050 6".replace(" ", "")));
    cases.add(of(17, Problem.MISPLACED, EXTERNAL, GOOD + attribute(0xC0, 17, "0201000000ff")));
    cases.add(of(17, Problem.VALUE, NARROW, NARROW_GOOD + attribute(0xC0, 17, "02010000ff")));
    cases.add(of(17, Problem.AS_ZERO, NARROW, NARROW_GOOD + attribute(0xC0, 17, "020100000000")));
    String asTrans = attribute(0xC0, 7, "5ba001020304");
    cases.add(of(18, Problem.MISPLACED, EXTERNAL, GOOD + attribute(0xC0, 18, "000000ff01020304")));
    cases.add(of(18, Problem.LENGTH, NARROW, NARROW_GOOD + attribute(0xC0, 18, "00ff01020304")));
    cases.add(
        of(
            18,
            Problem.AS_ZERO,
            NARROW,
            NARROW_GOOD + asTrans + attribute(0xC0, 18, "0000000001020304")));
    cases.add(of(25, Problem.LENGTH, EXTERNAL, GOOD + attribute(0xC0, 25, "00".repeat(19))));
    cases.add(of(32, Problem.LENGTH, EXTERNAL, GOOD + attribute(0xC0, 32, "00".repeat(13))));
    cases.add(of(35, Problem.LENGTH, EXTERNAL, GOOD + attribute(0xC0, 35, "00".repeat(3))));
    flagCases(cases);
    return cases;
  }

  private static void flagCases(List<Case> cases) {
    cases.add(of(1, Problem.FLAGS, EXTERNAL, AS_PATH + NEXT_HOP + "c0010100"));
    cases.add(of(2, Problem.FLAGS, EXTERNAL, ORIGIN + NEXT_HOP + "80" + AS_PATH.substring(2)));
    cases.add(of(3, Problem.FLAGS, EXTERNAL, ORIGIN + AS_PATH + "c0" + NEXT_HOP.substring(2)));
    cases.add(of(4, Problem.FLAGS, EXTERNAL, GOOD + "c0040400000001"));
    cases.add(of(5, Problem.FLAGS, INTERNAL, GOOD + "c0050400000001"));
    cases.add(of(6, Problem.FLAGS, EXTERNAL, GOOD + "c00600"));
    cases.add(of(7, Problem.FLAGS, EXTERNAL, GOOD + "8007080000000101020304"));
    cases.add(of(8, Problem.FLAGS, EXTERNAL, GOOD + "80080400000001"));
    cases.add(of(9, Problem.FLAGS, INTERNAL, GOOD + "c0090401020304"));
    cases.add(of(10, Problem.FLAGS, INTERNAL, GOOD + "c00a0401020304"));
    cases.add(of(14, Problem.FLAGS, EXTERNAL, GOOD + attribute(0xC0, 14, REACH6)));
    cases.add(of(15, Problem.FLAGS, EXTERNAL, GOOD + attribute(0xC0, 15, UNREACH6)));
    cases.add(of(16, Problem.FLAGS, EXTERNAL, GOOD + attribute(0x80, 16, "00".repeat(8))));
    String path4 = attribute(0x80, 17, "0201000000ff");
    cases.add(of(17, Problem.FLAGS, NARROW, NARROW_GOOD + path4));
    String aggregator4 = attribute(0x80, 18, "000000ff01020304");
    cases.add(of(18, Problem.FLAGS, NARROW, NARROW_GOOD + aggregator4));
    cases.add(of(25, Problem.FLAGS, EXTERNAL, GOOD + attribute(0x80, 25, "00".repeat(20))));
    cases.add(of(32, Problem.FLAGS, EXTERNAL, GOOD + attribute(0x80, 32, "00".repeat(12))));
    cases.add(of(35, Problem.FLAGS, EXTERNAL, GOOD + attribute(0x80, 35, "00010000")));
  }

  static Stream<Case> allCases() {
    return cases().stream();
  }

  @ParameterizedTest
  @MethodSource("allCases")
  void each_malformation_has_the_outcome_of_the_table(Case c) {
    Updates.Result r = Updates.decode(c.session(), c.frame());
    Outcome expected = AttributeRules.outcome(c.type(), c.problem());
    assertThat(r.malformed()).as("what was reported").hasSize(1);
    Malformed m = r.malformed().getFirst();
    assertThat(m.problem()).isEqualTo(c.problem());
    assertThat(r.decoder().malformed(c.type(), expected)).isEqualTo(1);
    switch (expected) {
      case DISCARD_ATTRIBUTE -> {
        assertThat(m).isEqualTo(new Malformed.DiscardAttribute(c.type(), c.problem()));
        assertThat(r.goesOn()).isTrue();
        assertThat(r.changes()).singleElement().isInstanceOf(RouteChange.Announce.class);
      }
      case TREAT_AS_WITHDRAW -> {
        assertThat(m).isEqualTo(new Malformed.TreatAsWithdraw(c.type(), c.problem()));
        assertThat(r.goesOn()).isTrue();
        assertThat(r.changes()).isNotEmpty().allMatch(x -> x instanceof RouteChange.Withdraw);
      }
      case DISABLE_FAMILY -> {
        assertThat(m).isEqualTo(new Malformed.DisableFamily(2, 1, c.problem()));
        assertThat(r.goesOn()).isTrue();
        assertThat(r.changes())
            .contains(
                new RouteChange.MarkStale(Updates.PEER, AddressFamily.IPV6),
                new RouteChange.SweepStale(Updates.PEER, AddressFamily.IPV6));
      }
      case RESET_SESSION -> {
        assertThat(r.goesOn()).isFalse();
        assertThat(r.decoder().resetReason()).hasValue((Malformed.ResetSession) m);
        assertThat(((Malformed.ResetSession) m).notification().code()).isEqualTo(3);
      }
    }
  }

  @Test
  void every_line_of_the_table_has_a_case() {
    Set<String> shown = new HashSet<>();
    for (Case c : cases()) {
      shown.add(c.type() + " " + c.problem());
      shown.add("0 " + c.problem());
    }
    for (Rule rule : AttributeRules.rules()) {
      assertThat(shown).contains(rule.attributeType() + " " + rule.problem());
    }
  }

  @Test
  void any_value_in_a_length_field_has_a_typed_outcome() {
    byte[] good = update("18cb0071", GOOD + "c0080400010002", NLRI);
    for (int at : new int[] {19, 25}) {
      int was = Octets.u16(good, at);
      for (int value = 0; value <= 0xFFFF; value++) {
        byte[] frame = good.clone();
        Octets.put16(frame, at, value);
        Updates.Result r = Updates.decode(EXTERNAL, frame);
        boolean beyond = value > good.length - 23 - (at == 19 ? 0 : 4);
        if (beyond) {
          assertThat(r.malformed()).singleElement().isInstanceOf(Malformed.ResetSession.class);
        }
        assertThat(r.goesOn())
            .as("%d at %d", value, at)
            .isEqualTo(r.decoder().resetReason().isEmpty());
      }
      assertThat(Octets.u16(good, at)).isEqualTo(was);
    }
  }

  @Test
  void the_strongest_outcome_counts() {
    byte[] discardAndWithdraw = update("", GOOD + "40060100" + "80040101", NLRI);
    assertThat(Updates.decode(EXTERNAL, discardAndWithdraw).malformed())
        .containsExactly(
            new Malformed.DiscardAttribute(6, Problem.LENGTH),
            new Malformed.TreatAsWithdraw(4, Problem.LENGTH));
    byte[] withdrawAndReset = update("", GOOD + "80040101" + "40630101", NLRI);
    Updates.Result r = Updates.decode(EXTERNAL, withdrawAndReset);
    assertThat(r.goesOn()).isFalse();
    var notification = r.decoder().resetReason().orElseThrow().notification();
    assertThat(notification.subcode()).isEqualTo(2);
    assertThat(notification.data()).containsExactly(0x40, 0x63, 1, 1);
  }

  @Test
  void an_error_in_a_message_that_announces_nothing_resets_the_session() {
    Updates.Result r = Updates.decode(EXTERNAL, update("18cb0071", GOOD + "80040101", ""));
    assertThat(r.goesOn()).isFalse();
    assertThat(r.decoder().resetReason().orElseThrow().notification().subcode()).isEqualTo(1);
    assertThat(Updates.decode(EXTERNAL, update("18cb0071", GOOD + "40060100", "")).goesOn())
        .as("an attribute that is only discarded")
        .isTrue();
  }

  @Test
  void treat_as_withdraw_takes_both_families_of_the_message() {
    byte[] frame = update("", GOOD + "80040101" + attribute(0x80, 14, REACH6), NLRI);
    assertThat(Updates.decode(EXTERNAL, frame).changes())
        .extracting(Object::toString)
        .satisfiesExactlyInAnyOrder(
            a -> assertThat(a).contains("Withdraw", "2001:db8::/32"),
            a -> assertThat(a).contains("Withdraw", "203.0.113.0/24"));
  }

  @Test
  void a_disabled_family_stays_silent_and_the_other_goes_on() {
    byte[] bad = update("", GOOD + attribute(0x80, 14, REACH6 + "8120"), "");
    byte[] good = update("", GOOD + attribute(0x80, 14, REACH6), NLRI);
    Updates.Result r = Updates.decode(EXTERNAL, bad, good);
    assertThat(r.changes().getLast()).isInstanceOf(RouteChange.Announce.class);
    assertThat(r.changes().subList(3, r.changes().size()))
        .allMatch(
            c -> c instanceof RouteChange.Announce a && a.prefix().family() == AddressFamily.IPV4);
    assertThat(r.decoder().ignoredFamily()).isEqualTo(1);
  }

  /** Found by BgpFuzz: IPv4 routes behind the attribute that costs IPv6 its place. */
  @Test
  void routes_of_the_other_family_in_the_message_that_disables_one_still_count() {
    String cut = "00020110" + "20010db800000061ffe58641a6830011" + "67" + "2e804001";
    byte[] frame = update("", attribute(0x90, 14, cut).replace("900e19", "900e0019") + GOOD, NLRI);
    Updates.Result r = Updates.decode(EXTERNAL, frame);
    assertThat(r.goesOn()).isTrue();
    assertThat(r.changes().subList(0, 2))
        .containsExactly(
            new RouteChange.MarkStale(Updates.PEER, AddressFamily.IPV6),
            new RouteChange.SweepStale(Updates.PEER, AddressFamily.IPV6));
    assertThat(r.changes().subList(2, r.changes().size()))
        .singleElement()
        .isInstanceOf(RouteChange.Announce.class);
    byte[] passedOn =
        Updates.encode(out -> new UpdateEncoder(EXTERNAL).encode(Updates.batch(r.changes()), out));
    assertThat(Updates.decode(EXTERNAL, passedOn).changes())
        .as("what an UPDATE can say of it")
        .isEqualTo(r.changes().subList(2, 3));
  }

  @Test
  void a_session_whose_only_family_is_disabled_ends() {
    byte[] bad = update("", GOOD + attribute(0x80, 14, REACH6 + "8120"), "");
    Updates.Result r = Updates.decode(EXTERNAL.withFamilies(Set.of(AddressFamily.IPV6)), bad);
    assertThat(r.goesOn()).isFalse();
    assertThat(r.decoder().resetReason().orElseThrow().notification().subcode()).isEqualTo(9);
  }

  @Test
  void an_operator_may_lift_every_demand_beyond_the_grammar() {
    String path = attribute(0x40, 2, "03010000fbf40101000000000201" + "0000fbf4");
    byte[] frame = update("", ORIGIN + path + "4003047f000001", NLRI);
    Updates.Result r = Updates.decode(EXTERNAL.withChecks(Set.of()), frame);
    assertThat(r.malformed()).isEmpty();
    assertThat(r.changes()).first().isInstanceOf(RouteChange.Announce.class);
  }

  @Test
  void the_printed_table_is_the_one_the_decoder_asks() throws IOException {
    Path page = Path.of(System.getProperty("savd.root", ".."), "docs", "rfc7606-outcomes.md");
    if (Boolean.getBoolean("savd.rewrite")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, AttributeRules.markdown());
    }
    assertThat(page)
        .as("rewrite it with -Dsavd.rewrite=true")
        .content()
        .isEqualTo(AttributeRules.markdown());
  }

  @Test
  void cases_differ_from_good_messages_in_what_they_name_only() {
    for (String attributes : List.of(GOOD, without(GOOD, "nothing"))) {
      assertThat(Updates.decode(EXTERNAL, update("", attributes, NLRI)).malformed()).isEmpty();
    }
    assertThat(Updates.decode(NARROW, update("", NARROW_GOOD, NLRI)).malformed()).isEmpty();
    assertThat(Updates.decode(INTERNAL, update("", GOOD, NLRI)).malformed()).isEmpty();
  }
}
