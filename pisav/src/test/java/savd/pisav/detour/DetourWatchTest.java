package savd.pisav.detour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.Ipv4Prefix;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.Detour;
import savd.relation.MemberStatement.OutsideProviders;
import savd.rib.Revalidation;
import savd.rib.RibView;
import savd.rib.RouteValidation;

/**
 * AS 7, multihomed to the top AS 4 of its cone (members 5, 6, 7) and to AS 9 outside, is asked
 * about the prefixes of the cone.
 */
class DetourWatchTest {
  private static final int TOP = 0;
  private static final int OUTSIDE = 1;
  private static final int BELOW = 2;
  private static final int INTERNAL = 3;

  private static final String P5 = "20.5.0.0/16";
  private static final String P6 = "20.6.0.0/16";
  private static final String P7 = "20.7.0.0/16";

  private static Member member(MemberSelf self) {
    return new Member(self)
        .neighbor(TOP, 4, BgpRole.PROVIDER)
        .neighbor(OUTSIDE, 9, BgpRole.PROVIDER);
  }

  private static Member member() {
    return member(MemberSelf.of(Member.SELF).withNetworks(Set.of(Prefix.parse(P7))));
  }

  private static void isSaid(Member m, Detour detour, String origins) {
    assertThat(m.said.detour()).isEqualTo(detour);
    assertThat(m.said.detoured()).isEqualTo(Member.asns(origins));
    assertThat(m.watch.statement()).contains(m.said);
  }

  // ---- where packets go

  @Test
  void withoutANoticeNothingIsSaid() {
    Member m = member().announce(TOP, P5, "4 5");
    assertThat(m.said).isNull();
    assertThat(m.watch.statement()).isEmpty();
  }

  @Test
  void routesByTheTopOrByAMemberAreNoDetour() {
    Member m = member().neighbor(BELOW, 6, BgpRole.CUSTOMER);
    m.announce(TOP, P5, "4 5").announce(OUTSIDE, P5, "9 8 4 5").announce(BELOW, P6, "6");
    m.notice("5 6 7", P5, P6, P7);
    isSaid(m, Detour.NONE, "");
  }

  @Test
  void aBestPathByAnOutsideNeighbourIsADetourAndNamesTheOrigin() {
    Member m = member().notice("5 6 7", P5);
    m.announce(TOP, P5, "4 4 4 5");
    isSaid(m, Detour.NONE, "");
    m.announce(OUTSIDE, P5, "9 4 5");
    isSaid(m, Detour.SOME, "5");
    assertThat(m.watch.detoured(10)).containsExactly(Prefix.parse(P5));
    m.withdraw(OUTSIDE, P5);
    isSaid(m, Detour.NONE, "");
  }

  @Test
  void aPrefixThatTheNoticeDoesNotNameIsADestinationByItsOrigin() {
    Member m = member().notice("5 6 7");
    m.announce(OUTSIDE, "20.5.9.0/24", "9 5");
    isSaid(m, Detour.SOME, "5");
    m.announce(OUTSIDE, "20.5.9.0/24", "9 8");
    isSaid(m, Detour.NONE, "");
  }

  @Test
  void theTopIsADestinationToo() {
    Member m = member().notice("5 6 7");
    m.announce(OUTSIDE, "20.4.0.0/16", "9 4");
    isSaid(m, Detour.SOME, "4");
  }

  @Test
  void onePathOutsideOfSeveralEqualOnesIsADetour() {
    Member m = member().notice("5 6 7", P5);
    m.announce(TOP, P5, "4 5");
    m.announce(OUTSIDE, P5, "4 5");
    isSaid(m, Detour.SOME, "5");
  }

  // ---- where they come to

  @Test
  void aBestPathToAnOriginOutsideIsNoDetour() {
    Member m = member().notice("5 6 7", P5);
    m.announce(TOP, P5, "4 4 4 5").announce(OUTSIDE, P5, "9 13");
    isSaid(m, Detour.NONE, "");
    assertThat(m.said.outsideOrigins()).containsExactly(Prefix.parse(P5));
    m.announce(OUTSIDE, P5, "9 5");
    isSaid(m, Detour.SOME, "5");
    m.announce(OUTSIDE, P5, "9 8 13");
    isSaid(m, Detour.NONE, "");
  }

  @Test
  void oneThatComesByTheConeOnItsWayIsADetour() {
    for (String path : List.of("9 8 4 13", "9 6 13", "9 8 4")) {
      Member m = member().notice("5 6 7", P5).announce(OUTSIDE, P5, path);
      assertThat(m.said.detour()).as(path).isEqualTo(Detour.SOME);
    }
  }

  /** The top may be the AS that the path leaves out. */
  @Test
  void aPathThatDoesNotSayWhoIsOnItIsADetour() {
    for (String path : List.of("", "9 {8,13}", "9 {8} 13", "{9,8} 13", "9 23456 13", "8 13")) {
      Member m = member().notice("5 6 7", P5).announce(OUTSIDE, P5, path);
      assertThat(m.said.detour()).as(path).isEqualTo(Detour.SOME);
    }
  }

  @Test
  void aRouteServerNeedNotBeOnThePathToAnOriginOutside() {
    Member m = member().neighbor(BELOW, 64496, BgpRole.RS).notice("5 6 7", P5);
    m.announce(BELOW, P5, "8 13");
    isSaid(m, Detour.NONE, "");
    m.announce(BELOW, P5, "8 5");
    isSaid(m, Detour.SOME, "5");
  }

  @Test
  void anInternalNeighboursPathToAnOriginOutsideIsAsGood() {
    Member m = member().neighbor(INTERNAL, 7, null).notice("5 6 7", P5);
    m.announce(INTERNAL, P5, "(65001) 9 13");
    isSaid(m, Detour.NONE, "");
    m.announce(INTERNAL, P5, "(65001) 9 4 13");
    isSaid(m, Detour.SOME, "");
  }

  /** Somebody on the way knows the part, and that the top has it. */
  @Test
  void aPartThatOnlyTheConeAnnouncesIsADetourByARouteToAnOriginOutside() {
    String part = "20.5.9.0/24";
    Member m = member().notice("5 6 7", P5, part).announce(OUTSIDE, P5, "9 13");
    isSaid(m, Detour.SOME, "");
    assertThat(m.watch.detoured(10)).containsExactly(Prefix.parse(part));
    m.announce(OUTSIDE, P5, "9 4 13");
    assertThat(m.watch.detoured(10)).containsExactly(Prefix.parse(P5), Prefix.parse(part));
    m.announce(OUTSIDE, P5, "9 8 13");
    assertThat(m.watch.detoured(10)).containsExactly(Prefix.parse(part));
    m.announce(TOP, part, "4 5");
    isSaid(m, Detour.NONE, "");
  }

  @Test
  void aLeakedRouteIsNotTaken() {
    Member m = member().notice("5 6 7", P5).announce(TOP, P5, "4 6 6 5");
    m.change(Member.announcement(OUTSIDE, P5, 0, "9 5", true));
    isSaid(m, Detour.NONE, "");
  }

  // ---- whose neighbour

  @Test
  void anInternalRouteGoesWhereItsPathBegins() {
    Member m = member().neighbor(INTERNAL, 7, null).notice("5 6 7", P5, P6, "20.7.1.0/24");
    m.announce(INTERNAL, "20.7.1.0/24", "").announce(INTERNAL, P5, "4 5");
    isSaid(m, Detour.NONE, "");
    m.announce(INTERNAL, P6, "9 6");
    isSaid(m, Detour.SOME, "6");
  }

  @Test
  void confederationSegmentsAreSkipped() {
    Member m = member().neighbor(INTERNAL, 65001, null).notice("5 6 7", P5, P6);
    m.announce(INTERNAL, P5, "(65001 65002) 4 5").announce(INTERNAL, P6, "(65001)");
    isSaid(m, Detour.NONE, "");
    m.announce(INTERNAL, P5, "(65001 65002) 9 5");
    isSaid(m, Detour.SOME, "5");
  }

  @Test
  void aSetThatHoldsAnOutsideAsIsADetour() {
    Member m = member().notice("5 6 7", P5);
    m.announce(TOP, P5, "{4,6} 5");
    isSaid(m, Detour.NONE, "");
    m.announce(TOP, P5, "{4,9} 5");
    isSaid(m, Detour.SOME, "5");
  }

  @Test
  void aRouteServerIsNotOnTheWay() {
    Member m = member().neighbor(BELOW, 64496, BgpRole.RS).notice("5 6 7", P5, P6);
    m.announce(BELOW, P5, "5");
    isSaid(m, Detour.NONE, "");
    m.neighbor(BELOW, 64496, BgpRole.PEER);
    isSaid(m, Detour.SOME, "5");
  }

  // ---- covering routes

  @Test
  void aDefaultRouteOutsideCarriesWhatHasNoRoute() {
    Member m = member().notice("5 6 7", P5, P6, P7).announce(TOP, P5, "4 5");
    isSaid(m, Detour.NONE, "");
    m.announce(OUTSIDE, "0.0.0.0/0", "9");
    isSaid(m, Detour.SOME, "");
    assertThat(m.watch.detoured(10)).containsExactly(Prefix.parse(P6));
    m.announce(TOP, "20.0.0.0/8", "4");
    isSaid(m, Detour.NONE, "");
    m.withdraw(TOP, "20.0.0.0/8");
    isSaid(m, Detour.SOME, "");
    m.lose(OUTSIDE);
    isSaid(m, Detour.NONE, "");
  }

  @Test
  void aDefaultRouteIsNoDestination() {
    Member m = member().notice("5 6 7", "0.0.0.0/0", "::/0");
    m.announce(OUTSIDE, "0.0.0.0/0", "9 4").announce(OUTSIDE, "::/0", "9 5");
    isSaid(m, Detour.NONE, "");
    assertThat(m.watch.destinationCount()).isZero();
  }

  @Test
  void whatIsOurOwnStaysWithUs() {
    Member m = member().notice("5 6 7", P7, "20.7.9.0/24").announce(OUTSIDE, "0.0.0.0/0", "9");
    isSaid(m, Detour.NONE, "");
    Member unaware = member(MemberSelf.of(Member.SELF));
    unaware.notice("5 6 7", P7).announce(OUTSIDE, "0.0.0.0/0", "9");
    isSaid(unaware, Detour.SOME, "");
  }

  @Test
  void ourOwnRoutesComingBackAreNoDestination() {
    Member m = member().notice("5 6 7").announce(OUTSIDE, "0.0.0.0/0", "9");
    m.announce(OUTSIDE, "20.7.77.0/24", "9 4 7");
    isSaid(m, Detour.NONE, "");
  }

  @Test
  void ipv6IsLookedAtLikewise() {
    Member m = member().notice("5 6 7", "2001:db8:5::/48").announce(OUTSIDE, "2001:db8::/32", "9");
    isSaid(m, Detour.SOME, "");
    m.announce(TOP, "2001:db8:5::/48", "4 5");
    isSaid(m, Detour.NONE, "");
  }

  // ---- doubt

  @Test
  void untilTheRibIsWholeItIsADetour() {
    Member m = member().announce(TOP, P5, "4 5").notice("5 6 7", P5);
    m.hear(m.watch.ribWhole(false));
    isSaid(m, Detour.SOME, "");
    m.hear(m.watch.ribWhole(true));
    isSaid(m, Detour.NONE, "");
  }

  @Test
  void anOperatorAnnouncesADetourBeforeThereIsOne() {
    Member m = member().announce(TOP, P5, "4 4 5").notice("5 6 7", P5);
    m.hear(m.watch.announceDetour(true));
    isSaid(m, Detour.SOME, "");
    m.announce(OUTSIDE, P5, "9 5");
    isSaid(m, Detour.SOME, "5");
    m.withdraw(OUTSIDE, P5);
    m.hear(m.watch.announceDetour(false));
    isSaid(m, Detour.NONE, "");
  }

  @Test
  void nothingIsSaidTwice() {
    Member m = member().announce(TOP, P5, "4 5").notice("5 6 7", P5);
    m.said = null;
    m.announce(OUTSIDE, P5, "9 8 8 5")
        .announce(TOP, P6, "4 6")
        .neighbor(OUTSIDE, 9, BgpRole.PROVIDER);
    assertThat(m.said).isNull();
    assertThat(m.watch.announceDetour(false)).isEmpty();
    assertThat(m.watch.ribWhole(true)).isEmpty();
    assertThat(m.watch.bestPathsChanged()).isEmpty();
    m.announce(TOP, P5, "4 6 5");
    assertThat(m.said).isNull();
  }

  // ---- other things a statement says

  @Test
  void rolesOfNeighboursSayWhetherThereAreProvidersOutside() {
    Member m = new Member(MemberSelf.of(Member.SELF)).notice("5 6 7");
    assertThat(m.said.outside()).isEqualTo(OutsideProviders.UNSAID);
    m.neighbor(TOP, 4, BgpRole.PROVIDER);
    assertThat(m.said.outside()).isEqualTo(OutsideProviders.NONE);
    for (BgpRole below : List.of(BgpRole.CUSTOMER, BgpRole.RS_CLIENT)) {
      m.neighbor(OUTSIDE, 9, below);
      assertThat(m.said.outside()).isEqualTo(OutsideProviders.NONE);
    }
    for (BgpRole up : Arrays.asList(BgpRole.PROVIDER, BgpRole.PEER, BgpRole.RS, null)) {
      m.notice("5 6 7").neighbor(OUTSIDE, 9, up);
      assertThat(m.said.outside()).isEqualTo(OutsideProviders.SOME);
      m.notice("5 6 7 9");
      assertThat(m.said.outside()).isEqualTo(OutsideProviders.NONE);
    }
    m.neighbor(INTERNAL, 7, null);
    assertThat(m.said.outside()).isEqualTo(OutsideProviders.UNSAID);
  }

  @Test
  void neighboursWhoseRoleIsProviderOrUnknownAreNamed() {
    Member m = new Member(MemberSelf.of(Member.SELF)).notice("5 6 7");
    assertThat(m.said.providers()).isEmpty();
    m.neighbor(TOP, 4, BgpRole.PROVIDER).neighbor(BELOW, 6, BgpRole.CUSTOMER);
    assertThat(m.said.providers()).isEqualTo(Member.asns("4"));
    m.neighbor(OUTSIDE, 9, null);
    assertThat(m.said.providers()).isEqualTo(Member.asns("4 9"));
    m.neighbor(OUTSIDE, 9, BgpRole.PROVIDER);
    assertThat(m.said.providers()).isEqualTo(Member.asns("4 9"));
    for (BgpRole r : List.of(BgpRole.PEER, BgpRole.RS, BgpRole.RS_CLIENT, BgpRole.CUSTOMER)) {
      m.neighbor(OUTSIDE, 9, r);
      assertThat(m.said.providers()).isEqualTo(Member.asns("4"));
    }
  }

  @Test
  void withAnInternalNeighbourAllProvidersAreConfiguredOrNoneIsNamed() {
    Member m = member().notice("5 6 7");
    assertThat(m.said.providers()).isEqualTo(Member.asns("4 9"));
    m.neighbor(INTERNAL, 7, null);
    assertThat(m.said.providers()).isEmpty();
    assertThat(m.said.outside()).isEqualTo(OutsideProviders.SOME);
  }

  @Test
  void configuredProvidersAreNamedWhateverNeighboursThereAre() {
    Member m = new Member(MemberSelf.of(Member.SELF).withProviders(Member.asns("4 6")));
    m.neighbor(INTERNAL, 7, null).neighbor(BELOW, 5, null).notice("5 6 7");
    assertThat(m.said.providers()).isEqualTo(Member.asns("4 6"));
    assertThat(m.said.outside()).isEqualTo(OutsideProviders.NONE);
    m.notice("5 7");
    assertThat(m.said.outside()).isEqualTo(OutsideProviders.SOME);
  }

  @Test
  void whatARoleSaysAgainstTheConfigurationCounts() {
    Member m = new Member(MemberSelf.of(Member.SELF).withProviders(Member.asns("4")));
    m.neighbor(OUTSIDE, 9, BgpRole.PROVIDER).notice("5 6 7");
    assertThat(m.said.providers()).isEqualTo(Member.asns("4 9"));
    assertThat(m.said.outside()).isEqualTo(OutsideProviders.SOME);
    m.neighbor(OUTSIDE, 9, null);
    assertThat(m.said.providers()).isEqualTo(Member.asns("4"));
    assertThat(m.said.outside()).as("a lateral peer then").isEqualTo(OutsideProviders.SOME);
  }

  @Test
  void aNeighbourOfOurOwnOtherNumberIsInternal() {
    MemberSelf confederated =
        new MemberSelf(
            Member.SELF, Member.asns("8"), Set.of(), Set.of(), Optional.empty(), Optional.empty());
    Member m = member(confederated).neighbor(BELOW, 8, null).notice("5 6 7 9");
    assertThat(m.said.providers()).isEmpty();
    assertThat(m.said.outside()).isEqualTo(OutsideProviders.UNSAID);
  }

  @Test
  void moreProvidersThanAStatementHoldsAreNotNamed() {
    Set<Asn> many = new TreeSet<>();
    for (int i = 1; i < ConeMessage.MAX_PROVIDERS; i++) {
      many.add(Asn.of(1_000 + i));
    }
    Member m =
        new Member(MemberSelf.of(Member.SELF).withProviders(many))
            .neighbor(TOP, 4, BgpRole.PROVIDER)
            .notice("5 6 7");
    assertThat(m.said.providers()).hasSize(ConeMessage.MAX_PROVIDERS);
    m.neighbor(BELOW, 5, BgpRole.PROVIDER);
    assertThat(m.said.providers()).isEmpty();
    assertThat(m.said.outside()).isEqualTo(OutsideProviders.SOME);
  }

  @Test
  void whatIsConfiguredIsSaid() {
    Member m =
        new Member(
                new MemberSelf(
                    Member.SELF,
                    Set.of(),
                    Set.of(),
                    Set.of(Asn.of(11)),
                    Optional.of(OutsideProviders.NONE),
                    Optional.of(Set.of(Asn.of(5)))))
            .neighbor(TOP, 4, BgpRole.PROVIDER)
            .notice("5 6 7");
    assertThat(m.said)
        .isEqualTo(
            new MemberStatement(
                Member.SELF,
                Detour.NONE,
                Set.of(),
                OutsideProviders.NONE,
                Set.of(Asn.of(4), Asn.of(5)),
                Set.of(Asn.of(11)),
                Set.of()));
  }

  /** Finds every route of AS 13 invalid. */
  private static final RouteValidation AGAINST_13 =
      new RouteValidation() {
        @Override
        public int origin(AddressFamily family, long high, long low, int length, int originAs) {
          return originAs == 13 ? RibView.ROV_INVALID : 0;
        }

        @Override
        public int path(byte[] block, int offset, int length) {
          return 0;
        }

        @Override
        public int fromPeer(savd.net.Peer peer, int path, byte[] block, int offset, int length) {
          return 0;
        }

        @Override
        public int eligibility(int flags) {
          return (flags & (RibView.LEAKED | RibView.ROV_INVALID)) == 0 ? 0 : RibView.INELIGIBLE;
        }
      };

  @Test
  void prefixesSeenWithAnOriginOutsideAreNamed() {
    Member m = member().notice("5 6 7", P5, P6);
    m.announce(TOP, P5, "4 5").announce(OUTSIDE, P5, "9 8 8 13").announce(OUTSIDE, P6, "9 6 {8,6}");
    m.announce(OUTSIDE, "20.8.0.0/16", "9 8");
    assertThat(m.said.outsideOrigins()).containsExactly(Prefix.parse(P5), Prefix.parse(P6));
    m.rib.validateBy(AGAINST_13);
    while (m.rib.pending()) {
      m.hear(m.watch.apply(m.rib.continuePending()));
    }
    assertThat(m.said.outsideOrigins()).containsExactly(Prefix.parse(P6));
    m.hear(m.watch.apply(m.rib.revalidate(Revalidation.everything())));
    // What is invalid or leaked here another member may have accepted, but for origin validation.
    m.change(Member.announcement(OUTSIDE, P5, 1, "9 8", true));
    assertThat(m.said.outsideOrigins()).containsExactly(Prefix.parse(P5), Prefix.parse(P6));
  }

  @Test
  void moreOutsideOriginsThanAStatementHoldsAreADetour() {
    Member m = member().notice("5 6 7");
    for (int i = 0; i <= DetourWatch.MOST_OUTSIDE_ORIGINS; i++) {
      String prefix = new Ipv4Prefix(0x14000000 + (i << 8), 24).toString();
      assertThat(m.said.detour()).isEqualTo(Detour.NONE);
      m.announce(TOP, prefix, "4 5").announce(OUTSIDE, prefix, "9 9 9 13");
    }
    assertThat(m.said.detour()).isEqualTo(Detour.SOME);
    assertThat(m.said.outsideOrigins()).hasSize(DetourWatch.MOST_OUTSIDE_ORIGINS);
    m.withdraw(OUTSIDE, "20.0.5.0/24");
    assertThat(m.said.detour()).isEqualTo(Detour.NONE);
  }

  // ---- notices

  @Test
  void anotherNoticeIsAnotherQuestion() {
    Member m = member().announce(OUTSIDE, P5, "9 4 5").announce(OUTSIDE, "0.0.0.0/0", "9");
    m.notice("5 6 7", P6);
    isSaid(m, Detour.SOME, "5");
    m.notice("6 7");
    isSaid(m, Detour.NONE, "");
    m.notice("6 7", P5);
    isSaid(m, Detour.SOME, "");
    m.notice("5 6 7 9", P5);
    isSaid(m, Detour.NONE, "");
  }

  @Test
  void aWatchThatEndsLetsGoOfItsPrefixes() {
    Member m = member().notice("5 6 7", P5, P6, "2001:db8:5::/48").notice("5 6 7", P5);
    m.watch.close();
    m.rib.releaseDelta();
    assertThat(m.rib.prefixes(AddressFamily.IPV4).size()).isZero();
    assertThat(m.rib.prefixes(AddressFamily.IPV6).size()).isZero();
  }
}
