package savd.daemon.cetp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import savd.cetp.fsm.Host;
import savd.cetp.message.ResponseCode;
import savd.cetp.policy.Check;
import savd.cetp.session.EdgeConfig;

class EdgeConfigReaderTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("savd.root", ".."), "docs/examples/cetp-edge.toml");

  @Test
  void the_shipped_example_is_a_configuration() {
    EdgeConfigReader.Result result = EdgeConfigReader.read(EXAMPLE);
    assertThat(result.problems()).isEmpty();
    EdgeConfig config = result.config().orElseThrow();
    Map<String, Host> hosts = config.hosts().stream().collect(Collectors.toMap(Host::name, h -> h));
    assertThat(hosts.get("web.west.example").policy().limit().flows()).isEqualTo(500);
    assertThat(hosts.get("web.west.example").policy().checks())
        .containsExactlyInAnyOrder(Check.RETURN_ROUTABILITY, Check.NAMING);
    assertThat(hosts.get("phone.west.example").policy().limit().whenFull())
        .isEqualTo(ResponseCode.APPLICATION_BUSY);
    assertThat(hosts.get("web.west.example").policy().idleSeconds()).isEqualTo(300);
    assertThat(hosts.get("phone.west.example").policy().idleSeconds()).isEqualTo(120);
    assertThat(config.settings().rlocs()).hasSize(2);
    assertThat(config.mtu()).isEqualTo(1448);
  }

  @Test
  void every_problem_is_told_with_its_line() {
    EdgeConfigReader.Result result =
        EdgeConfigReader.parse(
            """
            [edge]
            proxy-ipv4 = "fd00::/64"
            prot = 48001
            [[rloc]]
            address = "192.0.2"
            preference = "best"
            [policy.p]
            checks = ["everything"]
            idle = 5
            [host."a.example"]
            identities = ["0"]
            policy = "q"
            """);
    assertThat(result.config()).isEmpty();
    assertThat(result.problems().stream().map(p -> p.describe("f")))
        .anyMatch(p -> p.startsWith("f:2: edge.proxy-ipv4: must be a prefix"))
        .anyMatch(p -> p.startsWith("f:3: edge.prot: unknown key"))
        .anyMatch(p -> p.startsWith("f:5: rloc.address: must be an IP address"))
        .anyMatch(p -> p.startsWith("f:6: rloc.preference: must be one of drain"))
        .anyMatch(p -> p.startsWith("f:8: policy.p.checks: must be an array"))
        .anyMatch(p -> p.startsWith("f:9: policy.p.idle: must be a whole number from 60"))
        .anyMatch(p -> p.startsWith("f:11: host.a.example.identities"))
        .anyMatch(p -> p.startsWith("f:12: host.a.example.policy: must be one of lax"))
        .anyMatch(p -> p.contains("lacks an address"))
        .anyMatch(p -> p.contains("edge: lacks proxy-ipv6"));
  }

  @Test
  void a_text_that_is_no_toml_is_refused_with_its_line() {
    assertThat(EdgeConfigReader.parse("[edge]\nx = = 1\n").problems().getFirst().line())
        .isEqualTo(2);
  }
}
