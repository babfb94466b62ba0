package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.Prefix;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.Detour;
import savd.relation.MemberStatement.OutsideProviders;

/** Sequences of events after which something was blocked that must not be. */
class PiSavSequencesTest {
  private static SavPolicy policy(ConeMode mode) {
    return policy(PiSavPolicy.of(mode));
  }

  private static SavPolicy policy(PiSavPolicy p) {
    return SavPolicy.of(
            List.of(
                Scene.on("up", new SavMethod.PiSav())
                    .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE)))
        .withPiSav(p);
  }

  private static MemberStatement none(long asn) {
    return new MemberStatement(
        Asn.of(asn), Detour.NONE, Set.of(), OutsideProviders.UNSAID, Set.of(), Set.of(), Set.of());
  }

  @Test
  void aNewDirectCustomerIsAChangeOfTheCone() {
    Scene s = Scene.atOnce();
    s.neighbor(1, 1, "if1", BgpRole.CUSTOMER).neighbor(4, 9, "up", BgpRole.PROVIDER);
    s.policy(policy(ConeMode.CONSERVATIVE));
    s.rpki("1: 4");
    s.announce(1, "20.0.0.0/24", "1");
    s.rules.takeConeChanged();
    int before = s.rules.customerCone().orElseThrow().members().size();
    s.neighbor(2, 2, "if2", BgpRole.CUSTOMER).announce(2, "21.0.0.0/24", "2");
    assertThat(s.rules.customerCone().orElseThrow().members()).hasSize(before + 1);
    assertThat(s.rules.takeConeChanged()).isTrue();
  }

  @Test
  void aDirectCustomerLessIsAChangeOfTheCone() {
    Scene s = Scene.atOnce();
    s.neighbor(1, 1, "if1", BgpRole.CUSTOMER)
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .neighbor(4, 9, "up", BgpRole.PROVIDER);
    s.policy(policy(ConeMode.CONSERVATIVE));
    s.rpki("1: 4");
    s.announce(1, "20.0.0.0/24", "1").announce(2, "21.0.0.0/24", "2");
    s.rules.takeConeChanged();
    int before = s.rules.customerCone().orElseThrow().members().size();
    s.remove(2);
    assertThat(s.rules.customerCone().orElseThrow().members()).hasSize(before - 1);
    assertThat(s.rules.takeConeChanged()).isTrue();
  }

  @Test
  void theConeIsNewsWhenTheListOpens() {
    Scene s = new Scene(SavRules.Start.AWAIT_SESSIONS);
    s.neighbor(1, 1, "if1", BgpRole.CUSTOMER).neighbor(4, 9, "up", BgpRole.PROVIDER);
    s.policy(policy(ConeMode.CONSERVATIVE));
    s.rpki("1: 4");
    s.sessionUp(1).sessionUp(4);
    s.announce(1, "20.0.0.0/24", "1").announce(4, "30.0.0.0/24", "9");
    // PiSavService asks five times a second.
    assertThat(s.rules.takeConeChanged()).isTrue();
    assertThat(s.rules.customerCone()).isEmpty();
    s.endOfRib(1).endOfRib(4);
    assertThat(s.rules.customerCone()).isPresent();
    assertThat(s.rules.takeConeChanged()).as("members have yet to be told").isTrue();
  }

  /**
   * The direct customer 1 is, unseen, below 2 too, which has a provider outside and says nothing.
   */
  @Test
  void anAspaOfAs0DoesNotSayBelowWhomAMemberIs() {
    Scene s = Scene.atOnce();
    s.neighbor(1, 1, "if1", BgpRole.CUSTOMER)
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .neighbor(4, 9, "up", BgpRole.PROVIDER);
    s.policy(policy(ConeMode.CONSERVATIVE));
    s.rpki("1: 0", "2: 4 77");
    s.announce(1, "20.0.0.0/24", "1");
    s.statements(Map.of(Asn.of(1), none(1)));
    assertThat(s.passes("20.0.0.1", "up")).isTrue();
  }

  /** The hold of a part is not waited for where the prefix around it is waiting itself. */
  @Test
  void aPartWhoseOutsideOriginWentIsHeldAsLongAsAnythingElse() {
    long hold = 120_000_000_000L;
    Scene s = Scene.atOnce();
    s.neighbor(1, 1, "if1", BgpRole.CUSTOMER).neighbor(4, 9, "up", BgpRole.PROVIDER);
    s.policy(
        SavPolicy.of(
                List.of(
                    Scene.on("up", new SavMethod.PiSav())
                        .withHoldNanos(hold)
                        .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE)))
            .withPiSav(PiSavPolicy.of(ConeMode.STANDALONE)));
    s.rpki("1: 4");
    s.announce(4, "20.0.0.0/24", "9 77");
    s.announce(1, "20.0.0.0/20", "1");
    s.pass(hold - 2_000_000_000L);
    s.withdraw(4, "20.0.0.0/24");
    s.pass(20_000_000_000L);
    assertThat(s.passes("20.0.8.1", "up")).isFalse();
    assertThat(s.passes("20.0.0.1", "up")).as("its evidence went 20 s ago").isTrue();
  }

  @Test
  void aPrefixAMemberSawOutsideIsHeldWhenItIsSeenThereNoMore() {
    long hold = 120_000_000_000L;
    Scene s = Scene.atOnce();
    s.neighbor(1, 1, "if1", BgpRole.CUSTOMER).neighbor(4, 9, "up", BgpRole.PROVIDER);
    s.policy(
        SavPolicy.of(
                List.of(
                    Scene.on("up", new SavMethod.PiSav())
                        .withHoldNanos(hold)
                        .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE)))
            .withPiSav(PiSavPolicy.of(ConeMode.STANDALONE)));
    s.rpki("1: 4");
    s.announce(1, "20.0.0.0/20", "1");
    s.statements(
        Map.of(
            Asn.of(1),
            new MemberStatement(
                Asn.of(1),
                Detour.NONE,
                Set.of(),
                OutsideProviders.UNSAID,
                Set.of(),
                Set.of(),
                Set.of(Prefix.parse("20.0.0.0/20")))));
    s.pass(2 * hold);
    assertThat(s.passes("20.0.0.1", "up")).isTrue();
    s.statements(Map.of());
    assertThat(s.passes("20.0.0.1", "up")).as("held").isTrue();
    s.pass(2 * hold);
    assertThat(s.passes("20.0.0.1", "up")).as("held long enough").isFalse();
  }

  /**
   * 77 uses the prefix of 1 as well, and is outside. Only neighbour 4 tells, whom the other
   * provider, 5, takes the cone's own route from instead of telling. Then the session with 4 is
   * lost.
   */
  @Test
  void whatOnlyALostSessionToldIsNotForgottenBeforeItIsBack() {
    long hold = 120_000_000_000L;
    Scene s = twoProviders(hold);
    s.sessionDown(4).lose(4);
    s.pass(20 * hold);
    assertThat(s.passes("20.0.0.1", "up")).as("77 may still be there").isTrue();
    s.sessionUp(4);
    s.pass(hold / 4);
    s.announce(4, "20.0.0.0/24", "9 77").endOfRib(4);
    s.pass(2 * hold);
    assertThat(s.passes("20.0.0.1", "up")).as("it is").isTrue();
    s.sessionDown(4).lose(4);
    s.pass(2 * hold);
    s.sessionUp(4).endOfRib(4);
    assertThat(s.passes("20.0.0.1", "up")).as("in the next tick").isTrue();
    s.pass(hold / 4);
    assertThat(s.passes("20.0.0.1", "up")).as("4 is back and tells it no more").isFalse();
  }

  @Test
  void aSessionThatNeverComesBackIsWaitedForForAnHour() {
    long hold = 120_000_000_000L;
    Scene s = twoProviders(hold);
    s.sessionDown(4).lose(4);
    s.pass(29 * hold);
    assertThat(s.passes("20.0.0.1", "up")).isTrue();
    s.pass(2 * hold);
    assertThat(s.passes("20.0.0.1", "up")).isFalse();
  }

  private static Scene twoProviders(long hold) {
    Scene s = new Scene(SavRules.Start.AWAIT_SESSIONS);
    s.neighbor(1, 1, "if1", BgpRole.CUSTOMER)
        .neighbor(4, 9, "up", BgpRole.PROVIDER)
        .neighbor(5, 8, "up2", BgpRole.PROVIDER);
    s.policy(
        SavPolicy.of(
                List.of(
                    Scene.on("up", new SavMethod.PiSav())
                        .withHoldNanos(hold)
                        .withReadinessNanos(hold / 2)
                        .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE)))
            .withPiSav(PiSavPolicy.of(ConeMode.STANDALONE)));
    s.rpki("1: 4");
    s.sessionUp(1).sessionUp(4).sessionUp(5);
    s.announce(1, "20.0.0.0/24", "1").announce(1, "21.0.0.0/24", "1");
    s.announce(4, "20.0.0.0/24", "9 77").announce(5, "30.0.0.0/24", "8");
    s.endOfRib(1).endOfRib(4).endOfRib(5);
    assertThat(s.passes("20.0.0.1", "up")).isTrue();
    assertThat(s.passes("21.0.0.1", "up")).isFalse();
    return s;
  }

  @Test
  void configuredNetworkIsNotOursForEver() {
    Scene s = Scene.atOnce();
    s.neighbor(1, 1, "if1", BgpRole.CUSTOMER).neighbor(4, 9, "up", BgpRole.PROVIDER);
    s.policy(
        policy(
            new PiSavPolicy(
                ConeMode.STANDALONE,
                Set.of(),
                Map.of(),
                Set.of(Prefix.parse("40.0.0.0/24")),
                Set.of())));
    s.rpki("1: 4");
    assertThat(s.passes("40.0.0.1", "up")).isFalse();
    s.policy(policy(new PiSavPolicy(ConeMode.STANDALONE, Set.of(), Map.of(), Set.of(), Set.of())));
    assertThat(s.passes("40.0.0.1", "up")).isTrue();
  }

  /** Its link to us is cut; it may reach the cone by a way outside, whatever its ASPA says. */
  @Test
  void aCustomerThatAnnouncesNothingIsNoMember() {
    Scene s = Scene.atOnce();
    s.neighbor(1, 1, "if1", BgpRole.CUSTOMER)
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .neighbor(4, 9, "up", BgpRole.PROVIDER);
    s.policy(policy(ConeMode.STANDALONE));
    s.rpki("1: 4", "2: 4", "20.0.0.128/25 2");
    s.announce(1, "20.0.0.0/24", "1").announce(2, "21.0.0.0/24", "2");
    assertThat(s.passes("20.0.0.129", "up")).as("2 is a member").isFalse();
    s.sessionDown(2).lose(2);
    assertThat(s.passes("20.0.0.129", "up")).as("2 may be anywhere").isTrue();
    assertThat(s.passes("20.0.0.1", "up")).isFalse();
  }
}
