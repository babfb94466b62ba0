package savd.bgp.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.bgp.message.Capability;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;

/**
 * What two OPENs come to: RFC 4271, section 6.2, 5492, 6286, 6793, 7607, 7911, 8654, 8950, 9234.
 */
class NegotiationTest {
  private static SessionConfig.Builder ours() {
    return SessionConfig.builder(Asn.of(65001), 5).remoteAsn(Asn.of(65002));
  }

  private static SessionConfig.Builder theirs() {
    return SessionConfig.builder(Asn.of(65002), 6).remoteAsn(Asn.of(65001));
  }

  private static Open open(SessionConfig.Builder config) {
    return Negotiation.open(config.build(), true);
  }

  private static Negotiation.Outcome outcome(SessionConfig.Builder config, Open received) {
    SessionConfig c = config.build();
    return Negotiation.negotiate(c, Negotiation.open(c, true), received);
  }

  private static NegotiatedSession agreed(SessionConfig.Builder config, Open received) {
    Negotiation.Outcome outcome = outcome(config, received);
    assertThat(outcome).isInstanceOf(Negotiation.Outcome.Agreed.class);
    return ((Negotiation.Outcome.Agreed) outcome).session();
  }

  private static void refused(Negotiation.Outcome outcome, int subcode, int... data) {
    assertThat(outcome).isInstanceOf(Negotiation.Outcome.Refused.class);
    byte[] octets = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      octets[i] = (byte) data[i];
    }
    assertThat(((Negotiation.Outcome.Refused) outcome).notification())
        .isEqualTo(new Notification(2, subcode, octets));
  }

  private static Open plain(
      int version, int myAs, int holdTime, int identifier, Capability... capabilities) {
    return new Open(version, myAs, holdTime, identifier, List.of(capabilities));
  }

  // ---- the fixed part

  @Test
  void anotherVersionIsRefusedNamingOurs() {
    refused(outcome(ours(), plain(3, 65002, 90, 6)), 1, 0, 4);
  }

  @Test
  void anotherAsThanConfiguredIsRefused() {
    refused(outcome(ours(), plain(4, 65003, 90, 6)), 2);
  }

  @Test
  void asZeroIsRefusedEvenWhereAnyIsAllowed() {
    refused(
        outcome(
            ours().anyRemoteAsn(), plain(4, 65002, 90, 6, new Capability.FourOctetAs(new Asn(0)))),
        2);
    refused(outcome(ours().anyRemoteAsn(), plain(4, 0, 90, 6)), 2);
    assertThat(agreed(ours().anyRemoteAsn(), plain(4, 65099, 90, 6)).remoteAsn())
        .isEqualTo(Asn.of(65099));
  }

  @Test
  void aFourOctetNumberComesFromTheCapability() {
    Open received = plain(4, 23456, 90, 6, new Capability.FourOctetAs(Asn.of(4200000001L)));
    NegotiatedSession s = agreed(ours().remoteAsn(Asn.of(4200000001L)), received);
    assertThat(s.remoteAsn()).isEqualTo(Asn.of(4200000001L));
    assertThat(s.parameters().fourOctetAs()).isTrue();
    assertThat(Negotiation.open(SessionConfig.builder(Asn.of(4200000001L), 1).build(), true).myAs())
        .isEqualTo(23456);
  }

  @Test
  void anOldSpeakerIsKnownByTheTwoOctetField() {
    NegotiatedSession s = agreed(ours(), plain(4, 65002, 90, 6));
    assertThat(s.parameters().fourOctetAs()).isFalse();
    refused(outcome(ours().anyRemoteAsn(), plain(4, 23456, 90, 6)), 2);
  }

  @Test
  void anIdentifierOfZeroIsRefusedAndOurOwnOnlyWithinOneAs() {
    refused(outcome(ours(), plain(4, 65002, 90, 0)), 3);
    agreed(ours(), plain(4, 65002, 90, 5));
    refused(outcome(ours().remoteAsn(Asn.of(65001)), plain(4, 65001, 90, 5)), 3);
  }

  @ParameterizedTest
  @CsvSource({"90, 90, 90", "90, 30, 30", "30, 90, 30", "0, 90, 0", "90, 0, 0", "3, 65535, 3"})
  void theSmallerHoldTimeCountsAndZeroSwitchesItOff(int mine, int other, int result) {
    assertThat(agreed(ours().holdTimeSeconds(mine), plain(4, 65002, other, 6)).holdTimeSeconds())
        .isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void aHoldTimeOfOneOrTwoSecondsIsRefused(int seconds) {
    refused(outcome(ours(), plain(4, 65002, seconds, 6)), 6);
  }

  // ---- families

  @Test
  void withoutMultiprotocolASessionCarriesIpv4() {
    assertThat(agreed(ours(), plain(4, 65002, 90, 6)).parameters().families())
        .containsExactly(AddressFamily.IPV4);
  }

  @Test
  void onlyFamiliesOfBothAreCarried() {
    NegotiatedSession s = agreed(ours(), open(theirs().families(Set.of(AddressFamily.IPV6))));
    assertThat(s.parameters().families()).containsExactly(AddressFamily.IPV6);
  }

  @Test
  void noFamilyInCommonIsRefusedNamingOurs() {
    Open received = open(theirs().families(Set.of(AddressFamily.IPV6)));
    refused(outcome(ours().families(Set.of(AddressFamily.IPV4)), received), 7, 1, 4, 0, 1, 0, 1);
  }

  @Test
  void aMissingRequiredCapabilityIsRefusedNamingIt() {
    Open received = open(theirs().suppressed(Set.of(CapabilityName.FOUR_OCTET_AS)));
    refused(outcome(ours().required(Set.of(CapabilityName.FOUR_OCTET_AS)), received), 7, 65, 0);
  }

  // ---- what takes both sides

  @Test
  void suppressedCapabilitiesAreNotAnnouncedAndNotUsed() {
    for (CapabilityName name : CapabilityName.values()) {
      Open sent =
          open(
              ours()
                  .suppressed(Set.of(name))
                  .addPathReceive(Set.of(AddressFamily.IPV4))
                  .neighborRole(Optional.of(BgpRole.PEER)));
      assertThat(sent.capabilities())
          .extracting(Capability::code)
          .doesNotContain(name.code())
          .isNotEmpty();
    }
    NegotiatedSession s =
        agreed(ours().suppressed(Set.of(CapabilityName.values())), open(theirs()));
    assertThat(s.parameters().fourOctetAs()).isFalse();
    assertThat(s.parameters().extendedMessages()).isFalse();
    assertThat(s.parameters().families()).containsExactly(AddressFamily.IPV4);
    assertThat(s.enhancedRouteRefresh()).isFalse();
    assertThat(s.gracefulRestart()).isEmpty();
  }

  @Test
  void addPathTakesAReceiverAndASender() {
    Set<AddressFamily> four = Set.of(AddressFamily.IPV4);
    NegotiatedSession s = agreed(ours().addPathReceive(four), open(theirs().addPathSend(four)));
    assertThat(s.parameters().addPathReceive()).isEqualTo(four);
    assertThat(s.parameters().addPathSend()).isEmpty();
    NegotiatedSession none =
        agreed(ours().addPathReceive(four), open(theirs().addPathReceive(four)));
    assertThat(none.parameters().addPathReceive()).isEmpty();
    Open odd =
        plain(
            4,
            65002,
            90,
            6,
            new Capability.AddPath(List.of(new Capability.AddPath.Entry(1, 1, 7))));
    assertThat(agreed(ours().addPathReceive(four), odd).parameters().addPathReceive())
        .as("mode 7 is ignored")
        .isEmpty();
  }

  @Test
  void extendedMessagesAreReceivedWhenWeOfferedThemAndSentWhenBothDid() {
    NegotiatedSession one =
        agreed(ours(), open(theirs().suppressed(Set.of(CapabilityName.EXTENDED_MESSAGE))));
    assertThat(one.receivesExtendedMessages()).isTrue();
    assertThat(one.parameters().extendedMessages()).isFalse();
    assertThat(agreed(ours(), open(theirs())).parameters().extendedMessages()).isTrue();
  }

  @Test
  void anIpv6NextHopForIpv4TakesBoth() {
    assertThat(agreed(ours(), open(theirs())).parameters().extendedNextHop())
        .containsExactly(AddressFamily.IPV4);
    Open without = open(theirs().suppressed(Set.of(CapabilityName.EXTENDED_NEXT_HOP)));
    assertThat(agreed(ours(), without).parameters().extendedNextHop()).isEmpty();
  }

  // ---- roles

  @ParameterizedTest
  @CsvSource({
    "PROVIDER, CUSTOMER",
    "CUSTOMER, PROVIDER",
    "PEER, PEER",
    "RS, RS_CLIENT",
    "RS_CLIENT, RS"
  })
  void rolesThatFitAreAgreed(BgpRole neighbor, BgpRole us) {
    Open received = open(theirs().neighborRole(Optional.of(us)));
    NegotiatedSession s = agreed(ours().neighborRole(Optional.of(neighbor)), received);
    assertThat(s.agreedRole()).contains(neighbor);
    assertThat(s.parameters().peerRole()).contains(neighbor);
  }

  @Test
  void everyOtherPairOfRolesIsRefused() {
    List<String> refusals = new ArrayList<>();
    for (BgpRole configured : BgpRole.values()) {
      for (int code = 0; code < 6; code++) {
        Open received = plain(4, 65002, 90, 6, new Capability.Role(code));
        Negotiation.Outcome outcome =
            outcome(ours().neighborRole(Optional.of(configured)), received);
        if (code != configured.code()) {
          refused(outcome, 11);
          refusals.add(configured + "/" + code);
        }
      }
    }
    assertThat(refusals).hasSize(25);
  }

  @Test
  void theSameRoleTwiceIsOneAndTwoDifferentAreRefused() {
    var customer = new Capability.Role(BgpRole.CUSTOMER.code());
    SessionConfig.Builder config = ours().neighborRole(Optional.of(BgpRole.CUSTOMER));
    agreed(config, plain(4, 65002, 90, 6, customer, customer));
    refused(outcome(config, plain(4, 65002, 90, 6, customer, new Capability.Role(4))), 11);
  }

  @Test
  void anAbsentRoleMattersInStrictModeOnly() {
    SessionConfig.Builder config = ours().neighborRole(Optional.of(BgpRole.PEER));
    NegotiatedSession s = agreed(config, open(theirs()));
    assertThat(s.agreedRole()).isEmpty();
    assertThat(s.parameters().peerRole())
        .as("the configured one is used all the same")
        .contains(BgpRole.PEER);
    refused(outcome(config.roleStrict(true), open(theirs())), 11);
  }

  @Test
  void aRoleWeDidNotAnnounceOurselvesIsAClaimOnly() {
    Open received = open(theirs().neighborRole(Optional.of(BgpRole.CUSTOMER)));
    SessionConfig.Builder config =
        ours().neighborRole(Optional.of(BgpRole.PEER)).suppressed(Set.of(CapabilityName.ROLE));
    NegotiatedSession s = agreed(config, received);
    assertThat(s.claimedRole()).contains(BgpRole.PROVIDER);
    assertThat(s.agreedRole()).isEmpty();
  }

  @Test
  void withinOneAsNoRoleIsAnnounced() {
    Open sent = open(ours().remoteAsn(Asn.of(65001)).neighborRole(Optional.of(BgpRole.PEER)));
    assertThat(sent.first(Capability.Role.class)).isEmpty();
  }

  @Test
  void badValuesOfAConfigurationAreToldInWords() {
    assertThat(
            Arrays.asList(
                problem(() -> ours().holdTimeSeconds(2).build()),
                problem(() -> ours().families(Set.of()).build()),
                problem(() -> SessionConfig.builder(new Asn(0), 1).build()),
                problem(() -> SessionConfig.builder(Asn.of(1), 0).build())))
        .containsExactly(
            "hold time must be 0 or 3 to 65535 seconds",
            "at least one address family is needed",
            "local AS must not be 0 (RFC 7607)",
            "BGP identifier must not be 0 (RFC 6286)");
  }

  private static String problem(Runnable r) {
    try {
      r.run();
      return "none";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
