package savd.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import savd.control.DataplaneState.State;
import savd.control.NeighborAnswer.Family;
import savd.control.NeighborAnswer.Malformed;
import savd.control.NeighborAnswer.Messages;
import savd.control.RuleRow.Layer;
import savd.control.RuleRow.Verdict;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.PathAttributes;
import savd.net.Prefix;

/** One answer of every kind, as a small border router would give it. */
final class SampleAnswers {
  static final IngressInterface ETH1 = new IngressInterface("eth1");
  static final IngressInterface ETH4 = new IngressInterface("eth4");
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00.250Z");

  /**
   * Next hop 192.0.2.1, origin IGP, path 65001 65007, MED 50, communities 65001:1 and 65001:666.
   */
  private static final PathAttributes PATH =
      PathAttributes.ofBlock(
          new byte[] {
            4,
            (byte) 192,
            0,
            2,
            1,
            0x40,
            1,
            1,
            0,
            0x40,
            2,
            10,
            2,
            2,
            0,
            0,
            (byte) 0xFD,
            (byte) 0xE9,
            0,
            0,
            (byte) 0xFD,
            (byte) 0xEF,
            (byte) 0x80,
            4,
            4,
            0,
            0,
            0,
            50,
            (byte) 0xC0,
            8,
            8,
            (byte) 0xFD,
            (byte) 0xE9,
            0,
            1,
            (byte) 0xFD,
            (byte) 0xE9,
            2,
            (byte) 0x9A
          });

  private SampleAnswers() {}

  static String line(Answer answer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonWriter json = new JsonWriter(out)) {
      json.object().write(answer).endObject().endDocument();
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  static Map<String, Answer> all() {
    Map<String, Answer> all = new LinkedHashMap<>();
    all.put("status", status(true, List.of(), synchronized17()));
    all.put(
        "status-waiting",
        status(
            false,
            List.of("eth1: End-of-RIB of AS65001-a (ipv4)", "eth4: a session with AS65010"),
            new DataplaneState(
                "nftables", State.RETRYING, true, 0, Optional.of("ENOBUFS: no buffer space"))));
    all.put("neighbors", json -> json.rows("neighbors", List.of(established(), down())));
    all.put("neighbor", json -> json.rows("neighbors", List.of(established())));
    all.put(
        "routes",
        json ->
            json.rows("routes", List.of(route(), leaked()))
                .put("next", "203.0.113.0/24 AS65001-a 7"));
    all.put("routes-none", json -> json.rows("routes", List.of()));
    all.put("interfaces", json -> json.rows("interfaces", List.of(customer(), provider())));
    all.put("rules", json -> json.put("interface", "eth1").rows("rules", rules()));
    all.put("dataplane", dataplane());
    all.put("drops", drops());
    all.put("explain-permit", permitted());
    all.put("explain-block", blocked());
    all.put("cetp-sessions", CetpSamples.sessions());
    all.put("cetp-rlocs", CetpSamples.rlocs());
    all.put("cetp-policies", CetpSamples.policies());
    all.put("cetp-counters", CetpSamples.counters());
    PiSavSamples.addTo(all);
    all.put("diff", diff());
    all.put("diff-none", new DiffAnswer(List.of(), List.of()));
    all.put(
        "done",
        new DoneAnswer(
            "configuration reloaded",
            List.of("neighbor AS65009 added", "router.id changed: takes effect after a restart")));
    all.put(
        "error",
        new ErrorAnswer(
            ErrorKind.BAD_CONFIGURATION,
            "/etc/savd/savd.toml is not a configuration",
            List.of("/etc/savd/savd.toml:3: router.id: must not be 0.0.0.0 (RFC 6286)")));
    events(all);
    RpkiSamples.addTo(all);
    return all;
  }

  private static DataplaneState synchronized17() {
    return new DataplaneState("nftables", State.SYNCHRONIZED, true, 17, Optional.empty());
  }

  private static StatusAnswer status(
      boolean ready, List<String> waiting, DataplaneState dataplane) {
    return new StatusAnswer(
        "r4",
        "0.1.0",
        4711,
        Asn.of(65004),
        Ipv4Address.parse("192.0.2.4"),
        NOON,
        93784,
        ready,
        waiting,
        3,
        2,
        1_200_000,
        200_000,
        17,
        dataplane,
        1,
        2,
        0,
        ready
            ? Optional.of(
                new StatusAnswer.Rpki(
                    RpkiAnswer.Availability.IN_FORCE,
                    new PayloadCounts(640_120, 151_003, 2_400, 2)))
            : Optional.empty(),
        50L << 20,
        OptionalLong.of(180L << 20));
  }

  private static NeighborAnswer established() {
    return new NeighborAnswer(
        "AS65001-a",
        IpAddress.parse("192.0.2.1"),
        Optional.of(Asn.of(65001)),
        Asn.of(65004),
        Optional.of(ETH1),
        "default",
        Optional.of("customer"),
        false,
        "established",
        3723,
        3,
        Optional.of(Ipv4Address.parse("198.51.100.1")),
        Optional.of(IpAddress.parse("192.0.2.2")),
        OptionalLong.of(90),
        OptionalLong.of(30),
        Optional.of(BgpRole.CUSTOMER),
        Optional.of("negotiated"),
        List.of("four-octet AS", "route refresh", "role"),
        List.of(
            new Family(AddressFamily.IPV4, 812, 0, OptionalLong.of(1000), true),
            new Family(AddressFamily.IPV6, 12, 2, OptionalLong.empty(), false)),
        new Messages(830, 960),
        new Messages(0, 130),
        new Malformed(1, 2, 0, 0),
        Optional.of("hold timer expired"),
        OptionalLong.of(3730),
        List.of());
  }

  private static NeighborAnswer down() {
    return new NeighborAnswer(
        "AS65010",
        IpAddress.parse("2001:db8::25"),
        Optional.of(Asn.of(65010)),
        Asn.of(65004),
        Optional.of(ETH4),
        "default",
        Optional.empty(),
        false,
        "active",
        12,
        0,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        new Messages(0, 0),
        new Messages(0, 0),
        Malformed.NONE,
        Optional.of("connection timed out: possible MD5 key mismatch"),
        OptionalLong.of(12),
        List.of());
  }

  private static RouteRow route() {
    return new RouteRow(
        Prefix.parse("198.51.100.0/24"),
        "AS65001-a",
        Optional.of(ETH1),
        0,
        PATH,
        false,
        false,
        new RouteValidity(
            Optional.of(OriginVerdict.VALID),
            Optional.of("198.51.100.0/24 AS65007 matches"),
            Optional.of(PathVerdict.UNKNOWN),
            Optional.of("AS65007 has no ASPA (next is AS65001)"),
            false),
        61);
  }

  private static RouteRow leaked() {
    return new RouteRow(
        Prefix.parse("203.0.113.0/24"),
        "AS65001-a",
        Optional.empty(),
        7,
        PATH,
        true,
        true,
        new RouteValidity(
            Optional.of(OriginVerdict.INVALID),
            Optional.empty(),
            Optional.of(PathVerdict.INVALID),
            Optional.empty(),
            true),
        90000);
  }

  private static InterfaceAnswer customer() {
    return new InterfaceAnswer(
        ETH1,
        Optional.of("customer AS 65001"),
        Optional.of(BgpRole.CUSTOMER),
        Optional.of("negotiated"),
        "auto",
        "efp-b",
        EnforcementMode.ENFORCE,
        true,
        List.of(),
        "allowlist",
        Optional.of("list3"),
        List.of(new IngressInterface("eth2")),
        824,
        12,
        1,
        List.of("AS65001-a", "AS65001-b"),
        1_000_000,
        42,
        List.of());
  }

  private static InterfaceAnswer provider() {
    return new InterfaceAnswer(
        ETH4,
        Optional.empty(),
        Optional.of(BgpRole.PROVIDER),
        Optional.of("configured"),
        "loose",
        "loose",
        EnforcementMode.MONITOR,
        false,
        List.of("End-of-RIB of AS65010 (ipv4)"),
        "allowlist",
        Optional.empty(),
        List.of(),
        0,
        0,
        0,
        List.of("AS65010"),
        0,
        0,
        List.of("configured provider, but AS65010 says peer"));
  }

  private static List<RuleRow> rules() {
    OptionalLong inUse = OptionalLong.empty();
    return List.of(
        new RuleRow(
            "192.0.2.0/30", Verdict.PERMIT, Layer.LOCAL, "the interface's own subnet", inUse),
        new RuleRow("203.0.113.0/24", Verdict.PERMIT, Layer.ALLOW, "exception anycast-edge", inUse),
        new RuleRow("10.0.0.0/8", Verdict.BLOCK, Layer.DENY, "private use (RFC 1918)", inUse),
        new RuleRow("198.51.100.0/24", Verdict.PERMIT, Layer.LIST, "learned from AS65001-a", inUse),
        new RuleRow(
            "198.51.101.0-198.51.101.127",
            Verdict.PERMIT,
            Layer.LIST,
            "was learned from AS65001-a",
            OptionalLong.of(93)),
        new RuleRow("any", Verdict.BLOCK, Layer.DEFAULT, "on no list", inUse));
  }

  private static DataplaneAnswer dataplane() {
    return new DataplaneAnswer(
        synchronized17(),
        18,
        Optional.of("savd"),
        120,
        1,
        0,
        OptionalLong.of(412),
        OptionalLong.of(390),
        OptionalLong.of(1999),
        OptionalLong.of(30),
        12,
        836,
        List.of(
            new DataplaneAnswer.Ingress(ETH1, EnforcementMode.ENFORCE, 1_000_000, 42),
            new DataplaneAnswer.Ingress(ETH4, EnforcementMode.MONITOR, 7, 0)));
  }

  private static DropsAnswer drops() {
    return new DropsAnswer(
        List.of(new DropsAnswer.Total(ETH1, 42, 2)),
        List.of(sample(true), sample(false)),
        CetpSamples.evidence());
  }

  private static DropSample sample(boolean dropped) {
    return new DropSample(
        NOON,
        ETH1,
        IpAddress.parse("10.1.2.3"),
        dropped ? Optional.of(IpAddress.parse("192.0.2.99")) : Optional.empty(),
        "udp",
        dropped);
  }

  private static ExplainAnswer permitted() {
    return new ExplainAnswer(
        IpAddress.parse("198.51.100.7"),
        ETH1,
        Verdict.PERMIT,
        false,
        EnforcementMode.ENFORCE,
        "efp-b",
        17,
        true,
        Layer.LIST,
        Optional.of("198.51.100.0/24"),
        Optional.of("list3"),
        List.of(new ExplainAnswer.Reason("learned-here", "AS65001-a announces 198.51.100.0/24")),
        List.of(route()),
        List.of("AS65001-a"),
        List.of(CetpSamples.verified()));
  }

  private static ExplainAnswer blocked() {
    return new ExplainAnswer(
        IpAddress.parse("10.1.2.3"),
        ETH1,
        Verdict.BLOCK,
        false,
        EnforcementMode.MONITOR,
        "efp-b",
        17,
        false,
        Layer.DEFAULT,
        Optional.empty(),
        Optional.of("list3"),
        List.of(
            new ExplainAnswer.Reason("not-listed", "no customer announces a route to 10.1.2.3")),
        List.of(),
        List.of(),
        List.of());
  }

  private static DiffAnswer diff() {
    return new DiffAnswer(
        List.of("interface eth1: method auto -> strict"),
        List.of(
            new DiffAnswer.Change(
                ETH1, "198.51.100.0/24", Verdict.BLOCK, "the best route points to eth2"),
            new DiffAnswer.Change(
                ETH4, "203.0.113.0-203.0.113.127", Verdict.PERMIT, "exception anycast-edge")));
  }

  private static void events(Map<String, Answer> all) {
    all.put(
        "event-neighbor",
        new Event.NeighborChanged(
            NOON, "AS65001-a", Optional.of(ETH1), "idle", "hold timer expired"));
    all.put("event-readiness", new Event.ReadinessChanged(NOON, ETH1, true, "End-of-RIB"));
    all.put(
        "event-rules",
        new Event.RulesChanged(
            NOON, 18, ETH1, Verdict.BLOCK, List.of("10.0.0.0/8", "192.0.2.0/24"), 7));
    all.put(
        "event-dataplane",
        new Event.DataplaneChanged(
            NOON, State.SYNCHRONIZED, 18, OptionalLong.of(412), "committed"));
    all.put(
        "event-configuration",
        new Event.ConfigurationChanged(NOON, Optional.of(ETH1), "eth1 set to enforce"));
    all.put(
        "event-route",
        new Event.RouteChanged(
            NOON,
            "AS65001-a",
            Optional.of(ETH1),
            Prefix.parse("198.51.100.0/24"),
            true,
            "65001 65007"));
    all.put("event-drop", new Event.Dropped(sample(true)));
  }
}
