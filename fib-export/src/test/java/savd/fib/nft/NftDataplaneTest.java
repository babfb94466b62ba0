package savd.fib.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.fib.Dataplane.Depth;
import savd.fib.Deltas;
import savd.fib.Outcome;
import savd.fib.TestNamespace;
import savd.fib.plan.Sharding;
import savd.fib.plan.TableSettings;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.rules.IngressRule;
import savd.rules.ListId;

class NftDataplaneTest {
  private TestNamespace ns;
  private NftDataplane dataplane;

  @BeforeEach
  void open() throws Exception {
    ns = TestNamespace.create();
    dataplane =
        ns.call(() -> NftDataplane.open(TableSettings.standard(), new Sharding(4, 2, 4, 16)));
  }

  @AfterEach
  void close() {
    if (dataplane != null) {
      dataplane.close();
    }
    ns.close();
  }

  @Test
  void whatIsCommittedCanBeListedByNft() {
    Outcome outcome =
        dataplane.commit(
            Deltas.revision(1)
                .list(1, "10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32")
                .list(2, "0.0.0.0/8", "240.0.0.0/4", "ff00::/8")
                .list(
                    3,
                    "11.0.0.0/24",
                    "12.0.0.0/24",
                    "13.0.0.0/24",
                    "14.0.0.0/24",
                    "15.0.0.0/24",
                    "0.0.0.0/32",
                    "255.255.255.255/32",
                    "::/128",
                    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128")
                .ingress(
                    new IngressRule(
                        new IngressInterface("eth0.1"),
                        EnforcementMode.ENFORCE,
                        IngressRule.Polarity.ALLOWLIST,
                        Optional.of(new ListId(1)),
                        Optional.of(new ListId(2)),
                        Optional.of(new ListId(3))))
                .ingress(
                    new IngressRule(
                        new IngressInterface("br-lan"),
                        EnforcementMode.MONITOR,
                        IngressRule.Polarity.BLOCKLIST,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new ListId(3))))
                .build());
    assertThat(outcome).isInstanceOf(Outcome.Committed.class);
    assertThat(ns.exec("nft", "list", "table", "inet", "savd"))
        .contains(
            "comment \"savd: source address validation\"",
            "type filter hook prerouting priority raw; policy accept;",
            "elements = { \"eth0.1\" : goto in_eth0_2e1,",
            "elements = { 0.0.0.0, 11.0.0.0/24 }",
            "elements = { 255.255.255.255 }",
            "12.0.0.0/7 : goto list_3_v4_r5_s1_pass",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff }",
            "ip saddr @list_2_v4_r3_s0 goto block",
            "ip saddr 0.0.0.0 ip daddr 255.255.255.255 accept",
            "limit rate 10/second burst 10 packets log prefix \"savd monitor br-lan\" group 7823"
                + " snaplen 64",
            "counter name \"block_eth0_2e1\" drop",
            "counter name \"block_br_2dlan\" accept");
  }

  @Test
  void aChangeReachesTheKernelAndNothingElseIsTouched() {
    ns.nft("table inet other { set s { type ipv4_addr; elements = { 1.2.3.4 }; }; }");
    String alien = ns.exec("nft", "list", "table", "inet", "other");
    dataplane.commit(
        Deltas.revision(1)
            .list(1, "10.0.0.0/8")
            .allowlist("eth0", EnforcementMode.ENFORCE, 1)
            .build());
    ns.nft("add table inet another");
    assertThat(dataplane.commit(Deltas.revision(2).cover(1, "10.0.0.0/9", false).build()))
        .as("an alien commit in between is no obstacle")
        .isInstanceOf(Outcome.Committed.class);
    assertThat(ns.exec("nft", "list", "set", "inet", "savd", "list_1_v4_r1_s0"))
        .contains("elements = { 10.128.0.0/9 }");
    assertThat(ns.exec("nft", "list", "table", "inet", "other")).isEqualTo(alien);
  }

  @Test
  void aTableOfOurNameThatIsNotOursIsLeftAlone() {
    ns.nft("table inet savd { set s { type ipv4_addr; elements = { 1.2.3.4 }; }; }");
    String alien = ns.exec("nft", "list", "table", "inet", "savd");
    assertThat(
            dataplane.commit(
                Deltas.revision(1)
                    .list(1, "10.0.0.0/8")
                    .allowlist("eth0", EnforcementMode.ENFORCE, 1)
                    .build()))
        .isInstanceOf(Outcome.Diverged.class);
    assertThat(ns.exec("nft", "list", "table", "inet", "savd")).isEqualTo(alien);
  }

  @Test
  void whileDecoupledNothingIsWrittenAndCouplingCatchesUp() {
    Deltas first =
        Deltas.revision(1).list(1, "10.0.0.0/8").allowlist("eth0", EnforcementMode.MONITOR, 1);
    dataplane.decouple();
    assertThat(dataplane.commit(first.build())).isEqualTo(new Outcome.Held(1));
    assertThat(ns.exec("nft", "list", "ruleset")).isEmpty();
    assertThat(dataplane.couple()).isInstanceOf(Outcome.Committed.class);
    assertThat(ns.exec("nft", "list", "ruleset")).contains("10.0.0.0/8");
  }

  @Test
  void theSubnetsOfAnInterfacePassFromTheFirstCommitOn() throws Exception {
    ns.exec("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth1");
    ns.exec("ip", "address", "add", "192.0.2.1/24", "dev", "eth0");
    dataplane.close();
    dataplane =
        ns.call(() -> NftDataplane.open(TableSettings.standard(), new Sharding(4, 2, 4, 16)));
    dataplane.commit(Deltas.revision(1).allowlist("eth0", EnforcementMode.ENFORCE, 1).build());
    assertThat(ns.exec("nft", "list", "table", "inet", "savd")).contains("{ 192.0.2.0/24 }");
  }

  @Test
  void theSubnetsOfAnInterfacePassAndFollowItsAddresses() {
    ns.exec("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth1");
    ns.exec("ip", "address", "add", "192.0.2.1/24", "dev", "eth0");
    dataplane.commit(Deltas.revision(1).allowlist("eth0", EnforcementMode.ENFORCE, 1).build());
    assertThat(ns.exec("nft", "list", "table", "inet", "savd")).contains("{ 192.0.2.0/24 }");
    ns.exec("ip", "address", "add", "2001:db8::1/64", "dev", "eth0");
    ns.exec("ip", "address", "del", "192.0.2.1/24", "dev", "eth0");
    dataplane.refreshSubnets();
    assertThat(ns.exec("nft", "list", "table", "inet", "savd"))
        .contains("2001:db8::/64")
        .doesNotContain("192.0.2.0/24");
    ns.exec("ip", "link", "delete", "eth0");
    dataplane.refreshSubnets();
    assertThat(ns.exec("nft", "list", "table", "inet", "savd")).doesNotContain("2001:db8::/64");
  }

  @Test
  void aChangeOfAddressesIsTold() throws Exception {
    Semaphore told = new Semaphore(0);
    dataplane.onSubnetsChanged(told::release);
    ns.exec("ip", "address", "add", "192.0.2.1/24", "dev", "lo");
    assertThat(told.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aHundredThousandPrefixesArriveWhole() throws Exception {
    AddressRanges ranges = new AddressRanges(AddressFamily.IPV6);
    for (long i = 0; i < 100_000; i++) {
      long high = 0x2001_0db8_0000_0000L + 2 * i;
      ranges.add(high, 0, high, -1L);
    }
    try (NftDataplane large =
        ns.call(() -> NftDataplane.open(TableSettings.standard(), Sharding.standard()))) {
      assertThat(
              large.commit(
                  Deltas.revision(2)
                      .whole(2, ranges)
                      .allowlist("eth1", EnforcementMode.ENFORCE, 2)
                      .build()))
          .isInstanceOf(Outcome.Committed.class);
      assertThat(large.status().intervals()).isEqualTo(100_002);
      assertThat(large.reconcile(Depth.ELEMENTS).deviations()).isEmpty();
    }
  }
}
