package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.Detour;
import savd.relation.MemberStatement.OutsideProviders;
import savd.rules.SourcePass.Kind;
import savd.rules.SourcePass.Why;

/** What members bring to pass, and how long and how much of it. */
class HeldPassTest {
  private static final long HOLD = 120_000;
  private static final Asn HONEST = new Asn(1);
  private static final Asn LIAR = new Asn(9);
  private static final Prefix SEEN = Prefix.parse("192.0.2.0/24");

  private final HeldPass held = new HeldPass();
  private long now;

  private static MemberStatement naming(Asn who, Set<Prefix> prefixes) {
    return new MemberStatement(
        who, Detour.SOME, Set.of(), OutsideProviders.UNSAID, Set.of(), Set.of(), prefixes);
  }

  /** A thousand parts of a prefix, others for each number. */
  private static Set<Prefix> parts(int number) {
    Set<Prefix> out = new TreeSet<>();
    for (int i = 0; i < 1_000; i++) {
      out.add(Prefix.of(AddressFamily.IPV6, 0x20010db800000000L + number, (long) i << 32, 96));
    }
    return out;
  }

  private Map<Prefix, Why> said(MemberStatement... statements) {
    return held.become(
            PiSavPolicy.of(ConeMode.CONSERVATIVE), List.of(statements), Map.of(), HOLD, now)
        .prefixes();
  }

  @Test
  void whatANoLongerSeesGoesOnPassingForTheHold() {
    said(naming(HONEST, Set.of(SEEN)));
    now = 10;
    assertThat(said()).containsEntry(SEEN, new Why(Kind.SEEN_OUTSIDE, HONEST));
    assertThat(held.nextDeadline()).isEqualTo(10 + HOLD);
    assertThat(held.current(9 + HOLD).prefixes()).containsKey(SEEN);
    assertThat(held.current(10 + HOLD).prefixes()).isEmpty();
    assertThat(held.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatIsNamedAgainIsNotHeldAnyMore() {
    said(naming(HONEST, Set.of(SEEN)));
    said();
    now = HOLD - 1;
    said(naming(HONEST, Set.of(SEEN)));
    assertThat(held.current(2 * HOLD).prefixes()).containsKey(SEEN);
    now = 2 * HOLD;
    said();
    assertThat(held.current(3 * HOLD - 1).prefixes()).containsKey(SEEN);
  }

  @Test
  void whoNamesOthersAllTheTimeMakesNoMorePassThanTwoStatementsNames() {
    MemberStatement honest = naming(HONEST, Set.of(SEEN));
    for (int i = 0; i < 500; i++) {
      now++;
      assertThat(said(honest, naming(LIAR, parts(i)))).hasSizeLessThanOrEqualTo(2_001);
    }
    assertThat(said()).containsKey(SEEN).hasSize(1_001);
  }

  @Test
  void whatAnotherNamesToShortenTheHoldIsHeldForTheFirstAsLong() {
    said(naming(HONEST, Set.of(SEEN)), naming(LIAR, Set.of(SEEN)));
    now = 1;
    said(naming(LIAR, Set.of(SEEN)));
    for (int i = 0; i < 10; i++) {
      now++;
      said(naming(LIAR, parts(i)));
    }
    assertThat(held.current(HOLD).prefixes()).containsKey(SEEN);
    assertThat(held.current(HOLD + 1).prefixes()).doesNotContainKey(SEEN);
  }

  @Test
  void addressesOfMembersPassAsLongAsTheyAreInUseAndForTheHold() {
    IpAddress address = IpAddress.parse("198.51.100.7");
    Prefix host = Prefix.parse("198.51.100.7/32");
    PiSavPolicy policy =
        new PiSavPolicy(ConeMode.STANDALONE, Set.of(), Map.of(), Set.of(), Set.of(SEEN));
    List<MemberStatement> nobody = new ArrayList<>();
    assertThat(held.become(policy, nobody, Map.of(HONEST, Set.of(address)), HOLD, 0).prefixes())
        .containsEntry(host, new Why(Kind.CONTACT, HONEST))
        .containsEntry(SEEN, new Why(Kind.CONFIGURED, new Asn(0)));
    assertThat(held.become(policy, nobody, Map.of(), HOLD, 5).prefixes()).containsKey(host);
    assertThat(held.current(5 + HOLD).prefixes()).containsOnlyKeys(SEEN);
  }

  @Test
  void withoutAHoldNothingIsHeld() {
    PiSavPolicy policy = PiSavPolicy.of(ConeMode.STANDALONE);
    held.become(policy, List.of(naming(HONEST, Set.of(SEEN))), Map.of(), 0, 0);
    assertThat(held.become(policy, List.of(), Map.of(), 0, 1).prefixes()).isEmpty();
  }

  @Test
  void theDefaultRouteIsNeverNamed() {
    assertThat(said(naming(LIAR, Set.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0")))))
        .isEmpty();
  }
}
