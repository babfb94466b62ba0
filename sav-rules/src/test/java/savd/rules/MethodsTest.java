package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import savd.net.BgpRole;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteChange;

/** Each method on topologies small enough to decide by hand. */
class MethodsTest {
  private static final SavMethod STRICT = new SavMethod.StrictUrpf();
  private static final SavMethod LOOSE = new SavMethod.LooseUrpf();
  private static final SavMethod FEASIBLE = new SavMethod.FeasiblePathUrpf();
  private static final SavMethod VRF = new SavMethod.VrfUrpf();
  private static final SavMethod A = new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS);
  private static final SavMethod A_PEERS =
      new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS_AND_PEERS);
  private static final SavMethod B = new SavMethod.EfpUrpfB();

  private static final String P1 = "10.1.0.0/16";
  private static final String P2 = "10.2.0.0/16";
  private static final String P6 = "10.6.0.0/16";
  private static final String IN_P1 = "10.1.0.1";
  private static final String IN_P2 = "10.2.0.1";
  private static final String IN_P6 = "10.6.0.1";

  /** The router of AS 4 between customers AS 2 and AS 3 and an upstream, AS 9. */
  private static Scene twoCustomers(SavMethod method) {
    return Scene.atOnce()
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .neighbor(3, 3, "if3", BgpRole.CUSTOMER)
        .neighbor(9, 9, "up", BgpRole.PROVIDER)
        .policy(Scene.on("if2", method), Scene.on("if3", method));
  }

  // ---- RFC 8704, section 3.3: AS 1 sends P1 and P2 with NO_EXPORT to AS 2, plain to AS 3

  private static Scene hiddenOnOneSide(SavMethod method) {
    return twoCustomers(method).announce(3, P1, "3 1").announce(3, P2, "3 1");
  }

  @Test
  void feasiblePathBlocksWhatWasSentWithNoExportOnThatSide() {
    Scene s = hiddenOnOneSide(FEASIBLE);
    assertThat(s.passes(IN_P1, "if3")).isTrue();
    assertThat(s.passes(IN_P1, "if2")).isFalse();
  }

  @Test
  void looseUrpfPermitsItThere() {
    assertThat(hiddenOnOneSide(LOOSE).passes(IN_P1, "if2")).isTrue();
  }

  @Test
  void algorithmABlocksItBecauseNothingOfTheOriginArrivesThere() {
    assertThat(hiddenOnOneSide(A).passes(IN_P1, "if2")).isFalse();
  }

  @Test
  void algorithmBPermitsItOnEveryCustomerInterface() {
    Scene s = hiddenOnOneSide(B);
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.passes(IN_P2, "if3")).isTrue();
  }

  // ---- problem statement, figure 6

  /** AS 4 with customers AS 1 and AS 2; AS 1 sends P1 directly, P6 reaches AS 4 through AS 2. */
  private static Scene figure6(SavMethod method) {
    return Scene.atOnce()
        .neighbor(1, 1, "if1", BgpRole.CUSTOMER)
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .policy(Scene.on("if1", method), Scene.on("if2", method))
        .announce(1, P1, "1")
        .announce(2, P2, "2");
  }

  @Test
  void figure6WithP6FromAs2LinksAs1ToThatInterfaceAndP1Passes() {
    assertThat(figure6(A).announce(2, P6, "2 1").passes(IN_P1, "if2")).isTrue();
  }

  @Test
  void figure6WithNothingOfAs1FromAs2BlocksP1() {
    assertThat(figure6(A).announce(1, P6, "1").passes(IN_P1, "if2")).isFalse();
  }

  @Test
  void figure6WithFeasiblePathAndStrictBlocksP1OnBothVariants() {
    for (SavMethod m : List.of(FEASIBLE, STRICT, VRF)) {
      assertThat(figure6(m).announce(2, P6, "2 1").passes(IN_P1, "if2")).isFalse();
    }
  }

  @Test
  void figure6WithAlgorithmBPermitsP1OnBothVariants() {
    assertThat(figure6(B).announce(2, P6, "2 1").passes(IN_P1, "if2")).isTrue();
    assertThat(figure6(B).announce(1, P6, "1").passes(IN_P1, "if2")).isTrue();
  }

  @Test
  void figure6WithAs1AsLateralPeerIsBlockedByBothAlgorithms() {
    for (SavMethod m : List.of(A, B)) {
      Scene s =
          Scene.atOnce()
              .neighbor(1, 1, "if1", BgpRole.PEER)
              .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
              .policy(Scene.on("if2", m))
              .announce(1, P1, "1")
              .announce(2, P2, "2");
      assertThat(s.passes(IN_P1, "if2")).isFalse();
    }
  }

  // ---- linkage

  @Test
  void algorithmALinksPerOriginAndNotPerInterface() {
    Scene s =
        twoCustomers(A).announce(2, P1, "2 11").announce(3, P2, "3 12").announce(3, P6, "3 11");
    assertThat(s.passes(IN_P6, "if2")).as("origin 11 is linked to if2").isTrue();
    assertThat(s.passes(IN_P2, "if2")).as("origin 12 is not").isFalse();
    assertThat(s.passes(IN_P1, "if3")).isTrue();
  }

  @Test
  void algorithmAAddsPrefixesOfTheOriginFromProviderAndPeerInterfaces() {
    Scene s = twoCustomers(A).announce(2, P1, "2 11").announce(9, P6, "9 8 11");
    assertThat(s.passes(IN_P6, "if2")).isTrue();
    assertThat(s.passes(IN_P6, "if3")).isFalse();
  }

  @Test
  void aPrefixReceivedWithAnotherOriginDoesNotLink() {
    Scene s =
        twoCustomers(A).announce(2, P1, "2 12").announce(3, P1, "3 11").announce(3, P6, "3 11");
    assertThat(s.passes(IN_P1, "if2")).as("received here").isTrue();
    assertThat(s.passes(IN_P6, "if2")).as("only AS 12 was seen on if2").isFalse();
  }

  @Test
  void onePathOfAPrefixWithSeveralOriginsIsEnoughToLinkIt() {
    Scene s =
        twoCustomers(A).announce(2, P1, "2 11").announce(3, P6, "3 12").announce(9, P6, "9 11");
    assertThat(s.passes(IN_P6, "if2")).isTrue();
  }

  @Test
  void aPathThatEndsInASetHasNoOriginAndLinksNothing() {
    Scene s =
        twoCustomers(A)
            .announce(2, P1, "2 {11,12}")
            .announce(3, P6, "3 11")
            .announce(9, P2, "9 {11}");
    assertThat(s.passes(IN_P1, "if2")).as("received here all the same").isTrue();
    assertThat(s.passes(IN_P6, "if2")).isFalse();
    assertThat(s.passes(IN_P2, "if3")).isFalse();
  }

  @Test
  void aLeakedRouteIsNoInputToAnyMethod() {
    for (SavMethod m : List.of(STRICT, LOOSE, FEASIBLE, VRF, A, B)) {
      Scene s = twoCustomers(m).change(Scene.announcement(2, P1, 0, "2 11", true));
      assertThat(s.passes(IN_P1, "if2")).as(m.word()).isFalse();
      s.change(Scene.announcement(2, P1, 0, "2 11", false));
      assertThat(s.passes(IN_P1, "if2")).as(m.word()).isTrue();
    }
  }

  @Test
  void asTransLinksNothing() {
    Scene s = twoCustomers(A).announce(2, P1, "2 23456").announce(3, P6, "3 23456");
    assertThat(s.passes(IN_P6, "if2")).isFalse();
  }

  @Test
  void privateOriginsLinkUnlessThePolicySaysTheyDoNot() {
    Scene s = twoCustomers(A).announce(2, P1, "2 64512").announce(3, P6, "3 64512");
    assertThat(s.passes(IN_P6, "if2")).isTrue();
    s.policy(s.rules.policy().withPrivateOrigins(SavPolicy.PrivateOrigins.IGNORE));
    assertThat(s.passes(IN_P6, "if2")).isFalse();
    assertThat(s.passes(IN_P1, "if2")).isTrue();
  }

  // ---- default route

  @Test
  void aDefaultRouteNeverEntersFeasibleVrfOrEnhancedLists() {
    for (SavMethod m : List.of(FEASIBLE, VRF, A, B)) {
      Scene s = twoCustomers(m).announce(2, "0.0.0.0/0", "2").announce(2, "::/0", "2");
      assertThat(s.passes("203.0.114.1", "if2")).as(m.word()).isFalse();
      assertThat(s.passes("2a00::1", "if2")).as(m.word()).isFalse();
    }
  }

  @Test
  void aDefaultRouteDoesNotLinkItsOrigin() {
    Scene s = twoCustomers(A).announce(2, "0.0.0.0/0", "2 11").announce(3, P6, "3 11");
    assertThat(s.passes(IN_P6, "if2")).isFalse();
  }

  @Test
  void looseUrpfWithDefaultRoutePermitsEverythingAndSaysSo() {
    Scene s = twoCustomers(LOOSE).announce(9, "0.0.0.0/0", "9");
    assertThat(s.passes("203.0.114.1", "if2")).isTrue();
    assertThat(s.rules.problems())
        .extracting(PolicyProblem::kind)
        .containsOnly(PolicyProblem.Kind.LOOSE_WITH_DEFAULT);
    s.withdraw(9, "0.0.0.0/0");
    assertThat(s.passes("203.0.114.1", "if2")).isFalse();
    assertThat(s.rules.problems()).isEmpty();
  }

  @Test
  void looseIgnoringDefaultDoesNot() {
    Scene s =
        twoCustomers(new SavMethod.LooseIgnoringDefaultUrpf())
            .announce(9, "0.0.0.0/0", "9")
            .announce(9, P6, "9 11");
    assertThat(s.passes("203.0.114.1", "if2")).isFalse();
    assertThat(s.passes(IN_P6, "if2")).isTrue();
  }

  @Test
  void strictUrpfLetsTheDefaultRouteTakePart() {
    Scene s = twoCustomers(STRICT).announce(2, "0.0.0.0/0", "2").announce(3, P1, "3 1");
    assertThat(s.passes("203.0.114.1", "if2")).isTrue();
    assertThat(s.passes("203.0.114.1", "if3")).isFalse();
    assertThat(s.passes(IN_P1, "if2")).as("the longer prefix decides").isFalse();
    assertThat(s.passes(IN_P1, "if3")).isTrue();
  }

  // ---- strict

  @Test
  void strictUrpfFollowsTheLongestPrefixWithItsHoles() {
    Scene s =
        twoCustomers(STRICT)
            .announce(2, "10.0.0.0/8", "2")
            .announce(3, "10.1.0.0/16", "3")
            .announce(2, "10.1.2.0/24", "2");
    assertThat(s.passes("10.9.0.1", "if2")).isTrue();
    assertThat(s.passes("10.1.0.1", "if2")).isFalse();
    assertThat(s.passes("10.1.2.1", "if2")).isTrue();
    s.withdraw(3, "10.1.0.0/16");
    assertThat(s.passes("10.1.0.1", "if2")).isTrue();
  }

  @Test
  void strictUrpfAcceptsEveryInterfaceOfAnEqualCostSet() {
    Scene s = twoCustomers(STRICT).announce(2, P1, "2 1").announce(3, P1, "3 1");
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.passes(IN_P1, "if3")).isTrue();
    s.announce(3, P1, "3 3 1");
    assertThat(s.passes(IN_P1, "if3")).isFalse();
  }

  @Test
  void feasiblePathCoversByALessSpecificWhereStrictHasAHole() {
    Scene s = twoCustomers(FEASIBLE).announce(2, "10.0.0.0/8", "2").announce(3, P1, "3");
    assertThat(s.passes(IN_P1, "if2")).isTrue();
  }

  // ---- sets of peers

  @Test
  void neighborsOfOneAsOnParallelLinksShare() {
    for (SavMethod m : List.of(FEASIBLE, A)) {
      Scene s =
          Scene.atOnce()
              .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
              .neighbor(5, 2, "if5", BgpRole.CUSTOMER)
              .policy(Scene.on("if2", m), Scene.on("if5", m))
              .announce(2, P1, "2");
      assertThat(s.passes(IN_P1, "if5")).isTrue();
      assertThat(s.dataplane.rule("if2").list()).isEqualTo(s.dataplane.rule("if5").list());
    }
  }

  @Test
  void vrfUrpfDoesNotShareBetweenSessionsWithoutConfiguredVrf() {
    Scene s =
        Scene.atOnce()
            .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
            .neighbor(5, 2, "if5", BgpRole.CUSTOMER)
            .policy(Scene.on("if2", VRF), Scene.on("if5", VRF))
            .announce(2, P1, "2");
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.passes(IN_P1, "if5")).isFalse();
  }

  @Test
  void vrfUrpfUsesTheTableOfTheNamedVrf() {
    Scene s =
        Scene.atOnce()
            .neighbor(Scene.peer(2, 2, "if2", BgpRole.CUSTOMER, "red"))
            .neighbor(Scene.peer(3, 3, "if3", BgpRole.CUSTOMER, "red"))
            .neighbor(Scene.peer(5, 5, "if5", BgpRole.CUSTOMER, "blue"))
            .policy(Scene.on("if2", VRF), Scene.on("if5", VRF))
            .announce(3, P1, "3")
            .announce(5, P2, "5");
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.passes(IN_P2, "if2")).isFalse();
    assertThat(s.passes(IN_P2, "if5")).isTrue();
    s.policy(Scene.on("if2", VRF), Scene.on("if5", VRF).withVrf("red"));
    assertThat(s.passes(IN_P1, "if5")).isTrue();
  }

  @Test
  void additionalPathsOfOnePrefixCountOneByOne() {
    Scene s =
        twoCustomers(A)
            .change(
                Scene.announcement(2, P1, 1, "2 11", false),
                Scene.announcement(2, P1, 2, "2 12", false))
            .announce(3, P2, "3 11")
            .announce(3, P6, "3 12");
    assertThat(s.passes(IN_P2, "if2")).isTrue();
    assertThat(s.passes(IN_P6, "if2")).isTrue();
    s.change(new RouteChange.Withdraw(new PeerId(2), Prefix.parse(P1), 2));
    assertThat(s.passes(IN_P6, "if2")).isFalse();
    assertThat(s.passes(IN_P1, "if2")).isTrue();
  }

  @Test
  void routesOfANeighborWithoutInterfaceLinkButPermitNothingBySelf() {
    Scene s =
        twoCustomers(A).neighbor(7, 7, null, null).announce(7, P6, "7 11").announce(2, P1, "2 11");
    assertThat(s.passes(IN_P6, "if2")).isTrue();
    assertThat(s.passes(IN_P6, "if3")).isFalse();
  }

  // ---- roles and auto

  @Test
  void autoIsAlgorithmBTowardsCustomersAndLooseElsewhere() {
    Scene s =
        Scene.atOnce()
            .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
            .neighbor(3, 3, "if3", BgpRole.RS_CLIENT)
            .neighbor(9, 9, "up", BgpRole.PROVIDER)
            .policy(
                Scene.on("if2", new SavMethod.Auto()),
                Scene.on("if3", new SavMethod.Auto()),
                Scene.on("up", new SavMethod.Auto()))
            .announce(2, P1, "2")
            .announce(9, "8.8.8.0/24", "9");
    assertThat(s.passes(IN_P1, "if3")).isTrue();
    assertThat(s.passes("8.8.8.8", "if2")).isFalse();
    assertThat(s.passes("8.8.8.8", "up")).isTrue();
    assertThat(s.passes("9.9.9.9", "up")).isFalse();
    assertThat(s.dataplane.rule("if2").list()).isEqualTo(s.dataplane.rule("if3").list());
  }

  @Test
  void contradictingRolesAreReportedAndNothingIsGuessed() {
    Scene s =
        Scene.atOnce()
            .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
            .policy(Scene.on("if2", new SavMethod.Auto()).withRole(BgpRole.PEER));
    assertThat(s.dataplane.isBound("if2")).isFalse();
    assertThat(s.rules.problems())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.kind()).isEqualTo(PolicyProblem.Kind.ROLE_CONTRADICTION);
              assertThat(p.text()).contains("customer says neighbor n2", "peer says the interface");
            });
  }

  @Test
  void aRoleNegotiatedLaterSolvesItsAbsence() {
    Scene s =
        Scene.atOnce()
            .neighbor(2, 2, "if2", null)
            .policy(Scene.on("if2", new SavMethod.Auto()))
            .announce(2, P1, "2");
    assertThat(s.rules.problems())
        .extracting(PolicyProblem::kind)
        .containsExactly(PolicyProblem.Kind.ROLE_MISSING);
    s.neighbor(2, 2, "if2", BgpRole.CUSTOMER);
    assertThat(s.rules.problems()).isEmpty();
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.passes(IN_P2, "if2")).isFalse();
  }

  @Test
  void algorithmsOfRfc8704AreRefusedWhereTheyAreNotDefined() {
    Scene s =
        Scene.atOnce()
            .neighbor(2, 2, "if2", BgpRole.PEER)
            .neighbor(9, 9, "up", BgpRole.PROVIDER)
            .policy(Scene.on("if2", A), Scene.on("up", A_PEERS));
    assertThat(s.rules.problems())
        .extracting(PolicyProblem::kind)
        .containsExactly(
            PolicyProblem.Kind.METHOD_NOT_FOR_ROLE, PolicyProblem.Kind.METHOD_NOT_FOR_ROLE);
    s.policy(Scene.on("if2", A_PEERS).withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE))
        .announce(2, P1, "2 11")
        .announce(9, P6, "9 11");
    assertThat(s.passes(IN_P6, "if2")).isTrue();
    assertThat(s.passes(IN_P2, "if2")).isFalse();
  }

  @Test
  void aMethodWithoutAnyNeighborToReadLeavesTheInterfaceOpenAndSaysSo() {
    Scene s = Scene.atOnce().policy(Scene.on("if2", FEASIBLE));
    assertThat(s.dataplane.isBound("if2")).isFalse();
    assertThat(s.rules.problems())
        .extracting(PolicyProblem::kind)
        .containsExactly(PolicyProblem.Kind.NO_NEIGHBOR);
  }

  // ---- access lists, exceptions, special-purpose prefixes

  @Test
  void anAccessListBlocksTheRestTowardsACustomerAndPermitsItTowardsAProvider() {
    SavMethod acl = new SavMethod.Acl(SavMethod.Otherwise.BY_ROLE);
    Scene s =
        Scene.atOnce()
            .policy(
                Scene.on("if2", acl)
                    .withRole(BgpRole.CUSTOMER)
                    .withAllow(List.of(Prefix.parse(P1))),
                Scene.on("up", acl)
                    .withRole(BgpRole.PROVIDER)
                    .withDeny(List.of(Prefix.parse(P2), Prefix.parse("2a00::/16"))));
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.passes("8.8.8.8", "if2")).isFalse();
    assertThat(s.passes("8.8.8.8", "up")).isTrue();
    assertThat(s.passes(IN_P2, "up")).isFalse();
    assertThat(s.passes("2a00::1", "up")).isFalse();
    assertThat(s.passes("2b00::1", "up")).isTrue();
    assertThat(s.passes("192.168.1.1", "up")).as("special-purpose").isFalse();
  }

  @Test
  void everyPrefixOfAnAccessListHasItsOwnLength() {
    Scene s =
        Scene.atOnce()
            .policy(
                Scene.on("if2", new SavMethod.Acl(SavMethod.Otherwise.BLOCK))
                    .withAllow(
                        List.of(
                            Prefix.parse("20.0.0.0/15"),
                            Prefix.parse("21.0.0.128/25"),
                            Prefix.parse("22.0.0.1/32"))));
    assertThat(s.passes("20.1.255.255", "if2")).isTrue();
    assertThat(s.passes("20.2.0.0", "if2")).isFalse();
    assertThat(s.passes("21.0.0.128", "if2")).isTrue();
    assertThat(s.passes("21.0.0.127", "if2")).isFalse();
    assertThat(s.passes("21.0.1.0", "if2")).isFalse();
    assertThat(s.passes("22.0.0.1", "if2")).isTrue();
    assertThat(s.passes("22.0.0.2", "if2")).isFalse();
  }

  @Test
  void anExceptionPassesOverDenialAndDenialOverTheList() {
    Scene s =
        twoCustomers(FEASIBLE)
            .announce(2, "11.0.0.0/8", "2")
            .policy(
                Scene.on("if2", FEASIBLE)
                    .withAllow(List.of(Prefix.parse("11.1.1.0/24"), Prefix.parse("99.0.0.0/8")))
                    .withDeny(List.of(Prefix.parse("11.1.0.0/16"))));
    assertThat(s.passes("11.2.0.1", "if2")).isTrue();
    assertThat(s.passes("11.1.0.1", "if2")).isFalse();
    assertThat(s.passes("11.1.1.1", "if2")).isTrue();
    assertThat(s.passes("99.1.2.3", "if2")).as("hidden prefix").isTrue();
  }

  @Test
  void specialPurposeSourcesAreDeniedFromProvidersEvenWhenARouteCoversThem() {
    Scene s =
        Scene.atOnce()
            .neighbor(9, 9, "up", BgpRole.PROVIDER)
            .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
            .policy(Scene.on("up", LOOSE), Scene.on("if2", LOOSE))
            .announce(9, "0.0.0.0/0", "9");
    assertThat(s.passes("10.1.1.1", "up")).isFalse();
    assertThat(s.passes("192.0.0.8", "up")).as("RFC 7600: made to be a source").isTrue();
    assertThat(s.passes("100.64.0.1", "up")).isFalse();
    assertThat(s.passes("8.8.8.8", "up")).isTrue();
    assertThat(s.passes("10.1.1.1", "if2")).as("not by default towards a customer").isTrue();
    s.policy(
        Scene.on("up", LOOSE).withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE),
        Scene.on("if2", LOOSE).withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.DENY));
    assertThat(s.passes("10.1.1.1", "up")).isTrue();
    assertThat(s.passes("10.1.1.1", "if2")).isFalse();
  }

  @Test
  void offRemovesTheRuleAndItsList() {
    Scene s = twoCustomers(FEASIBLE).announce(2, P1, "2");
    assertThat(s.dataplane.listCount()).isEqualTo(2);
    s.policy(Scene.on("if2", new SavMethod.Off()), Scene.on("if3", FEASIBLE));
    assertThat(s.dataplane.isBound("if2")).isFalse();
    assertThat(s.dataplane.listCount()).isEqualTo(1);
    assertThat(s.rules.problems()).isEmpty();
  }

  @Test
  void interfacesWithEqualConfiguredListsShareThem() {
    List<Prefix> deny = List.of(Prefix.parse(P1));
    Scene s =
        twoCustomers(B)
            .policy(
                Scene.on("if2", B).withDeny(deny),
                Scene.on("if3", B)
                    .withDeny(List.of(Prefix.parse(P1), Prefix.parse("10.1.2.0/24"))));
    assertThat(s.dataplane.rule("if2").deny()).isEqualTo(s.dataplane.rule("if3").deny());
    assertThat(s.dataplane.rule("if2").allow()).isEqualTo(Optional.empty());
    assertThat(s.dataplane.listCount()).isEqualTo(2);
  }

  @Test
  void bothFamiliesAreTreatedAlike() {
    for (SavMethod m : List.of(STRICT, LOOSE, FEASIBLE, VRF, A, B)) {
      Scene s =
          twoCustomers(m).announce(2, "2a00:1::/32", "2 11").announce(9, "2a00:2::/32", "9 9 9");
      assertThat(s.passes("2a00:1::1", "if2")).as(m.word()).isTrue();
      assertThat(s.passes("2a00:3::1", "if2")).as(m.word()).isFalse();
    }
  }

  @Test
  void internalNeighborsOfOneAsDoNotShareAnInterface() {
    Scene s =
        Scene.atOnce()
            .neighbor(2, Scene.LOCAL_AS, "if2", null)
            .neighbor(Scene.peer(3, Scene.LOCAL_AS, null, null, Peer.DEFAULT_VRF))
            .policy(Scene.on("if2", FEASIBLE))
            .announce(2, P1, "")
            .announce(3, P2, "");
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.passes(IN_P2, "if2")).isFalse();
  }
}
