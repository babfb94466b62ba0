package savd.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import savd.bgp.message.BgpMessage;
import savd.bgp.message.Capability;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;
import savd.bgp.message.RouteRefresh;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.PathAttributes;
import savd.net.RouteChange;

/**
 * Messages that other speakers sent, captured by others: the captures of the tests of tcpdump, of
 * pmacct and of Scapy. What is expected of them is what {@code tcpdump -nvvr} prints.
 */
class CaptureTest {
  private static final SessionParameters LENIENT = Updates.EXTERNAL.withChecks(Set.of());

  record Counts(
      String file, int opens, int updates, int notifications, int keepalives, int refreshes) {}

  static Stream<Counts> captures() {
    return Stream.of(
        new Counts("pmacct.300-BGP-IPv6-CISCO-extNH_enc.traffic-00.pcap", 1, 45, 0, 1, 0),
        new Counts("pmacct.301-BGP-CISCO-pretag.traffic-00.pcap", 1, 20, 0, 1, 0),
        new Counts("pmacct.302-BGP-IPv6-multiple-sources.traffic-00.pcap", 1, 24, 0, 1, 0),
        new Counts("pmacct.302-BGP-IPv6-multiple-sources.traffic-01.pcap", 1, 26, 0, 1, 0),
        new Counts("pmacct.303-BGP-high-availability.traffic-00.pcap", 1, 45, 0, 1, 0),
        new Counts("pmacct.305-BGP-mem-leak-test.bgp-multi-sources-open.pcap", 8, 0, 0, 0, 0),
        new Counts(
            "pmacct.305-BGP-mem-leak-test.bgp-multi-sources-update-keepalive.pcap",
            0,
            416,
            0,
            32,
            0),
        new Counts("scapy.bgp_fragmented.pcap.gz", 0, 1, 0, 0, 0),
        new Counts("tcpdump.bgp-4byte-asn.pcap", 8, 10, 1, 16, 0),
        new Counts("tcpdump.bgp-addpath.pcap", 0, 1, 0, 0, 0),
        new Counts("tcpdump.bgp-aigp-2.pcap", 0, 1, 0, 0, 0),
        new Counts("tcpdump.bgp-bfd-cease.pcap", 0, 0, 1, 0, 0),
        new Counts("tcpdump.bgp-bgpsec.pcap", 4, 24, 0, 4, 0),
        new Counts("tcpdump.bgp-cease-hard-reset.pcap", 2, 0, 1, 0, 0),
        new Counts("tcpdump.bgp-enhanced-route-refresh-subtype.pcapng", 0, 5, 0, 0, 3),
        new Counts("tcpdump.bgp-enhanced-route-refresh.pcapng", 1, 0, 0, 0, 0),
        new Counts("tcpdump.bgp-evpn.pcap", 1, 0, 0, 0, 0),
        new Counts("tcpdump.bgp-extended-msg.pcapng", 1, 0, 0, 0, 0),
        new Counts("tcpdump.bgp-extended-optional-parameters-length.pcapng", 1, 0, 0, 0, 0),
        new Counts("tcpdump.bgp-extended-shutdown-msg.pcapng", 0, 0, 1, 0, 0),
        new Counts("tcpdump.bgp-large-community.pcap", 0, 5, 0, 0, 0),
        new Counts("tcpdump.bgp-link-bw-extcommunity.pcapng", 0, 6, 0, 0, 0),
        new Counts("tcpdump.bgp-lu-multiple-labels.pcap", 4, 7, 1, 8, 0),
        new Counts("tcpdump.bgp-orf.pcapng", 0, 0, 0, 0, 2),
        new Counts("tcpdump.bgp-ovs.pcapng", 0, 4, 0, 0, 0),
        new Counts("tcpdump.bgp-role.pcapng", 1, 9, 0, 2, 0),
        new Counts("tcpdump.bgp-rt-prefix.pcap", 0, 8, 0, 0, 0),
        new Counts("tcpdump.bgp-shutdown-communication.pcapng", 0, 0, 2, 0, 0),
        new Counts("tcpdump.bgp-shutdown-msg-variations.pcap", 0, 0, 3, 0, 0),
        new Counts("tcpdump.bgp_vpn_attrset.pcap", 0, 1, 0, 0, 0));
  }

  @ParameterizedTest
  @MethodSource("captures")
  void a_capture_holds_the_messages_that_tcpdump_counts(Counts expected) throws IOException {
    int[] n = new int[6];
    for (byte[] m : Capture.messages(expected.file())) {
      MessageType type = BgpFramer.type(m, 0);
      n[type.code()]++;
      if (type == MessageType.UPDATE) {
        Updates.decode(LENIENT, m);
      } else {
        MessageDecoder.decode(m, 0, m.length);
      }
    }
    assertThat(new Counts(expected.file(), n[1], n[2], n[3], n[4], n[5])).isEqualTo(expected);
  }

  private static List<BgpMessage> steering(String file) throws IOException {
    return Capture.messages(file).stream()
        .filter(m -> BgpFramer.type(m, 0) != MessageType.UPDATE)
        .map(m -> ((Decoded.Message) MessageDecoder.decode(m, 0, m.length)).message())
        .toList();
  }

  private static Updates.Result updates(String file, SessionParameters session) throws IOException {
    return Updates.decode(
        session,
        Capture.messages(file).stream()
            .filter(m -> BgpFramer.type(m, 0) == MessageType.UPDATE)
            .toArray(byte[][]::new));
  }

  private static List<String> shown(Updates.Result r) {
    return r.changes().stream()
        .map(
            c ->
                switch (c) {
                  case RouteChange.Announce a ->
                      a.prefix() + " " + a.pathId() + " [" + a.attributes().asPath() + "]";
                  case RouteChange.Withdraw w -> "-" + w.prefix() + " " + w.pathId();
                  case RouteChange.EndOfRib e -> "end of " + e.family();
                  case RouteChange.MarkStale m -> "stale " + m.family();
                  case RouteChange.SweepStale s -> "sweep " + s.family();
                  case RouteChange.PeerLost _ -> "lost";
                })
        .toList();
  }

  @Test
  void every_capability_of_frr_in_an_open_is_understood() throws IOException {
    Open open = (Open) steering("tcpdump.bgp-role.pcapng").getFirst();
    assertThat(open.asn()).isEqualTo(Asn.of(65002));
    assertThat(open.holdTimeSeconds()).isEqualTo(180);
    assertThat(open.capabilities())
        .contains(
            new Capability.Multiprotocol(1, 1),
            new Capability.RouteRefreshCapability(),
            new Capability.EnhancedRouteRefresh(),
            new Capability.FourOctetAs(Asn.of(65002)),
            new Capability.ExtendedMessage(),
            new Capability.Role(BgpRole.CUSTOMER.code()),
            new Capability.AddPath(List.of(new Capability.AddPath.Entry(1, 1, 1))),
            new Capability.GracefulRestart(false, true, 120, List.of()));
  }

  @Test
  void extended_optional_parameters_of_frr_are_understood() throws IOException {
    Open open =
        (Open) steering("tcpdump.bgp-extended-optional-parameters-length.pcapng").getFirst();
    assertThat(open.asn()).isEqualTo(Asn.of(174));
    assertThat(open.all(Capability.Multiprotocol.class)).isNotEmpty();
    byte[] again = MessageCodecTest.encode(open);
    assertThat(MessageDecoder.decode(again, 0, again.length)).isEqualTo(new Decoded.Message(open));
  }

  @Test
  void shutdown_communications_read_as_they_were_typed() throws IOException {
    List<BgpMessage> two = steering("tcpdump.bgp-shutdown-communication.pcapng");
    assertThat(two)
        .extracting(m -> ((Notification) m).describe())
        .containsExactly(
            "Cease, Administrative Shutdown: \"This is a test of the shutdown communication"
                + " system.\"",
            "Cease, Administrative Reset: \"This is a test of the shutdown communication"
                + " system.\"");
    Notification longer =
        (Notification) steering("tcpdump.bgp-extended-shutdown-msg.pcapng").getFirst();
    assertThat(longer.shutdownCommunication().orElseThrow())
        .hasSize(210)
        .startsWith("[TICKET-1-1438367390] software upgrade; Expected downtime for 2 hours;");
  }

  @Test
  void odd_shutdown_communications_are_not_shown_as_text() throws IOException {
    assertThat(steering("tcpdump.bgp-shutdown-msg-variations.pcap"))
        .extracting(m -> ((Notification) m).shutdownCommunication())
        .containsOnly(Optional.empty());
  }

  @Test
  void a_hard_reset_of_juniper_carries_the_true_reason() throws IOException {
    Notification n = (Notification) steering("tcpdump.bgp-cease-hard-reset.pcap").getLast();
    assertThat(n.isHardReset()).isTrue();
    assertThat(n.inHardReset()).isPresent();
    assertThat(steering("tcpdump.bgp-bfd-cease.pcap").getFirst())
        .hasToString("6/10 Cease, BFD Down");
  }

  @Test
  void route_refreshes_have_subtypes_and_filters() throws IOException {
    assertThat(steering("tcpdump.bgp-enhanced-route-refresh-subtype.pcapng"))
        .containsExactly(
            new RouteRefresh(1, 1, 0), new RouteRefresh(1, 1, 1), new RouteRefresh(1, 1, 2));
    assertThat(steering("tcpdump.bgp-orf.pcapng")).hasSize(2);
  }

  @Test
  void paths_with_four_octet_numbers_are_whole_on_either_kind_of_session() throws IOException {
    String four = "2764334674 200 1 222222 333333 4294967290";
    // This capture mixes sessions; an UPDATE of the other kind does not parse, which it must tell.
    SessionParameters narrow = LENIENT.withFourOctetAs(false);
    assertThat(shown(updates("tcpdump.bgp-4byte-asn.pcap", narrow)))
        .contains(
            "1.1.1.1/32 0 [" + four + "]",
            "4.4.4.4/32 0 [200 1 222222 333333 4294967290]",
            "-5.5.5.5/32 0");
    assertThat(shown(updates("tcpdump.bgp-4byte-asn.pcap", LENIENT)))
        .contains("1.1.1.1/32 0 [" + four + "]");
  }

  @Test
  void large_communities_and_only_to_customer_are_read() throws IOException {
    Updates.Result large = updates("tcpdump.bgp-large-community.pcap", LENIENT);
    assertThat(shown(large))
        .contains("203.0.113.16/32 0 [65536]", "203.0.113.12/32 0 [65536]")
        .hasSize(5);
    PathAttributes first = ((RouteChange.Announce) large.changes().getFirst()).attributes();
    assertThat(first.value(PathAttributes.LARGE_COMMUNITIES).orElseThrow())
        .startsWith(0, 0, 0xFF, 0xFF, 0, 0, 0, 1)
        .hasSize(24);
    SessionParameters customer = LENIENT.withPeerRole(Optional.of(BgpRole.CUSTOMER));
    Updates.Result roles = updates("tcpdump.bgp-role.pcapng", customer);
    assertThat(roles.malformed()).isEmpty();
    RouteChange.Announce marked =
        roles.changes().stream()
            .filter(RouteChange.Announce.class::isInstance)
            .map(RouteChange.Announce.class::cast)
            .filter(a -> a.prefix().toString().equals("200.200.200.200/32"))
            .findFirst()
            .orElseThrow();
    assertThat(marked.attributes().onlyToCustomer()).hasValue(Asn.of(65001));
    assertThat(marked.leaked()).isTrue();
  }

  @Test
  void two_mp_reach_in_one_message_end_the_session() throws IOException {
    Set<AddressFamily> both = EnumSet.allOf(AddressFamily.class);
    SessionParameters session = LENIENT.withFourOctetAs(false).withAddPath(both, Set.of());
    Updates.Result r = updates("tcpdump.bgp-addpath.pcap", session);
    assertThat(r.goesOn()).isFalse();
    assertThat(r.decoder().resetReason().orElseThrow().problem())
        .isEqualTo(Malformed.Problem.DUPLICATE);
  }

  @Test
  void routes_of_a_vpn_are_ignored_without_a_complaint() throws IOException {
    Updates.Result r =
        updates(
            "pmacct.305-BGP-mem-leak-test.bgp-multi-sources-update-keepalive.pcap",
            Updates.EXTERNAL);
    assertThat(r.malformed()).isEmpty();
    assertThat(r.changes()).isEmpty();
    assertThat(r.decoder().ignoredFamily()).isEqualTo(416);
  }
}
