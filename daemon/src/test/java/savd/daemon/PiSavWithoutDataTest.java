package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import savd.daemon.config.ConfigParser;
import savd.daemon.config.ConfigResult;
import savd.daemon.config.SavdConfig;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.rib.Rib;
import savd.rules.DecidedPaths;
import savd.rules.Explanation;
import savd.rules.RpkiAvailability;
import savd.rules.SavRules;

/**
 * PI-SAV towards a provider that speaks no BGP with us, while there are no RPKI data: from the file
 * to the verdict.
 */
class PiSavWithoutDataTest {
  private static final String FILE =
      """
      [router]
      as = 65004
      id = "192.0.2.4"
      [cache.rack]
      address = "192.0.2.9"
      [neighbor.AS65001]
      address = "192.0.2.1"
      as = 65001
      interface = "eth1"
      [interface.eth1]
      role = "customer"
      [interface.eth4]
      role = "provider"
      mode = "enforce"
      method = "pi-sav"
      """;

  private static final Peer CUSTOMER =
      new Peer(
          new PeerId(0),
          "AS65001",
          IpAddress.parse("192.0.2.1"),
          Asn.of(65001),
          Asn.of(65004),
          1,
          Optional.of(new IngressInterface("eth1")),
          Optional.of(BgpRole.CUSTOMER),
          Peer.DEFAULT_VRF);

  private static Explanation explained(String file, String source, RpkiAvailability availability) {
    SavdConfig config = ((ConfigResult.Accepted) ConfigParser.parse(file)).config();
    Rib rib = new Rib();
    SavPipeline pipeline =
        new SavPipeline(
            rib,
            new DecidedPaths(rib, DecisionPolicy.decision(4)),
            SavRules.Start.AT_ONCE,
            _ -> {});
    pipeline.reconfigure(Settings.policy(config), 0);
    pipeline.register(CUSTOMER, 0);
    pipeline.rpkiAvailability(availability, 0);
    return pipeline.rules().explain(IpAddress.parse(source), new IngressInterface("eth4"));
  }

  @Test
  void nothingIsBlockedThatPiSavWouldNotBlockEither() {
    for (RpkiAvailability availability : RpkiAvailability.values()) {
      assertThat(explained(FILE, "8.8.8.8", availability).verdict())
          .as("%s", availability)
          .isEqualTo(Explanation.Verdict.PERMIT);
    }
  }

  @Test
  void whatDenyAndTheRegistriesNameIsBlockedAllTheTime() {
    String file = FILE + "deny = [\"9.9.9.0/24\"]\n";
    for (RpkiAvailability availability : RpkiAvailability.values()) {
      assertThat(explained(file, "9.9.9.9", availability).verdict())
          .isEqualTo(Explanation.Verdict.BLOCK);
      assertThat(explained(file, "127.0.0.1", availability).verdict())
          .isEqualTo(Explanation.Verdict.BLOCK);
    }
  }

  @Test
  void whoWantsLooseSaysSo() {
    String file = FILE + "fallback = \"loose\"\n";
    assertThat(explained(file, "8.8.8.8", RpkiAvailability.EXPIRED).verdict())
        .isEqualTo(Explanation.Verdict.BLOCK);
  }
}
