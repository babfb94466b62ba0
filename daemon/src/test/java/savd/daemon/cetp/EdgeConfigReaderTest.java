package savd.daemon.cetp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import savd.cetp.fsm.Host;
import savd.cetp.message.ResponseCode;
import savd.cetp.policy.Check;
import savd.cetp.session.EdgeConfig;
import savd.daemon.config.ConfigProblem;

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
  void an_edge_on_another_port_than_the_well_known_one_tells_it() throws IOException {
    String example = Files.readString(EXAMPLE);
    String other = example.replaceFirst("\\[edge\\]", "[edge]\nport = 5000");
    EdgeConfigReader.Result result = EdgeConfigReader.parse(other);
    assertThat(result.problems()).isEmpty();
    assertThat(result.config().orElseThrow().settings().rlocs())
        .allSatisfy(r -> assertThat(r.locator().toString()).endsWith("]:5000"));
    assertThat(EdgeConfigReader.parse(example).config().orElseThrow().settings().rlocs())
        .noneMatch(r -> r.locator().toString().contains("]:"));
    EdgeConfig running = EdgeConfigReader.parse(example).config().orElseThrow();
    assertThat(running.restartNeeded(result.config().orElseThrow())).containsExactly("port");
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

  private static final String EDGE =
      """
      [edge]
      proxy-ipv4 = "100.64.0.0/16"
      proxy-ipv6 = "fd00:ce7::/112"
      [[rloc]]
      address = "192.0.2.1"
      """;
  private static final String HOST =
      """
      [host."a.example"]
      identities = ["0a00000000aa"]
      ipv4 = "10.0.0.2"
      """;

  private static Arguments wrong(String what, String text, String problem) {
    return Arguments.argumentSet(what, text, problem);
  }

  static Stream<Arguments> what_cannot_work_or_opens_a_hole() {
    return Stream.of(
        wrong(
            "one identity",
            EDGE + HOST + HOST.replace("a.example", "b.example").replace("0.2", "0.3"),
            "f:10: host.b.example.identities: 0a00000000aa is also one of a.example"),
        wrong(
            "one address",
            EDGE + HOST + HOST.replace("a.example", "b.example").replace("00aa", "00ab"),
            "f:11: host.b.example.ipv4: is also that of a.example"),
        wrong(
            "one name",
            EDGE
                + HOST
                + HOST.replace("a.example", "A.example")
                    .replace("00aa", "0b")
                    .replace("0.2", "0.3"),
            "f:9: host.A.example: is the same name as a.example"),
        wrong("a dot", EDGE + HOST.replace("a.example", "a.example."), "is no name of the DNS"),
        wrong("a space", EDGE + HOST.replace("a.example", "a b.example"), "is no name of the DNS"),
        wrong(
            "a long label",
            EDGE + HOST.replace("a.example", "a".repeat(64) + ".example"),
            "is no name of the DNS"),
        wrong(
            "a host that is a proxy address",
            EDGE + HOST.replace("10.0.0.2", "100.64.3.4"),
            "f:8: host.a.example.ipv4: is a proxy address"),
        wrong(
            "an RLOC that is a proxy address",
            EDGE.replace("192.0.2.1", "100.64.0.9"),
            "f:5: rloc.address: is a proxy address"),
        wrong("loopback", EDGE.replace("192.0.2.1", "127.0.0.1"), "is no address others can reach"),
        wrong(
            "multicast", EDGE.replace("192.0.2.1", "224.0.0.1"), "is no address others can reach"),
        wrong("link-local", EDGE.replace("192.0.2.1", "fe80::1"), "is no address others can reach"),
        wrong(
            "an RLOC twice",
            EDGE + "[[rloc]]\naddress = \"192.0.2.1\"\n",
            "f:7: rloc.address: stands here twice"),
        wrong(
            "17 RLOCs",
            EDGE
                + IntStream.range(0, 16)
                    .mapToObj("[[rloc]]\naddress = \"192.0.3.%d\"\n"::formatted)
                    .collect(Collectors.joining()),
            "rloc: at most 16"),
        wrong(
            "no servers", EDGE + "[[upstream]]\nzone = \"x.example\"\n", "upstream: lacks servers"),
        wrong(
            "a zone with dots at its ends",
            EDGE + "[[upstream]]\nzone = \".x.example.\"\nservers = [\"192.0.2.9\"]\n",
            "f:7: upstream.zone: must be a domain"),
        wrong(
            "a policy of a name that says something else",
            EDGE + "[policy.strict]\nbase = \"lax\"\n",
            "f:6: policy.strict: is built in"),
        wrong(
            "refusals of nothing",
            EDGE + "[policy.p]\nrefusals = 3\n",
            "f:7: policy.p.refusals: says nothing without identity-types"),
        wrong("a /31", EDGE.replace("0.0/16", "0.0/31"), "f:2: edge.proxy-ipv4: has no room"),
        wrong("a /127", EDGE.replace("::/112", "::/127"), "f:3: edge.proxy-ipv6: has no room"),
        wrong(
            "an MTU that takes IPv6 off",
            EDGE.replace("[edge]", "[edge]\nmtu = 1000"),
            "f:2: edge.mtu: must be a whole number from 1280 to 9000"),
        wrong(
            "more sessions than addresses",
            EDGE.replace("[edge]", "[edge]\nsessions = 100_000"),
            "f:2: edge.sessions: are more than the proxy prefixes have addresses: 65534"));
  }

  @ParameterizedTest
  @MethodSource
  void what_cannot_work_or_opens_a_hole(String text, String problem) {
    EdgeConfigReader.Result result = EdgeConfigReader.parse(text);
    assertThat(result.config()).isEmpty();
    assertThat(result.problems().stream().map(p -> p.describe("f")))
        .anyMatch(p -> p.contains(problem));
  }

  @Test
  void names_of_sources_are_compared_as_names_are() {
    EdgeConfig config =
        EdgeConfigReader.parse(
                EDGE
                    + "[policy.p]\n[[policy.p.source]]\nname = \".Partner.Example\"\n"
                    + HOST
                    + "policy = \"p\"\n")
            .config()
            .orElseThrow();
    assertThat(config.hosts().getFirst().policy().sources().getFirst().name())
        .contains(".partner.example");
  }

  @Test
  void a_reload_says_what_it_leaves_as_it_was() {
    EdgeConfig before = EdgeConfigReader.parse(EDGE + HOST).config().orElseThrow();
    EdgeConfig after =
        EdgeConfigReader.parse(
                EDGE.replace("100.64", "100.99")
                        .replace("192.0.2.1", "192.0.2.9")
                        .replace("[edge]", "[edge]\nport = 4000")
                    + HOST.replace("10.0.0.2", "10.0.0.3"))
            .config()
            .orElseThrow();
    assertThat(before.restartNeeded(after))
        .containsExactly("port", "proxy-ipv4 or proxy-ipv6", "addresses of rloc");
    assertThat(before.restartNeeded(before)).isEmpty();
  }

  /** What is not known is told with what is; and all of that stands in the document. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[edge]",
        "[[rloc]]",
        "[[upstream]]",
        "[[signer]]",
        "[host.h]",
        "[policy.p]",
        "[[policy.p.source]]"
      })
  void every_key_is_in_the_document(String table) throws IOException {
    String document = Files.readString(EXAMPLE.resolveSibling("../cetp.md"));
    String problem =
        EdgeConfigReader.parse(table + "\nnonsense = 1\n").problems().stream()
            .map(ConfigProblem::text)
            .filter(t -> t.startsWith("unknown key"))
            .findFirst()
            .orElseThrow();
    String known = problem.substring(problem.indexOf(" knows ") + 7);
    assertThat(known.split(", "))
        .allSatisfy(
            key ->
                assertThat(document)
                    .containsPattern("`\\W*" + key + "\\W*`|\\[policy.NAME." + key));
  }
}
