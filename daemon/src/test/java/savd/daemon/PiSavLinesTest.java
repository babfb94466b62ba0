package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import savd.bgp.wire.PathAttributesBuilder;
import savd.control.ConeRow;
import savd.control.Event;
import savd.control.ExplainAnswer;
import savd.control.PiSavAnswer;
import savd.control.RuleRow;
import savd.control.Topic;
import savd.daemon.control.EventHub;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteChange;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.Detour;
import savd.relation.MemberStatement.OutsideProviders;
import savd.rib.Rib;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.VrpTable;
import savd.rules.DecidedPaths;
import savd.rules.InterfacePolicy;
import savd.rules.PiSavPolicy;
import savd.rules.RpkiAvailability;
import savd.rules.SavMethod;
import savd.rules.SavPolicy;
import savd.rules.SavRules;
import savd.rules.SecondUses;
import savd.rules.TurnedMembers;

/**
 * What is said of PI-SAV, word for word. We are AS 4; AS 1 is our customer, AS 2 and AS 3 are its,
 * AS 5 is AS 3's. AS 3 has a provider outside, AS 77. AS 9 is our provider.
 */
class PiSavLinesTest {
  private static final IngressInterface UP = new IngressInterface("up");
  private static final Peer CUSTOMER = peer(0, 1, "if1", BgpRole.CUSTOMER);
  private static final Peer PROVIDER = peer(1, 9, "up", BgpRole.PROVIDER);
  private static final MemberStatement NO_DETOUR = said(Detour.NONE, Set.of(), 1, 77);
  private static final MemberStatement DETOUR = said(Detour.SOME, Set.of(Asn.of(2)), 1, 77);

  private final Rib rib = new Rib();
  private final SavRules rules =
      new SavRules(rib, new DecidedPaths(rib, DecisionPolicy.decision(4)), SavRules.Start.AT_ONCE);

  private static Peer peer(int index, long asn, String ingress, BgpRole role) {
    return new Peer(
        new PeerId(index),
        "n" + asn,
        IpAddress.parse("192.0.2." + asn),
        Asn.of(asn),
        Asn.of(4),
        index,
        Optional.of(new IngressInterface(ingress)),
        Optional.of(role),
        Peer.DEFAULT_VRF);
  }

  private static MemberStatement said(Detour detour, Set<Asn> detoured, long... providers) {
    return new MemberStatement(
        Asn.of(3),
        detour,
        detoured,
        OutsideProviders.SOME,
        Arrays.stream(providers).mapToObj(Asn::of).collect(Collectors.toSet()),
        Set.of(),
        Set.of(Prefix.parse("20.2.0.128/25")));
  }

  private void begin(ConeMode mode) {
    List.of(CUSTOMER, PROVIDER).forEach(rib::register);
    rules.peersChanged(List.of(CUSTOMER, PROVIDER), 0);
    Payload data =
        new Payload(
            VrpTable.empty(AddressFamily.IPV4),
            VrpTable.empty(AddressFamily.IPV6),
            AspaTable.of(aspas()),
            Set.of());
    rules.rpkiChanged(RpkiDelta.between(Payload.EMPTY, data), 0);
    rules.rpkiAvailability(RpkiAvailability.IN_FORCE, 0);
    announce(CUSTOMER, "20.1.0.0/16", 1);
    announce(CUSTOMER, "20.2.0.0/16", 1, 2);
    announce(CUSTOMER, "20.3.0.0/16", 1, 3);
    announce(CUSTOMER, "20.5.0.0/16", 1, 3, 5);
    announce(PROVIDER, "20.7.0.0/16", 9, 7);
    announce(CUSTOMER, "20.8.0.0/16", 1, 2);
    announce(PROVIDER, "20.8.0.0/16", 9, 7);
    rules.reconfigure(
        SavPolicy.of(
                List.of(
                    InterfacePolicy.of(UP, new SavMethod.PiSav())
                        .withMode(EnforcementMode.ENFORCE)
                        .withHoldNanos(0)))
            .withPiSav(
                new PiSavPolicy(
                    mode,
                    Set.of(Asn.of(6)),
                    Map.of(),
                    Set.of(Prefix.parse("20.4.0.0/16")),
                    Set.of(Prefix.parse("20.1.255.0/24")))),
        0);
  }

  private void withdraw(Peer peer, String prefix) {
    RouteBatch batch = new RouteBatch().reset(peer.id(), 0);
    batch.add(new RouteChange.Withdraw(peer.id(), Prefix.parse(prefix), 0));
    rules.apply(rib.apply(batch), 0);
  }

  private static List<Aspa> aspas() {
    List<Aspa> all =
        new ArrayList<>(List.of(aspa(1, 4), aspa(2, 1), aspa(3, 1, 77), aspa(5, 3), aspa(6, 4)));
    for (int i = 0; i < 40; i++) {
      all.add(aspa(100 + i, 3));
    }
    return all;
  }

  private static Aspa aspa(long customer, long... providers) {
    return new Aspa(Asn.of(customer), Arrays.stream(providers).mapToObj(Asn::of).toList());
  }

  private void announce(Peer peer, String prefix, long... path) {
    RouteBatch batch = new RouteBatch().reset(peer.id(), 0);
    batch.add(
        new RouteChange.Announce(
            peer.id(),
            Prefix.parse(prefix),
            0,
            new PathAttributesBuilder(0, AsPath.of(path)).nextHop(peer.address()).build(),
            false));
    rules.apply(rib.apply(batch), 0);
  }

  private void answered(MemberStatement statement) {
    rules.memberStatements(Map.of(statement.member(), statement), 0);
  }

  private ExplainAnswer explain(String source) {
    return Explanations.answer(rules.explain(IpAddress.parse(source), UP), Payload.EMPTY);
  }

  private static List<String> lines(ExplainAnswer answer) {
    return answer.reasons().stream().map(r -> r.kind() + ": " + r.text()).toList();
  }

  private List<String> blocked(String source) {
    ExplainAnswer answer = explain(source);
    assertThat(answer.verdict()).isEqualTo(RuleRow.Verdict.BLOCK);
    assertThat(answer.dropped()).isTrue();
    assertThat(answer.method()).isEqualTo("pi-sav");
    return lines(answer);
  }

  private List<String> permitted(String source) {
    ExplainAnswer answer = explain(source);
    assertThat(answer.verdict()).isEqualTo(RuleRow.Verdict.PERMIT);
    return lines(answer);
  }

  // ---- explain

  @Test
  void a_source_of_the_standalone_cone_is_blocked_with_the_way_down_to_it() {
    begin(ConeMode.STANDALONE);
    assertThat(blocked("20.2.0.1"))
        .containsExactly(
            "secluded: 20.2.0.0/16 can be reached through our customer cone only",
            "cone-step: AS2 is below AS1: its ASPA names it",
            "cone-step: AS1 is a neighbor, or named in the configuration");
  }

  @Test
  void our_own_network_is_blocked_as_our_own() {
    begin(ConeMode.STANDALONE);
    assertThat(blocked("20.4.0.1")).containsExactly("secluded: 20.4.0.0/16 is our own");
  }

  @Test
  void a_source_behind_a_member_without_detour_names_what_the_member_answered() {
    begin(ConeMode.CONSERVATIVE);
    answered(NO_DETOUR);
    assertThat(blocked("20.5.0.1"))
        .startsWith(
            "secluded: 20.5.0.0/16 can be reached through our customer cone only (AS 3 has the"
                + " provider AS 77 outside the cone, but it says that it has no detour)",
            "member-answer: AS 3 has answered: no detour, a provider outside, its providers are"
                + " AS 1, AS 77",
            "cone-step: AS5 is below AS3: its ASPA names it");
  }

  @Test
  void a_source_of_a_member_with_a_provider_outside_passes_and_is_told_so() {
    begin(ConeMode.STANDALONE);
    assertThat(permitted("20.3.0.1"))
        .containsExactly(
            "unsheltered: 20.3.0.0/16 may come from outside too: AS 3 has the provider AS 77"
                + " outside the cone: 20.3.0.0/16 from n1 on if1, path 1 3",
            "standing: the origin is sub-transit: AS 3 has the provider AS 77 outside the cone");
  }

  @Test
  void a_member_that_has_not_answered_is_named_where_answers_count() {
    begin(ConeMode.CONSERVATIVE);
    assertThat(permitted("20.5.0.1"))
        .endsWith(
            "standing: the origin is below-sub-transit: AS 3 has the provider AS 77 outside the"
                + " cone",
            "no-member-answer: AS 3 has not answered: it counts as one with a detour");
  }

  @Test
  void a_member_that_answered_with_a_detour_is_quoted() {
    begin(ConeMode.CONSERVATIVE);
    answered(DETOUR);
    assertThat(permitted("20.3.0.1"))
        .endsWith(
            "standing: the origin is sub-transit: AS 3 says that it goes a way outside the cone to"
                + " AS 2",
            "member-answer: AS 3 has answered: a detour to AS 2, a provider outside, its providers"
                + " are AS 1, AS 77");
  }

  @Test
  void a_prefix_that_somebody_outside_originates_too_passes() {
    begin(ConeMode.STANDALONE);
    assertThat(permitted("20.8.0.1"))
        .containsExactly(
            "unsheltered: 20.8.0.0/16 may come from outside too: an origin is outside the cone:"
                + " 20.8.0.0/16 from n9 on up, path 9 7");
  }

  @Test
  void a_source_from_outside_is_none_of_our_cone() {
    begin(ConeMode.STANDALONE);
    assertThat(permitted("20.7.0.1"))
        .containsExactly(
            "not-from-cone: nobody in our customer cone originates it: 20.7.0.0/16 from n9 on up,"
                + " path 9 7");
    assertThat(permitted("30.0.0.1"))
        .containsExactly("not-from-cone: nobody in our customer cone originates it");
  }

  @Test
  void a_source_that_aggressive_mode_will_block_says_what_it_waits_for() {
    begin(ConeMode.AGGRESSIVE);
    assertThat(permitted("20.2.0.1"))
        .containsExactly(
            "not-yet-blocked: 20.2.0.0/16 will be blocked: aggressive mode waits until every"
                + " sub-transit AS has answered");
    answered(NO_DETOUR);
    assertThat(blocked("20.2.0.1")).first().asString().startsWith("secluded: ");
  }

  @Test
  void addresses_that_members_talk_from_pass() {
    begin(ConeMode.CONSERVATIVE);
    rules.memberContacts(Map.of(Asn.of(2), Set.of(IpAddress.parse("20.2.0.5"))), 0);
    assertThat(permitted("20.2.0.5"))
        .containsExactly(
            "member-contact: AS 2 talks to us from 20.2.0.5/32: that way must stay open");
    assertThat(blocked("20.2.0.6")).isNotEmpty();
  }

  @Test
  void what_a_member_sees_from_outside_passes() {
    begin(ConeMode.CONSERVATIVE);
    answered(NO_DETOUR);
    assertThat(permitted("20.2.0.129"))
        .containsExactly(
            "seen-outside: AS 3 sees 20.2.0.128/25 with an origin outside our customer cone");
  }

  @Test
  void an_exception_of_the_operator_passes() {
    begin(ConeMode.STANDALONE);
    assertThat(permitted("20.1.255.1"))
        .containsExactly("configured-exception: 20.1.255.0/24 is a configured exception");
    assertThat(blocked("20.1.0.1")).isNotEmpty();
  }

  // ---- show cone, show pi-sav

  private Map<Asn, ConeRow> cone() {
    ConeRows.Roots roots =
        new ConeRows.Roots(Set.of(Asn.of(6)), "named in [pi-sav]", "a customer of ours");
    Map<Asn, ConeRow> out = new LinkedHashMap<>();
    ConeRows.page(
            rules.customerCone(Optional.empty(), 100).orElseThrow(), roots, _ -> 1, Payload.EMPTY)
        .rows()
        .forEach(r -> out.put(r.asn(), r));
    return out;
  }

  @Test
  void the_cone_shows_how_every_member_stands_and_why() {
    begin(ConeMode.CONSERVATIVE);
    Map<Asn, ConeRow> cone = cone();
    assertThat(cone.keySet()).extracting(Asn::toLong).containsExactly(1L, 2L, 3L, 5L, 6L);
    assertThat(cone.values())
        .extracting(r -> r.standing().orElseThrow().state())
        .containsExactly(
            "standalone", "standalone", "sub-transit", "below-sub-transit", "standalone");
    assertThat(cone.get(Asn.of(5)).standing().orElseThrow().obstacle())
        .contains(
            new ConeRow.Obstacle(
                "provider-outside", "AS 3 has the provider AS 77 outside the cone"));
    assertThat(cone.get(Asn.of(1)).text()).isEqualTo("a customer of ours");
    assertThat(cone.get(Asn.of(6)).why()).isEqualTo(ConeRow.Why.CONFIGURED);
    answered(NO_DETOUR);
    assertThat(cone().values())
        .extracting(r -> r.standing().orElseThrow().state())
        .containsExactly("standalone", "standalone", "no-detour", "no-detour", "standalone");
  }

  @Test
  void what_is_protected_is_counted_in_standalone_and_in_the_present_mode() {
    begin(ConeMode.CONSERVATIVE);
    PiSavAnswer.Cone silent = PiSavAnswering.cone(rules.coneProtection().orElseThrow(), 0);
    assertThat(silent.waitedFor()).containsExactly(Asn.of(3));
    assertThat(silent.standing())
        .containsEntry("standalone", 3L)
        .containsEntry("no-detour", 0L)
        .containsEntry("sub-transit", 1L)
        .containsEntry("below-sub-transit", 1L);
    // 20.1, 20.2, 20.3, 20.4, 20.5 and 20.8; the last has an origin outside as well.
    PiSavAnswer.Shares before = silent.shares().getFirst();
    assertThat(before.cone()).isEqualTo(new PiSavAnswer.Amount(6, 6 * 65536));
    assertThat(before.standalone()).isEqualTo(new PiSavAnswer.Amount(3, 3 * 65536));
    assertThat(before.now()).isEqualTo(before.standalone());
    answered(NO_DETOUR);
    PiSavAnswer.Cone told = PiSavAnswering.cone(rules.coneProtection().orElseThrow(), 0);
    assertThat(told.waitedFor()).isEmpty();
    assertThat(told.shares().getFirst().standalone()).isEqualTo(before.standalone());
    assertThat(told.shares().getFirst().now()).isEqualTo(new PiSavAnswer.Amount(5, 5 * 65536));
    assertThat(told.shares().getLast().cone()).isEqualTo(new PiSavAnswer.Amount(0, 0));
  }

  @Test
  void while_aggressive_mode_waits_nothing_is_protected() {
    begin(ConeMode.AGGRESSIVE);
    PiSavAnswer.Cone waiting = PiSavAnswering.cone(rules.coneProtection().orElseThrow(), 0);
    assertThat(waiting.inForce()).isFalse();
    assertThat(waiting.shares().getFirst().now()).isEqualTo(new PiSavAnswer.Amount(0, 0));
    answered(NO_DETOUR);
    PiSavAnswer.Cone inForce = PiSavAnswering.cone(rules.coneProtection().orElseThrow(), 0);
    assertThat(inForce.inForce()).isTrue();
    assertThat(inForce.shares().getFirst().now().prefixes()).isEqualTo(5);
  }

  // ---- events

  private List<String> turned() {
    return rules.takeTurnedMembers().map(TurnedMembers::some).orElse(List.of()).stream()
        .map(t -> t.asn() + " " + t.standing().map(s -> s.state().word()).orElse("gone"))
        .sorted()
        .toList();
  }

  @Test
  void members_that_turn_are_told_of_once_and_with_where_they_turned_to() {
    begin(ConeMode.CONSERVATIVE);
    turned();
    announce(CUSTOMER, "20.2.1.0/24", 1, 2);
    assertThat(turned()).as("more of what is known").isEmpty();
    answered(NO_DETOUR);
    assertThat(turned()).containsExactly("3 no-detour", "5 no-detour");
    assertThat(turned()).isEmpty();
    answered(DETOUR);
    assertThat(turned()).containsExactly("3 sub-transit", "5 below-sub-transit");
    withdraw(CUSTOMER, "20.5.0.0/16");
    assertThat(turned()).containsExactly("5 gone");
  }

  @Test
  void of_many_members_that_turn_at_once_some_are_named_and_the_rest_is_counted() {
    begin(ConeMode.CONSERVATIVE);
    for (int i = 0; i < 40; i++) {
      announce(CUSTOMER, "20.6." + i + ".0/24", 1, 3, 100 + i);
    }
    turned();
    answered(NO_DETOUR);
    TurnedMembers turned = rules.takeTurnedMembers().orElseThrow();
    assertThat(turned.some()).hasSize(TurnedMembers.MOST);
    assertThat(turned.some()).extracting(TurnedMembers.Turned::asn).doesNotHaveDuplicates();
    assertThat(turned.more()).as("AS 3, AS 5 and forty below").isEqualTo(22);
    assertThat(turned.inForce()).isTrue();
  }

  @Test
  void an_event_tells_of_them_to_who_wants_to_know() throws InterruptedException {
    begin(ConeMode.CONSERVATIVE);
    turned();
    answered(NO_DETOUR);
    TurnedMembers turned = rules.takeTurnedMembers().orElseThrow();
    EventHub hub = new EventHub();
    PiSavEvents events = new PiSavEvents(hub);
    events.turned(turned);
    try (EventHub.Subscription told = hub.subscribe(Set.of(Topic.PI_SAV), Optional.empty())) {
      events.turned(turned);
      assertThat(told.take().orElseThrow().events())
          .singleElement()
          .isInstanceOfSatisfying(
              Event.MembersTurned.class,
              e -> {
                assertThat(e.inForce()).isTrue();
                assertThat(e.members()).hasSize(2);
                assertThat(e.members().getFirst().standing().orElseThrow().obstacle())
                    .contains(
                        new ConeRow.Obstacle(
                            "provider-outside", "AS 3 has the provider AS 77 outside the cone"));
              });
    }
  }

  private List<String> secondUses() {
    return rules.takeSecondUses().map(SecondUses::some).orElse(List.of()).stream()
        .map(u -> u.prefix() + " " + u.by())
        .toList();
  }

  @Test
  void whoever_from_outside_takes_something_off_the_list_is_told_of() {
    begin(ConeMode.CONSERVATIVE);
    assertThat(secondUses()).as("it never was on the list").isEmpty();
    announce(PROVIDER, "20.1.0.0/16", 9, 7);
    announce(PROVIDER, "20.2.7.0/24", 9, 7, 77);
    assertThat(secondUses()).containsExactly("20.1.0.0/16 7", "20.2.7.0/24 77");
    announce(PROVIDER, "20.1.0.0/16", 9, 7, 77);
    announce(PROVIDER, "20.9.0.0/16", 9, 7);
    announce(PROVIDER, "20.0.0.0/8", 9, 7);
    assertThat(secondUses()).as("not blocked before, or blocked still").isEmpty();
    answered(NO_DETOUR);
    answered(DETOUR);
    assertThat(secondUses()).as("that is a member's own affair").isEmpty();
  }

  @Test
  void of_many_that_are_taken_off_the_list_some_are_named_and_all_are_counted() {
    begin(ConeMode.CONSERVATIVE);
    for (int i = 0; i < 40; i++) {
      announce(PROVIDER, "20.2." + i + ".0/24", 9, 7);
    }
    SecondUses uses = rules.takeSecondUses().orElseThrow();
    assertThat(uses.some()).hasSize(SecondUses.MOST);
    assertThat(uses.all()).isEqualTo(40);
    SecondUseLog log = new SecondUseLog();
    log.add(uses);
    log.add(uses);
    assertThat(log.count()).isEqualTo(80);
  }

  @Test
  void without_pi_sav_there_is_no_cone_of_ours() {
    rib.register(CUSTOMER);
    rules.peersChanged(List.of(CUSTOMER), 0);
    assertThat(rules.customerCone(Optional.empty(), 10)).isEmpty();
    assertThat(rules.coneProtection()).isEmpty();
  }
}
