package savd.fib.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import savd.fib.Deltas;
import savd.fib.Outcome;
import savd.fib.TestNamespace;
import savd.fib.nft.NftDataplane;
import savd.fib.plan.Sharding;
import savd.fib.plan.TableSettings;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.rules.IngressRule;
import savd.rules.ListId;
import savd.rules.RuleDelta;

class PrintDataplaneTest {
  private static final Sharding SMALL = new Sharding(4, 2, 4, 16);

  private static RuleDelta first() {
    return Deltas.revision(1)
        .list(1, "10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32")
        .list(2, "0.0.0.0/8", "224.0.0.0/3", "ff00::/8")
        .list(
            3,
            "11.0.0.0/24",
            "12.0.0.0/24",
            "13.0.0.0/24",
            "14.0.0.0/24",
            "15.0.0.0/24",
            "255.255.255.255/32")
        .ingress(
            new IngressRule(
                new IngressInterface("br-lan.7"),
                EnforcementMode.ENFORCE,
                IngressRule.Polarity.ALLOWLIST,
                Optional.of(new ListId(1)),
                Optional.of(new ListId(2)),
                Optional.of(new ListId(3))))
        .allowlist("eth1", EnforcementMode.MONITOR, 1)
        .build();
  }

  private static RuleDelta second() {
    return Deltas.revision(2)
        .cover(3, "16.0.0.0/24", true)
        .cover(3, "17.0.0.0/24", true)
        .cover(3, "18.0.0.0/24", true)
        .cover(3, "19.0.0.0/24", true)
        .cover(1, "10.0.0.0/9", false)
        .drop("eth1")
        .build();
  }

  @Test
  void theScriptSaysWhatEachRevisionDoes() {
    StringBuilder out = new StringBuilder();
    PrintDataplane dataplane = new PrintDataplane(TableSettings.standard(), SMALL, out);
    assertThat(
            dataplane.commit(
                Deltas.revision(7)
                    .list(1, "10.0.0.0/8", "192.0.2.7/32")
                    .allowlist("eth0", EnforcementMode.ENFORCE, 1)
                    .build()))
        .isInstanceOf(Outcome.Committed.class);
    assertThat(out.toString())
        .startsWith("# revision 7\nadd table inet savd { comment")
        .contains(
            "add element inet savd list_1_v4_r1_s0 {\n  10.0.0.0-10.255.255.255, 192.0.2.7\n}\n",
            "add rule inet savd block_eth0 ip saddr 0.0.0.0 ip daddr 255.255.255.255 accept\n",
            "add element inet savd interfaces { \"eth0\" : goto in_eth0 }\n");
    out.setLength(0);
    dataplane.commit(Deltas.revision(8).cover(1, "10.0.0.0/9", false).build());
    assertThat(out)
        .hasToString(
            """
            # revision 8
            delete element inet savd list_1_v4_r1_s0 {
              10.0.0.0-10.255.255.255
            }
            add element inet savd list_1_v4_r1_s0 {
              10.128.0.0-10.255.255.255
            }
            """);
  }

  @Test
  void nftChecksAndCarriesOutTheScriptAndArrivesAtTheTableWeMake() throws Exception {
    try (TestNamespace ns = TestNamespace.create()) {
      StringBuilder out = new StringBuilder();
      PrintDataplane print = new PrintDataplane(TableSettings.standard(), SMALL, out);
      for (RuleDelta delta : new RuleDelta[] {first(), second()}) {
        out.setLength(0);
        print.commit(delta);
        for (String script : out.toString().split("(?m)^(?=# )")) {
          assertThat(ns.tryExec(script, "nft", "-c", "-f", "-"))
              .isEqualTo(new TestNamespace.Result(0, ""));
          ns.nft(script);
        }
      }
      String printed = table(ns);
      ns.nft("delete table inet savd");
      try (NftDataplane real = ns.call(() -> NftDataplane.open(TableSettings.standard(), SMALL))) {
        real.commit(first());
        real.commit(second());
      }
      assertThat(printed).isEqualTo(table(ns));
    }
  }

  private static String table(TestNamespace ns) {
    return ns.exec("nft", "list", "table", "inet", "savd")
        .lines()
        .map(String::strip)
        .sorted()
        .reduce("", (a, b) -> a + "\n" + b);
  }
}
