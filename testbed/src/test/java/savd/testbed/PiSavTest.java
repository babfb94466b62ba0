package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IpAddress;
import savd.testbed.lab.Await;
import savd.testbed.lab.Json;
import savd.testbed.lab.Lab;
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan;
import savd.testbed.node.SavdPlan.Ingress;
import savd.testbed.node.SavdPlan.Settings;
import savd.testbed.probe.ContinuousProbe;
import savd.testbed.probe.ContinuousProbe.Expectation;
import savd.testbed.probe.Flow;
import savd.testbed.probe.PacketProbe;
import savd.testbed.router.RouterDaemon;
import savd.testbed.rpki.RouterIdentity;
import savd.testbed.rpki.RpkiData;
import savd.testbed.rpki.SavdCache;
import savd.testbed.scenario.Multihomed;
import savd.testbed.scenario.Multihomed.Preference;

/**
 * PI-SAV standalone+ with a savd at the top of the cone and one at a member that is multihomed
 * outside, real routers, and packets counted through every change: no detour, and what the member
 * and its customer originate is blocked at the provider; a failed link, and it is released.
 */
class PiSavTest {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final int RTR_PORT = 8282;
  private static final int PORT = 8283;
  private static final int PACKETS = 10;
  private static final int PACKETS_PER_SECOND = 2000;
  private static final AddressFamily V4 = AddressFamily.IPV4;
  private static final RpkiData DATA =
      new RpkiData(
          List.of(), List.of(RpkiData.aspa(2, 4), RpkiData.aspa(5, 3, 4), RpkiData.aspa(6, 5)));

  /** How long routes and rules may take to follow a failure; what is lost is lost by then. */
  private static final long SETTLED_NANOS = 3_000_000_000L;

  private Lab lab;
  private PacketProbe probe;
  private PacketProbe sampler;
  private Map<String, RouterDaemon> routers;
  private SavdNode top;
  private SavdNode member;

  @Test
  void whatAMemberOriginatesIsBlockedOutsideAsLongAsItsPacketsStayInTheCone() {
    Requirements.namespaces();
    Requirements.programs("bird", "/usr/lib/frr/bgpd", "openssl");
    Requirements.savd();
    try (Lab opened = Lab.open(Multihomed.plan(Requirements.labName()));
        PacketProbe counting = new PacketProbe(opened);
        PacketProbe sampling = new PacketProbe(opened)) {
      lab = opened;
      probe = counting;
      sampler = sampling;
      routers = Multihomed.startRouters(lab);
      startBoth();
      blocked("without a detour");
      failure();
      planned();
    }
  }

  private void startBoth() {
    RouterIdentity as4 = RouterIdentity.make(lab.directory("as4"), "as4", Asn.of(4));
    RouterIdentity as5 = RouterIdentity.make(lab.directory("as5"), "as5", Asn.of(5));
    var keys = lab.directory("as4").resolve("router-keys.json");
    RouterIdentity.publish(List.of(as4, as5), keys);
    SavdCache cache = new SavdCache(lab, "as4", RTR_PORT, DATA, List.of(keys));
    cache.start();
    top = SavdNode.inside(lab, "as4", topPlan(as4));
    member = SavdNode.inside(lab, "as5", memberPlan(as4, as5));
    top.start();
    member.start();
    top.awaitPayloads(DATA.counts(), BOUND);
    top.awaitEstablished(BOUND);
    member.awaitEstablished(BOUND);
    top.awaitInForce(BOUND);
  }

  /** The member's key comes from the cache. */
  private static SavdPlan topPlan(RouterIdentity self) {
    List<Ingress> interfaces =
        List.of(
            new Ingress("as3", BgpRole.PROVIDER, "pi-sav", EnforcementMode.ENFORCE),
            new Ingress("as2", BgpRole.CUSTOMER, "efp-b", EnforcementMode.MONITOR),
            new Ingress("as5", BgpRole.CUSTOMER, "efp-b", EnforcementMode.MONITOR));
    return Multihomed.top(interfaces)
        .withSettings(new Settings("1s", "60s", "nftables", 179))
        .withSections(
            """
            [cache.beside]
            address = "127.0.0.1"
            port = %d
            [pi-sav]
            mode = "conservative"
            listen = ["%s:%d"]
            certificate = "%s"
            private-key = "%s"
            """
                .formatted(
                    RTR_PORT,
                    Multihomed.protocolAddress(4, V4),
                    PORT,
                    self.certificate(),
                    self.privateKey()));
  }

  /** The top's key is configured. */
  private static SavdPlan memberPlan(RouterIdentity above, RouterIdentity self) {
    return Multihomed.member()
        .withSections(
            """
            [pi-sav]
            certificate = "%s"
            private-key = "%s"
            [top.region]
            as = 4
            address = "%s"
            port = %d
            local-address = "%s"
            key = "%s"
            """
                .formatted(
                    self.certificate(),
                    self.privateKey(),
                    Multihomed.protocolAddress(4, V4),
                    PORT,
                    Multihomed.protocolAddress(5, V4),
                    above.certificate()));
  }

  // ---- switches

  /** The link to the top fails and comes back. */
  private void failure() {
    // Else the kernel forgets the interface's IPv6 addresses with the link.
    String keep = "echo 1 > /proc/sys/net/ipv6/conf/as4/keep_addr_on_down";
    lab.run("as5", "sh", "-c", keep).orThrow();
    long blockedBefore = blockedPackets();
    ContinuousProbe running = honest();
    long cut = System.nanoTime();
    lab.run("as5", "ip", "link", "set", "as4", "down").orThrow();
    // Not by packets with made-up sources: none but honest ones shall be counted.
    Await.until(BOUND, "the member saying that it has a detour", this::isDetourTold);
    top.awaitInForce(BOUND);
    ContinuousProbe.Account account = running.finish();
    long ours = blockedPackets() - blockedBefore;
    released("by the failed link");
    LongStream after = account.violations().stream().mapToLong(v -> v.nanos() - cut);
    assertThat(after).allMatch(n -> n > -SETTLED_NANOS && n < SETTLED_NANOS);
    int lost = account.violations().size();
    assertThat(ours).as("blocked by us, of all that was lost").isBetween(0L, (long) lost);
    System.out.printf(
        "PiSavTest: link failure: %d of %d honest packets lost, the last %d ms after the cut: "
            + "%d by the link and the routing, %d blocked at the top%n",
        lost,
        account.sent(),
        account.violations().stream().mapToLong(v -> (v.nanos() - cut) / 1_000_000).max().orElse(0),
        lost - ours,
        ours);

    running = honest();
    lab.run("as5", "ip", "link", "set", "as4", "up").orThrow();
    blocked("with the link back");
    noneIsLost("the link comes back", running);
  }

  /** What the kernel has counted at the top's provider interface. */
  private long blockedPackets() {
    return Json.parse(
            lab.run("as4", "nft", "-j", "list", "counter", "inet", "savd", "block_as3").orThrow())
        .findPath("packets")
        .asLong();
  }

  private boolean isDetourTold() {
    JsonNode told = top.show("pi-sav").path("members").path(0).path("statement");
    return told.path("in_force").asBoolean() && told.path("detour").asText().equals("some");
  }

  /** The operator sends everything by the other provider for a while, and says so before. */
  private void planned() {
    ContinuousProbe running = honest();
    member.ask("pi-sav", "detour", "on").orThrow();
    released("by announcement");
    routers.get("as5").reconfigure(Multihomed.as5(Preference.OUTSIDE));
    awaitWay("31.200.35.1");
    routers.get("as5").reconfigure(Multihomed.as5(Preference.TOP));
    awaitWay("31.200.45.1");
    member.ask("pi-sav", "detour", "off").orThrow();
    blocked("after the announcement");
    noneIsLost("a planned change of the way, and back", running);
  }

  private static void noneIsLost(String when, ContinuousProbe running) {
    ContinuousProbe.Account account = running.finish();
    assertThat(account.violations()).as("%s: of %d packets", when, account.sent()).isEmpty();
    System.out.printf("PiSavTest: %s: %d honest packets, none lost%n", when, account.sent());
  }

  /** Both families and both sources, by whatever way AS 5 sends them. */
  private ContinuousProbe honest() {
    List<ContinuousProbe.Expected> flows = new ArrayList<>();
    for (AddressFamily f : AddressFamily.values()) {
      for (int source : new int[] {5, 6}) {
        flows.add(
            new ContinuousProbe.Expected(Multihomed.honest(source, f), Expectation.PERMITTED));
      }
    }
    return new ContinuousProbe(probe, flows, PACKETS_PER_SECOND);
  }

  private void awaitWay(String next) {
    IpAddress to = Multihomed.protocolAddress(2, V4);
    Await.until(
        BOUND,
        () -> "AS 5 sending by " + next + "\n" + lab.run("as5", "ip", "route").out(),
        () -> lab.run("as5", "ip", "route", "get", to.toString()).out().contains("via " + next));
  }

  private void released(String why) {
    spoofed(why, 5, PACKETS);
    spoofed(why, 6, PACKETS);
  }

  private void blocked(String why) {
    spoofed(why, 5, 0);
    spoofed(why, 6, 0);
    spoofed(why, 2, 0);
  }

  /** So many packets of a source that AS 3 makes up arrive in the end. */
  private void spoofed(String when, int source, int wanted) {
    for (AddressFamily family : AddressFamily.values()) {
      Flow flow = Multihomed.spoofed(source, family);
      Await.until(
          BOUND,
          () ->
              "%s, %d of %d packets of P%d arriving\n%s\n%s"
                  .formatted(when, wanted, PACKETS, source, top.describe(), member.describe()),
          () -> sampler.send(List.of(flow), PACKETS).get(flow) == wanted);
    }
  }
}
