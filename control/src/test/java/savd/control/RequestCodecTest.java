package savd.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import savd.control.ControlRequest.NeighborCommand;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Prefix;

class RequestCodecTest {
  private static final IngressInterface ETH1 = new IngressInterface("eth1");

  static Stream<ControlRequest> requests() {
    RouteFilter narrow =
        new RouteFilter(
            Optional.of(AddressFamily.IPV6),
            Optional.of("AS 1 \"a\"\n"),
            Optional.of(Prefix.parse("2001:db8::/32")),
            RouteFilter.Match.COVERING,
            Optional.of(Asn.of(4294967294L)),
            Optional.of(ETH1),
            Optional.of(OriginVerdict.NOT_FOUND),
            Optional.of(PathVerdict.INVALID));
    VrpFilter ofOne =
        new VrpFilter(
            Optional.of(AddressFamily.IPV4),
            Optional.of(Prefix.parse("192.0.2.0/24")),
            RouteFilter.Match.LONGER,
            Optional.of(Asn.of(0)));
    Paging part = new Paging(OptionalLong.of(Long.MAX_VALUE), Optional.of("10.0.0.0/8 3"));
    return Stream.of(
        new ControlRequest.ShowStatus(),
        new ControlRequest.ShowNeighbors(Optional.empty()),
        new ControlRequest.ShowNeighbors(Optional.of("ü")),
        new ControlRequest.ShowRoutes(RouteFilter.ALL, Paging.ALL),
        new ControlRequest.ShowRoutes(narrow, part),
        new ControlRequest.ShowInterfaces(Optional.empty()),
        new ControlRequest.ShowInterfaces(Optional.of(ETH1)),
        new ControlRequest.ShowRules(ETH1, Optional.empty(), Paging.ALL),
        new ControlRequest.ShowRules(ETH1, Optional.of(AddressFamily.IPV4), part),
        new ControlRequest.ShowDataplane(),
        new ControlRequest.ShowRpki(),
        new ControlRequest.ShowCaches(Optional.empty()),
        new ControlRequest.ShowCaches(Optional.of("near")),
        new ControlRequest.ShowVrps(VrpFilter.ALL, Paging.ALL),
        new ControlRequest.ShowVrps(ofOne, part),
        new ControlRequest.ShowAspas(Optional.empty(), Optional.empty(), Paging.ALL),
        new ControlRequest.ShowAspas(
            Optional.of(Asn.of(64496)), Optional.of(Asn.of(4294967295L)), part),
        new ControlRequest.ShowRouterKeys(Optional.empty(), Paging.ALL),
        new ControlRequest.ShowRouterKeys(Optional.of(Asn.of(64496)), part),
        new ControlRequest.ShowSlurm(),
        new ControlRequest.Validate(Prefix.parse("2001:db8::/32"), Asn.of(64496)),
        new ControlRequest.ShowCone(new ConeSubject.Own(), Paging.ALL),
        new ControlRequest.ShowCone(new ConeSubject.Own(), part),
        new ControlRequest.ShowPiSav(),
        new ControlRequest.AnnounceDetour(true),
        new ControlRequest.AnnounceDetour(false),
        new ControlRequest.ShowCone(new ConeSubject.OfAs(Asn.of(64496)), Paging.ALL),
        new ControlRequest.ShowCone(new ConeSubject.OfInterface(ETH1), part),
        new ControlRequest.ShowDrops(Optional.empty()),
        new ControlRequest.ShowDrops(Optional.of(ETH1)),
        new ControlRequest.Explain(IpAddress.parse("192.0.2.1"), ETH1),
        new ControlRequest.Explain(IpAddress.parse("2001:db8::1"), ETH1),
        new ControlRequest.CetpSessions(Paging.ALL),
        new ControlRequest.CetpSessions(part),
        new ControlRequest.CetpRlocs(part),
        new ControlRequest.CetpPolicies(),
        new ControlRequest.CetpCounters(),
        new ControlRequest.Diff("[router]\nas = 65004\n# \u0000 ü 𝄞\n"),
        new ControlRequest.SetMode(ETH1, EnforcementMode.ENFORCE),
        new ControlRequest.SetCoupling(true),
        new ControlRequest.SetCoupling(false),
        new ControlRequest.Reload(),
        new NeighborCommand("AS1", NeighborCommand.Action.SHUTDOWN),
        new ControlRequest.Monitor(EnumSet.of(Topic.DROPS), Optional.empty()),
        new ControlRequest.Monitor(EnumSet.allOf(Topic.class), Optional.of(ETH1)));
  }

  @Test
  void every_kind_of_request_is_among_the_samples() {
    List<Class<?>> kinds =
        Stream.of(ControlRequest.Question.class, ControlRequest.Stream.class)
            .flatMap(k -> Stream.of(k.getPermittedSubclasses()))
            .<Class<?>>flatMap(
                k -> k.isSealed() ? Stream.of(k.getPermittedSubclasses()) : Stream.of(k))
            .toList();
    assertThat(requests().map(Object::getClass).distinct().toList())
        .containsExactlyInAnyOrderElementsOf(kinds);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void a_request_reads_back_as_written(ControlRequest request) throws Exception {
    for (boolean keepAlive : new boolean[] {true, false}) {
      String line = RequestCodec.encode(request, keepAlive);
      assertThat(line).doesNotContain("\n");
      assertThat(RequestCodec.decode(line.getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(new RequestCodec.Line(request, keepAlive));
    }
  }

  @ParameterizedTest
  @MethodSource("requests")
  void a_request_cut_short_is_refused(ControlRequest request) {
    byte[] line = RequestCodec.encode(request, false).getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < line.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(line, length);
      assertThatThrownBy(() -> RequestCodec.decode(cut))
          .isInstanceOf(ControlException.class)
          .extracting(e -> ((ControlException) e).kind())
          .isEqualTo(ErrorKind.BAD_REQUEST);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"show\":\"status\"}",
        " { \"show\" : \"routes\", \"origin\" : \"AS65001\", \"family\":\"ipv4\" } \r",
        "{\"monitor\":\"all\"}",
        "{\"interface\":\"eth1\",\"explain\":\"192.0.2.1\"}",
        "{\"neighbor\":\"AS1\",\"action\":\"refresh\",\"keep_alive\":false}"
      })
  void what_one_would_type_is_understood(String line) throws Exception {
    assertThat(RequestCodec.decode(line.getBytes(StandardCharsets.UTF_8)).request()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "status",
        "[]",
        "{}",
        "null",
        "{\"show\":\"nothing\"}",
        "{\"show\":null}",
        "{\"show\":7}",
        "{\"show\":\"status\"} {\"show\":\"status\"}",
        "{\"show\":\"status\",\"show\":\"routes\"}",
        "{\"show\":\"status\",\"interface\":\"eth1\"}",
        "{\"show\":\"rules\"}",
        "{\"show\":\"rules\",\"interface\":\"an interface\"}",
        "{\"show\":\"routes\",\"limit\":0}",
        "{\"show\":\"routes\",\"limit\":1.5}",
        "{\"show\":\"routes\",\"limit\":99999999999999999999}",
        "{\"show\":\"routes\",\"prefix\":\"192.0.2.1/24\"}",
        "{\"show\":\"routes\",\"origin\":4294967296}",
        "{\"show\":\"routes\",\"origin\":-1}",
        "{\"show\":\"routes\",\"rov\":\"unknown\"}",
        "{\"show\":\"vrps\",\"origin\":64496}",
        "{\"show\":\"pi_sav\",\"limit\":1}",
        "{\"announce_detour\":\"on\"}",
        "{\"show\":\"cone\",\"as\":64496,\"interface\":\"eth1\"}",
        "{\"validate\":\"192.0.2.0/24\"}",
        "{\"validate\":\"192.0.2.1/24\",\"as\":64496}",
        "{\"explain\":\"192.0.2\",\"interface\":\"eth1\"}",
        "{\"set_mode\":\"ENFORCE\",\"interface\":\"eth1\"}",
        "{\"dataplane\":\"flush\"}",
        "{\"cetp\":\"everything\"}",
        "{\"cetp\":\"counters\",\"limit\":3}",
        "{\"reload\":false}",
        "{\"monitor\":\"\"}",
        "{\"monitor\":\"drops,everything\"}",
        "{\"keep_alive\":\"yes\",\"show\":\"status\"}",
        "{\"show\":\"status\",\"x\":[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]}"
      })
  void what_is_no_request_is_refused_with_a_reason(String line) {
    assertThatThrownBy(() -> RequestCodec.decode(line.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ControlException.class)
        .hasMessageMatching(".{10,}");
  }

  @Test
  void arbitrary_octets_give_a_request_or_a_refusal_and_nothing_else() {
    long seed = 20261121;
    Random random = new Random(seed);
    List<byte[]> lines =
        requests().map(r -> RequestCodec.encode(r, true).getBytes(StandardCharsets.UTF_8)).toList();
    int understood = 0;
    int rounds = Boolean.getBoolean("savd.long") ? 10_000_000 : 200_000;
    for (int i = 0; i < rounds; i++) {
      byte[] line;
      if (i % 4 == 0) {
        line = new byte[random.nextInt(64)];
        random.nextBytes(line);
      } else {
        line = lines.get(random.nextInt(lines.size())).clone();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
          line[random.nextInt(line.length)] = (byte) random.nextInt(256);
        }
      }
      try {
        RequestCodec.decode(line);
        understood++;
      } catch (ControlException e) {
        assertThat(e.kind()).as("seed %d, line %d", seed, i).isEqualTo(ErrorKind.BAD_REQUEST);
      }
    }
    // Otherwise the test would not have reached what lies behind the parser.
    assertThat(understood).isGreaterThan(1000);
  }
}
