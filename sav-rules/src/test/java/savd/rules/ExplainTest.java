package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IpAddress;
import savd.net.Prefix;

/** Every verdict can say why. */
class ExplainTest {
  private static final SavMethod A = new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS);
  private static final SavMethod B = new SavMethod.EfpUrpfB();
  private static final SavMethod STRICT = new SavMethod.StrictUrpf();

  private static Scene scene(SavMethod method) {
    return Scene.atOnce()
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .neighbor(3, 3, "if3", BgpRole.CUSTOMER)
        .neighbor(9, 9, "up", BgpRole.PROVIDER)
        .policy(
            Scene.on("if2", method).withHoldNanos(800),
            Scene.on("if3", method).withHoldNanos(800),
            Scene.on("up", new SavMethod.Auto()));
  }

  private static Explanation explain(Scene s, String source, String ingress) {
    Explanation e = s.rules.explain(IpAddress.parse(source), Scene.port(ingress));
    assertThat(e.verdict() == Explanation.Verdict.PERMIT)
        .as("explanation and dataplane agree")
        .isEqualTo(s.passes(source, ingress));
    return e;
  }

  @Test
  void learnedHereNamesTheRoute() {
    Explanation e = explain(scene(A).announce(2, "20.1.0.0/16", "2 11"), "20.1.0.1", "if2");
    assertThat(e.layer()).isEqualTo(Explanation.Layer.LIST);
    assertThat(e.reason().kind()).isEqualTo("learned-here");
    assertThat(e.reason().text())
        .isEqualTo("announced here: 20.1.0.0/16 from n2 on if2, path 2 11");
  }

  @Test
  void originLinkedNamesTheLinkingRouteAndTheRouteOfThePrefix() {
    Scene s = scene(A).announce(2, "20.1.0.0/16", "2 11").announce(9, "20.6.0.0/16", "9 8 11");
    Explanation e = explain(s, "20.6.0.1", "if2");
    assertThat(e.reason())
        .isInstanceOfSatisfying(
            Reason.OriginLinked.class,
            r -> {
              assertThat(r.origin().toLong()).isEqualTo(11);
              assertThat(r.linking().peer().name()).isEqualTo("n2");
              assertThat(r.linking().prefix()).isEqualTo(Prefix.parse("20.1.0.0/16"));
              assertThat(r.route().peer().name()).isEqualTo("n9");
            });
  }

  @Test
  void aBlockNamesWhoAnnouncesThePrefixAndWhatIsMissing() {
    Scene s = scene(A).announce(3, "20.6.0.0/16", "3 11");
    Explanation e = explain(s, "20.6.0.1", "if2");
    assertThat(e.dropped()).isTrue();
    assertThat(e.reason())
        .isInstanceOfSatisfying(
            Reason.NotListed.class,
            r ->
                assertThat(r.candidates())
                    .singleElement()
                    .satisfies(
                        c -> {
                          assertThat(c.why()).isEqualTo(WhyNot.ORIGIN_NOT_LINKED);
                          assertThat(c.route().peer().name()).isEqualTo("n3");
                        }));
  }

  @Test
  void algorithmBNamesTheCustomerThatAnnounces() {
    Scene s = scene(B).announce(3, "20.6.0.0/16", "3 11");
    assertThat(explain(s, "20.6.0.1", "if2").reason().kind()).isEqualTo("learned-from-customer");
    assertThat(explain(s, "20.6.0.1", "if3").reason().kind()).isEqualTo("learned-here");
  }

  @Test
  void theLongestPrefixThatIsInUseIsNamedBeforeOneThatIsOnlyHeld() {
    Scene s =
        scene(A)
            .announce(2, "20.0.0.0/8", "2")
            .announce(2, "20.1.0.0/16", "2")
            .withdraw(2, "20.1.0.0/16");
    assertThat(explain(s, "20.1.0.1", "if2").reason().prefix())
        .contains(Prefix.parse("20.0.0.0/8"));
    s.withdraw(2, "20.0.0.0/8");
    assertThat(explain(s, "20.1.0.1", "if2").reason())
        .isInstanceOfSatisfying(
            Reason.HeldAfterWithdrawal.class,
            r -> assertThat(r.untilNanos()).isBetween(s.now + 800, s.now + 900));
  }

  @Test
  void strictNamesTheBestRouteHereAndTheBestRouteElsewhere() {
    Scene s = scene(STRICT).announce(2, "20.1.0.0/16", "2").announce(3, "20.1.0.0/16", "3 2");
    assertThat(explain(s, "20.1.0.1", "if2").reason().kind()).isEqualTo("best-path");
    assertThat(explain(s, "20.1.0.1", "if3").reason().routes())
        .extracting(r -> r.peer().name())
        .contains("n2");
  }

  @Test
  void looseNamesSomeRouteAndTheAbsenceOfAny() {
    Scene s = scene(A).announce(2, "20.1.0.0/16", "2");
    assertThat(explain(s, "20.1.0.1", "up").reason().kind()).isEqualTo("in-rib");
    assertThat(explain(s, "20.1.0.1", "up").method()).contains(new SavMethod.LooseUrpf());
    assertThat(explain(s, "9.9.9.9", "up").reason().text()).isEqualTo("no route covers the source");
  }

  @Test
  void specialPurposeSourcesNameTheirRfc() {
    Explanation e = explain(scene(A), "192.168.7.7", "up");
    assertThat(e.layer()).isEqualTo(Explanation.Layer.DENY);
    assertThat(e.reason().text()).contains("192.168.0.0/16", "RFC 1918");
  }

  @Test
  void exceptionsAndDenialsNameTheLongestPrefixConfigured() {
    Scene s =
        scene(A)
            .policy(
                Scene.on("if2", A)
                    .withAllow(List.of(Prefix.parse("30.0.0.0/8"), Prefix.parse("30.1.0.0/16")))
                    .withDeny(List.of(Prefix.parse("31.0.0.0/8"))));
    assertThat(explain(s, "30.1.2.3", "if2").reason().prefix())
        .contains(Prefix.parse("30.1.0.0/16"));
    assertThat(explain(s, "31.1.2.3", "if2").reason().kind()).isEqualTo("configured-denial");
  }

  @Test
  void anAccessListHasTheLastWord() {
    Scene s = scene(A).policy(Scene.on("if2", new SavMethod.Acl(SavMethod.Otherwise.BLOCK)));
    assertThat(explain(s, "9.9.9.9", "if2").reason().kind()).isEqualTo("last-word");
    s.policy(Scene.on("if2", new SavMethod.Acl(SavMethod.Otherwise.PERMIT)));
    assertThat(explain(s, "9.9.9.9", "if2").reason().kind()).isEqualTo("last-word");
  }

  @Test
  void interfacesThatAreNotFilteredSaySo() {
    Scene s = scene(A).policy(Scene.on("if2", new SavMethod.Off()));
    assertThat(explain(s, "9.9.9.9", "if2").reason().kind()).isEqualTo("not-filtered");
    assertThat(explain(s, "9.9.9.9", "other").reason().kind()).isEqualTo("not-filtered");
    s.policy(Scene.on("up", A));
    assertThat(explain(s, "9.9.9.9", "up").reason().kind()).isEqualTo("unsolved-problem");
  }

  @Test
  void monitorBlocksInTheVerdictAndDropsNothing() {
    Scene s = scene(A).policy(Scene.on("if2", A).withMode(EnforcementMode.MONITOR));
    Explanation e = s.rules.explain(IpAddress.parse("9.9.9.9"), Scene.port("if2"));
    assertThat(e.verdict()).isEqualTo(Explanation.Verdict.BLOCK);
    assertThat(e.dropped()).isFalse();
  }

  @Test
  void aListIsReadInPages() {
    Scene s = scene(A);
    for (int i = 0; i < 10; i++) {
      s.announce(i % 2 == 0 ? 2 : 3, "20." + i + ".0.0/16", i % 2 == 0 ? "2 11" : "3 12");
    }
    Listing first = s.rules.listing(Scene.port("if2"), AddressFamily.IPV4, Optional.empty(), 3);
    assertThat(first.rows())
        .extracting(r -> r.prefix().toString())
        .containsExactly("20.0.0.0/16", "20.2.0.0/16", "20.4.0.0/16");
    Listing second = s.rules.listing(Scene.port("if2"), AddressFamily.IPV4, first.next(), 3);
    assertThat(second.rows())
        .extracting(r -> r.prefix().toString())
        .containsExactly("20.6.0.0/16", "20.8.0.0/16");
    assertThat(second.next()).isEmpty();
    assertThat(second.rows().getFirst().reason().kind()).isEqualTo("learned-here");
  }

  @Test
  void aStrictListShowsItsHoles() {
    Scene s = scene(STRICT).announce(2, "20.0.0.0/8", "2").announce(3, "20.1.0.0/16", "3");
    s.pass(10_000);
    assertThat(s.rules.listing(Scene.port("if2"), AddressFamily.IPV4, Optional.empty(), 9).rows())
        .extracting(r -> r.prefix() + " " + r.verdict())
        .containsExactly("20.0.0.0/8 PERMIT", "20.1.0.0/16 BLOCK");
  }

  @Test
  void theStateOfAnInterfaceHasItsMethodInForceAndItsCounts() {
    Scene s = scene(B).announce(2, "20.1.0.0/16", "2").announce(2, "2a00::/16", "2");
    s.withdraw(2, "20.1.0.0/16");
    IngressStatus status = s.rules.ingresses().getFirst();
    assertThat(status.ingress().name()).isEqualTo("if2");
    assertThat(status.effectiveMethod()).contains(B);
    assertThat(status.ipv4Prefixes()).isEqualTo(1);
    assertThat(status.ipv6Prefixes()).isEqualTo(1);
    assertThat(status.held()).isEqualTo(1);
    assertThat(status.sharedWith()).containsExactly(Scene.port("if3"));
  }

  // ---- comparing policies

  @Test
  void aDifferenceSaysWhatWouldNewlyBeBlockedAndPermitted() {
    Scene s = scene(B).announce(2, "20.1.0.0/16", "2").announce(3, "20.2.0.0/16", "3");
    RuleSet now = compute(s, SavPolicy.of(List.of(Scene.on("if2", B))));
    RuleSet then =
        compute(
            s,
            SavPolicy.of(
                List.of(Scene.on("if2", A).withAllow(List.of(Prefix.parse("30.0.0.0/8"))))));
    assertThat(now.differenceTo(then))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.newlyBlocked()).hasToString("[20.2.0.0-20.2.255.255]");
              assertThat(d.newlyPermitted()).hasToString("[30.0.0.0-30.255.255.255]");
            });
    assertThat(now.differenceTo(now)).isEmpty();
  }

  @Test
  void anInterfaceThatWouldBeFilteredLosesAllButItsList() {
    Scene s = scene(B).announce(2, "128.0.0.0/1", "2");
    RuleSet now = compute(s, SavPolicy.EMPTY);
    RuleSet then = compute(s, SavPolicy.of(List.of(Scene.on("if2", B))));
    assertThat(now.differenceTo(then))
        .extracting(d -> d.newlyBlocked().toString())
        .containsExactly(
            "[0.0.0.0-127.255.255.255]", "[::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]");
  }

  private static RuleSet compute(Scene s, SavPolicy policy) {
    return RuleSet.compute(s.rib, new Scene.ShortestPaths(s.rib), s.peers.values(), policy);
  }
}
