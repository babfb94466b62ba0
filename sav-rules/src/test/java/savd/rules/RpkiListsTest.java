package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteChange;
import savd.relation.ConePage;
import savd.rib.PrefixIndex;
import savd.rib.RibView;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;
import savd.rules.PolicyProblem.Kind;

/** What RPKI data do to lists, one fact at a time. */
class RpkiListsTest {
  private static final SavMethod BAR = new SavMethod.BarSav();
  private static final SavMethod PI = new SavMethod.BarSavPi();
  private static final SavMethod A = new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS);
  private static final SavMethod B = new SavMethod.EfpUrpfB();
  private static final RpkiUse AUGMENT = RpkiUse.DEFAULT.withRoas(RoaUse.AUGMENT);

  /** We are AS 4; customers AS 1 and AS 2, provider AS 9. */
  private static Scene router() {
    return Scene.atOnce()
        .neighbor(1, 1, "if1", BgpRole.CUSTOMER)
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .neighbor(9, 9, "up", BgpRole.PROVIDER);
  }

  private static InterfacePolicy on(String port, SavMethod method) {
    return Scene.on(port, method).withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE);
  }

  private static Reason why(Scene s, String source, String port) {
    return s.rules.explain(IpAddress.parse(source), Scene.port(port)).reason();
  }

  // ---- BAR-SAV

  @Test
  void aHiddenPrefixPassesByItsRoaAndGoesWithIt() {
    Scene s = router().policy(on("if1", BAR)).rpki("20.1.0.0/16-24 5", "5: 1");
    assertThat(s.passes("20.1.2.3", "if1")).isTrue();
    assertThat(s.passes("20.2.0.1", "if1")).isFalse();
    s.rpki("5: 1");
    assertThat(s.passes("20.1.2.3", "if1")).isFalse();
  }

  @Test
  void neitherADefaultRouteNorARoaOfLengthZeroIsEverOnAList() {
    for (InterfacePolicy p :
        List.of(
            on("if1", BAR), on("if1", new SavMethod.BarSavX()), on("if1", A).withRpki(AUGMENT))) {
      Scene s =
          router()
              .policy(p)
              .announce(1, "0.0.0.0/0", "1")
              .announce(1, "20.1.0.0/16", "1")
              .rpki("0.0.0.0/0-32 1", "::/0 1");
      assertThat(s.passes("30.0.0.1", "if1")).as(p.method().word()).isFalse();
      assertThat(s.passes("2a00::1", "if1")).as(p.method().word()).isFalse();
    }
  }

  @Test
  void anAsnConfiguredOnTheInterfaceIsASeed() {
    Scene s =
        router()
            .policy(on("if1", BAR).withRpki(RpkiUse.DEFAULT.withAsns(Set.of(Asn.of(6)))))
            .announce(9, "20.7.0.0/16", "9 6 7")
            .rpki();
    assertThat(s.passes("20.7.0.1", "if1")).isTrue();
  }

  @Test
  void whatIsInvalidByRoaOrAspaIsNoInput() {
    Scene s =
        router()
            .policy(on("if1", BAR))
            .announce(1, "20.1.0.0/16", "1")
            .announce(1, "20.5.0.0/16", "1 5");
    s.rpki("20.1.0.0/16 7");
    assertThat(s.passes("20.1.0.1", "if1")).isFalse();
    assertThat(why(s, "20.1.0.1", "if1").text())
        .isEqualTo(
            "Invalid by ROA: 20.1.0.0/16 from n1 on if1, path 1; ROA 20.1.0.0/16 AS7"
                + "; ROA 20.1.0.0/16 AS7 is not for an AS that counts here");
    s.rpki("5: 9");
    assertThat(s.passes("20.5.0.1", "if1")).isFalse();
    assertThat(why(s, "20.5.0.1", "if1").text())
        .isEqualTo(
            "Invalid by ASPA: 20.5.0.0/16 from n1 on if1, path 1 5"
                + "; ASPA AS5 -> AS9 does not name AS1");
    s.rpki();
    assertThat(s.passes("20.1.0.1", "if1")).isTrue();
    assertThat(s.passes("20.5.0.1", "if1")).isTrue();
  }

  @Test
  void itIsRefusedTowardsProvidersAndItsCounterpartTowardsCustomers() {
    Scene s = router().policy(on("up", BAR), on("if1", PI)).rpki();
    assertThat(s.rules.problems())
        .extracting(PolicyProblem::kind)
        .containsExactly(Kind.METHOD_NOT_FOR_ROLE, Kind.METHOD_NOT_FOR_ROLE);
  }

  @Test
  void parallelLinksShareAListAndOtherSeedsDoNot() {
    Scene s =
        router()
            .neighbor(3, 1, "if3", BgpRole.CUSTOMER)
            .rpki()
            .policy(on("if1", BAR), on("if2", BAR), on("if3", BAR));
    assertThat(s.dataplane.rule("if1").list()).isEqualTo(s.dataplane.rule("if3").list());
    assertThat(s.dataplane.rule("if1").list()).isNotEqualTo(s.dataplane.rule("if2").list());
  }

  @Test
  void aPrefixGoesInTheSameBatchAsTheLastPathThatMadeItsOriginAMember() {
    Scene s = router().policy(on("if1", BAR)).rpki().announce(1, "20.5.0.0/16", "1 5");
    assertThat(s.passes("20.5.0.1", "if1")).isTrue();
    s.change(
        new RouteChange.Withdraw(new PeerId(1), Prefix.parse("20.5.0.0/16"), 0),
        Scene.announcement(1, "20.6.0.0/16", 0, "1 5", true));
    assertThat(s.passes("20.5.0.1", "if1")).isFalse();
  }

  @Test
  void aPrefixThatOnlyARoaHasLeavesTheIndexWithTheLastListThatNeedsIt() {
    Scene s = router().policy(on("if1", BAR), on("if2", BAR)).rpki("20.1.0.0/16 1", "1: 2");
    PrefixIndex index = s.rib.prefixes(AddressFamily.IPV4);
    Prefix prefix = Prefix.parse("20.1.0.0/16");
    assertThat(index.find(prefix)).isNotEqualTo(PrefixIndex.NONE);
    s.policy(on("if2", BAR)).announce(9, "30.0.0.0/8", "9");
    assertThat(index.find(prefix)).isNotEqualTo(PrefixIndex.NONE);
    s.rpki("20.1.0.0/16 1").announce(9, "30.0.0.0/8", "9 9");
    assertThat(index.find(prefix)).isEqualTo(PrefixIndex.NONE);
    s.rpki("20.1.0.0/16 1", "1: 2");
    assertThat(index.find(prefix)).isNotEqualTo(PrefixIndex.NONE);
    s.policy(SavPolicy.EMPTY).announce(9, "30.0.0.0/8", "9");
    assertThat(index.find(prefix)).isEqualTo(PrefixIndex.NONE);
  }

  @Test
  void aRoaThatGoesIsHeldAndTheIndexForgetsItWhenTheHoldIsOver() {
    Scene s = router().policy(on("if1", BAR).withHoldNanos(800)).rpki("20.1.0.0/16 1");
    s.rpki();
    assertThat(s.passes("20.1.0.1", "if1")).isTrue();
    assertThat(why(s, "20.1.0.1", "if1").kind()).isEqualTo("held-after-withdrawal");
    s.pass(1000).announce(9, "30.0.0.0/8", "9");
    assertThat(s.passes("20.1.0.1", "if1")).isFalse();
    assertThat(s.rib.prefixes(AddressFamily.IPV4).find(Prefix.parse("20.1.0.0/16")))
        .isEqualTo(PrefixIndex.NONE);
  }

  // ---- EFP-uRPF with ROAs (RFC 8704, section 3.5)

  @Test
  void algorithmATakesRoasOfTheOriginsOfThisInterfaceAndAlgorithmBThoseOfAnyCustomer() {
    for (SavMethod m : List.of(A, B)) {
      Scene s =
          router()
              .policy(on("if1", m).withRpki(AUGMENT), on("if2", m).withRpki(AUGMENT))
              .announce(1, "20.1.0.0/16", "1 11")
              .announce(2, "20.2.0.0/16", "2 12")
              .rpki("20.1.0.0/16 11", "20.2.0.0/16 12", "30.1.0.0/16 11", "30.2.0.0/16 12");
      assertThat(s.passes("30.1.0.1", "if1")).isTrue();
      assertThat(s.passes("30.2.0.1", "if1")).as(m.word()).isEqualTo(m == B);
      s.withdraw(1, "20.1.0.0/16");
      assertThat(s.passes("30.1.0.1", "if1")).isFalse();
    }
  }

  @Test
  void aRoaIsNotAFilter() {
    // Routes stay, whatever maximum length ROAs of the same origin have.
    Scene s =
        router()
            .policy(on("if1", A).withRpki(AUGMENT))
            .announce(1, "20.1.0.0/16", "1 11")
            .announce(1, "20.3.4.0/24", "1 11")
            .rpki("20.1.0.0/16-20 11");
    assertThat(s.passes("20.1.0.1", "if1")).isTrue();
    assertThat(s.passes("20.3.4.1", "if1")).isTrue();
  }

  @Test
  void itsReasonNamesTheRoaAndTheRouteThatLinksTheOrigin() {
    Scene s =
        router()
            .policy(on("if1", A).withRpki(AUGMENT))
            .announce(1, "20.1.0.0/16", "1 11")
            .rpki("30.1.0.0/16 11");
    assertThat(why(s, "30.1.0.1", "if1").text())
        .isEqualTo("ROA 30.1.0.0/16 AS11, and 20.1.0.0/16 from n1 on if1, path 1 11");
  }

  // ---- provider interfaces

  private static Scene sheltered(long holdNanos) {
    return router()
        .policy(on("up", PI).withHoldNanos(holdNanos))
        .announce(1, "20.1.0.0/16", "1")
        .announce(9, "20.0.0.0/8", "9")
        .rpki("20.1.0.0/16 1", "20.0.0.0/8 9", "1: 4", "2: 4");
  }

  @Test
  void whatIsShelteredIsBlockedFromOutsideAndSaysWhy() {
    Scene s = sheltered(0);
    assertThat(s.passes("20.1.0.1", "up")).isFalse();
    assertThat(s.passes("20.2.0.1", "up")).isTrue();
    assertThat(why(s, "20.1.0.1", "up").text())
        .isEqualTo(
            "20.1.0.0/16 can be reached through our customers only: AS 1 by neighbor or configured"
                + "; ROA 20.1.0.0/16 AS1");
    assertThat(why(s, "20.2.0.1", "up").kind()).isEqualTo("in-rib");
  }

  @Test
  void whatComesUnderShelterIsBlockedAfterTheHoldAndWhatLeavesItPassesAtOnce() {
    Scene s = sheltered(800);
    s.rpki("20.1.0.0/16 1", "20.0.0.0/8 9", "1: 4 9");
    assertThat(s.passes("20.1.0.1", "up")).isTrue();
    s.rpki("20.1.0.0/16 1", "20.0.0.0/8 9", "1: 4");
    assertThat(s.passes("20.1.0.1", "up")).isTrue();
    s.pass(1000);
    assertThat(s.passes("20.1.0.1", "up")).isFalse();
    s.rpki("20.1.0.0/16 1", "20.0.0.0/8 9");
    assertThat(s.passes("20.1.0.1", "up")).isTrue();
  }

  @Test
  void everyObstacleHasItsWords() {
    Scene s = sheltered(0);
    s.rpki("20.1.0.0/16 1", "20.0.0.0/8 9", "1: 4 9");
    assertThat(why(s, "20.1.0.1", "up").text())
        .isEqualTo(
            "20.1.0.0/16 may come from outside too: AS 1 has the provider AS 9 outside the cone"
                + ": 20.1.0.0/16 from n1 on if1, path 1");
    s.rpki("20.1.0.0/16 1", "20.0.0.0/8 9", "20.1.2.0/24 9", "1: 4");
    assertThat(why(s, "20.1.0.1", "up").text())
        .isEqualTo(
            "20.1.0.0/16 may come from outside too: an origin is outside the cone"
                + ": ROA 20.1.2.0/24 AS9");
    s.rpki("20.0.0.0/8 9", "1: 4");
    assertThat(why(s, "20.1.0.1", "up").kind()).isEqualTo("in-rib");
    s.rpki("1: 4", "2: 4");
    assertThat(why(s, "20.1.0.1", "up").text())
        .contains("a customer's route is not Valid by both ROA and ASPA");
  }

  @Test
  void ourOwnNumberCountsAsInsideTheConeThoughItIsNoMember() {
    Scene s = sheltered(0);
    assertThat(s.passes("20.1.0.1", "up")).isFalse();
    // Other links of ours may run under another number.
    s.rpki("20.1.0.0/16 1", "20.0.0.0/8 9", "1: 4 44");
    assertThat(s.passes("20.1.0.1", "up")).isTrue();
    s.policy(SavPolicy.of(List.of(on("up", PI))).withOwnAsns(Set.of(Asn.of(44))));
    assertThat(s.passes("20.1.0.1", "up")).isFalse();
  }

  @Test
  void aCustomerThatBecomesAPeerShelltersNothing() {
    Scene s = sheltered(0);
    s.neighbor(1, 1, "if1", BgpRole.PEER);
    assertThat(s.passes("20.1.0.1", "up")).isTrue();
    s.neighbor(1, 1, "if1", BgpRole.CUSTOMER);
    assertThat(s.passes("20.1.0.1", "up")).isFalse();
  }

  // ---- availability

  @Test
  void withoutDataTheFallbackStandsInAndSaysSo() {
    Scene s =
        router()
            .policy(
                on("if1", BAR),
                on("if2", A).withRpki(AUGMENT.withFallback(new SavMethod.FeasiblePathUrpf())))
            .announce(9, "30.0.0.0/8", "9")
            .announce(2, "20.2.0.0/16", "2");
    assertThat(s.passes("30.0.0.1", "if1")).isTrue();
    assertThat(s.passes("31.0.0.1", "if1")).isFalse();
    assertThat(s.rules.ingresses().getFirst().method()).isEqualTo(BAR);
    assertThat(s.rules.ingresses().getFirst().effectiveMethod())
        .contains(new SavMethod.LooseUrpf());
    assertThat(s.rules.problems())
        .extracting(PolicyProblem::text)
        .containsExactly(
            "method bar-sav on if1 is replaced by loose: no RPKI data have arrived yet",
            "method efp-a on if2 is replaced by feasible: no RPKI data have arrived yet");
    s.rpki("40.0.0.0/8 1");
    assertThat(s.rules.problems()).isEmpty();
    assertThat(s.passes("30.0.0.1", "if1")).isFalse();
    assertThat(s.passes("40.0.0.1", "if1")).isTrue();
    s.available(RpkiAvailability.EXPIRED).rpki(List.of(), List.of());
    assertThat(s.passes("30.0.0.1", "if1")).isTrue();
    assertThat(s.rules.problems().getFirst().text()).endsWith("the RPKI data have expired");
  }

  @Test
  void goingOverAndComingBackIsOneDeltaWithTheWholeNewList() {
    Scene s = router().policy(on("if1", BAR)).announce(1, "20.1.0.0/16", "1");
    s.rpki(List.of(Scene.vrp("20.1.0.0/16 1")), List.of());
    for (RpkiAvailability now :
        List.of(RpkiAvailability.IN_FORCE, RpkiAvailability.EXPIRED, RpkiAvailability.IN_FORCE)) {
      RuleDelta delta = s.take(s.rules.rpkiAvailability(now, s.now));
      assertThat(delta.droppedIngresses()).isEmpty();
      assertThat(delta.ingresses()).hasSize(1);
      assertThat(delta.lists())
          .extracting(ListChange::list)
          .containsOnly(delta.ingresses().getFirst().list().orElseThrow());
      assertThat(s.passes("20.1.0.1", "if1")).isTrue();
      assertThat(s.rules.rpkiAvailability(now, s.now).isEmpty()).isTrue();
    }
  }

  @Test
  void aFallbackThatNeedsDataItselfIsRefused() {
    assertThatThrownBy(() -> RpkiUse.DEFAULT.withFallback(BAR))
        .hasMessageContaining("needs RPKI data itself");
  }

  @Test
  void methodsThatNeedNoDataAreNotTouched() {
    Scene s = router().policy(on("if1", A), on("up", new SavMethod.Auto()));
    long revision = s.rules.revision();
    s.available(RpkiAvailability.IN_FORCE).available(RpkiAvailability.EXPIRED);
    assertThat(s.rules.revision()).isEqualTo(revision);
  }

  @Test
  void anInterfaceWaitsForSessionsUnderBarSavAsUnderOtherMethods() {
    Scene s =
        new Scene(SavRules.Start.AWAIT_SESSIONS)
            .neighbor(1, 1, "if1", BgpRole.CUSTOMER)
            .neighbor(9, 9, "up", BgpRole.PROVIDER)
            .policy(on("if1", BAR))
            .available(RpkiAvailability.IN_FORCE);
    s.sessionUp(1).sessionUp(9).endOfRib(1);
    assertThat(s.dataplane.isBound("if1")).isFalse();
    s.endOfRib(9);
    assertThat(s.dataplane.isBound("if1")).isTrue();
  }

  // ---- explanations

  @Test
  void membershipIsToldLinkByLinkAndLocalAssertionsAreNamed() {
    Scene s =
        router()
            .policy(on("if1", BAR))
            .announce(1, "20.3.0.0/16", "1 3")
            .rpki("30.0.0.0/16 5", "5: 3");
    assertThat(why(s, "20.3.0.1", "if1").text())
        .isEqualTo(
            "originated below the neighbor: 20.3.0.0/16 from n1 on if1, path 1 3"
                + "; AS 3 by path 1 3, AS 1 by neighbor or configured");
    s.rules.explainRpkiBy(
        new RpkiProvenance() {
          @Override
          public Optional<String> of(Vrp vrp) {
            return Optional.of("asserted in a.json");
          }

          @Override
          public Optional<String> of(Aspa aspa) {
            return Optional.of("asserted in b.json");
          }
        });
    assertThat(why(s, "30.0.0.1", "if1").text())
        .isEqualTo(
            "ROA 30.0.0.0/16 AS5 (asserted in a.json)"
                + "; AS 5 by ASPA AS5 -> AS3 (asserted in b.json), AS 3 by path 1 3"
                + ", AS 1 by neighbor or configured");
  }

  @Test
  void aSourceOfAnAsElsewhereSaysThatItIsNotBelow() {
    Scene s = router().policy(on("if1", BAR)).announce(9, "20.7.0.0/16", "9 7").rpki();
    assertThat(why(s, "20.7.0.1", "if1").text())
        .isEqualTo(
            "its origin is not below the neighbor on if1: 20.7.0.0/16 from n9 on up, path 9 7");
    s.announce(1, "20.8.0.0/16", "1 65001");
    assertThat(why(s, "20.8.0.1", "if1").text())
        .startsWith("its origin has a private or reserved number that nothing asserts");
  }

  @Test
  void conesAreShownByInterfaceAndByAs() {
    Scene s =
        router()
            .policy(on("if1", BAR), on("if2", A))
            .announce(1, "20.3.0.0/16", "1 3")
            .rpki("5: 3");
    ConePage page = s.rules.cone(Scene.port("if1"), Optional.empty(), 10).orElseThrow();
    assertThat(page.rows())
        .extracting(r -> r.depth() + " AS " + r.link().member())
        .containsExactly("0 AS 1", "1 AS 3", "2 AS 5");
    assertThat(s.rules.cone(Scene.port("if2"), Optional.empty(), 10)).isEmpty();
    assertThat(s.rules.coneOf(Asn.of(3), Optional.empty(), 10).orElseThrow().size()).isEqualTo(2);
    s.policy(on("if2", A));
    assertThat(s.rules.coneOf(Asn.of(3), Optional.empty(), 10)).isEmpty();
  }

  @Test
  void theVerdictsInTheRibAreWhatKeepsARouteOut() {
    Scene s = router().announce(1, "20.1.0.0/16", "1").rpki("20.1.0.0/16 7");
    int id = s.rib.prefixes(AddressFamily.IPV4).find(Prefix.parse("20.1.0.0/16"));
    int flags = s.rib.flags(s.rib.firstPath(AddressFamily.IPV4, id));
    assertThat(flags).isEqualTo(RibView.ROV_INVALID | RibView.INELIGIBLE);
  }
}
