package savd.control;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import savd.control.RpkiAnswer.Availability;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;

/** What is answered about RPKI data, with documentation addresses and numbers. */
final class RpkiSamples {
  private static final PayloadCounts FULL = new PayloadCounts(640_120, 151_003, 2_400, 2);
  private static final Asn CUSTOMER = Asn.of(64496);
  private static final Asn OTHER = Asn.of(64500);

  private RpkiSamples() {}

  static void addTo(Map<String, Answer> all) {
    all.put("rpki", inForce());
    all.put(
        "rpki-none",
        new RpkiAnswer(
            Availability.NONE,
            SampleAnswers.NOON,
            PayloadCounts.NONE,
            Optional.empty(),
            List.of(),
            RpkiAnswer.Slurm.NONE,
            Optional.empty()));
    all.put("caches", json -> json.rows("caches", List.of(near(), far())));
    all.put(
        "vrps",
        json ->
            json.rows("vrps", List.of(vrp("192.0.2.0/24", 28, CUSTOMER), asserted()))
                .put("next", "198.51.100.0/24"));
    all.put(
        "aspas",
        json ->
            json.rows(
                "aspas",
                List.of(
                    new AspaRow(CUSTOMER, List.of(OTHER, Asn.of(64511)), List.of("near")),
                    new AspaRow(OTHER, List.of(Asn.of(0)), List.of("near", "/etc/slurm.json")))));
    all.put(
        "router-keys",
        json ->
            json.rows(
                "keys",
                List.of(
                    new RouterKeyRow(
                        CUSTOMER,
                        "510F485D29A29DB7B515F9C478F8ED3CB7AA7D23",
                        "MFkwEwYHKoZIzj0CAQ==",
                        List.of("near")))));
    all.put("slurm", slurm());
    all.put(
        "validate",
        new ValidateAnswer(
            Prefix.parse("192.0.2.0/25"),
            CUSTOMER,
            OriginVerdict.VALID,
            "192.0.2.0/24-28 AS64496 matches",
            List.of(
                covering(vrp("192.0.2.0/24", 28, CUSTOMER), ValidateAnswer.Match.MATCHES),
                covering(vrp("192.0.0.0/16", 24, OTHER), ValidateAnswer.Match.OTHER_AS))));
    all.put(
        "validate-invalid",
        new ValidateAnswer(
            Prefix.parse("192.0.2.0/30"),
            CUSTOMER,
            OriginVerdict.INVALID,
            "1 VRP covers the route, none matches",
            List.of(
                covering(vrp("192.0.2.0/24", 28, CUSTOMER), ValidateAnswer.Match.TOO_SPECIFIC))));
    all.put(
        "validate-none",
        new ValidateAnswer(
            Prefix.parse("203.0.113.0/24"),
            CUSTOMER,
            OriginVerdict.NOT_FOUND,
            "no VRP covers the route",
            List.of(
                new ValidateAnswer.Covering(
                    vrp("203.0.113.0/24", 24, OTHER),
                    ValidateAnswer.Match.FILTERED,
                    Optional.of("/etc/slurm.json:4 \"ours\"")))));
    cones(all);
    all.put(
        "event-rpki",
        new Event.RpkiChanged(
            SampleAnswers.NOON,
            Event.RpkiChanged.Change.CACHE_DOWN,
            Optional.of("near"),
            FULL,
            "connection refused; its data are used until 2026-11-21T14:00:00Z"));
  }

  private static VrpRow vrp(String prefix, int maxLength, Asn asn) {
    return new VrpRow(Prefix.parse(prefix), maxLength, asn, List.of("near"));
  }

  private static VrpRow asserted() {
    return new VrpRow(
        Prefix.parse("2001:db8::/32"), 32, Asn.of(0), List.of("near", "/etc/slurm.json"));
  }

  private static ValidateAnswer.Covering covering(VrpRow vrp, ValidateAnswer.Match match) {
    return new ValidateAnswer.Covering(vrp, match, Optional.empty());
  }

  private static RpkiAnswer inForce() {
    return new RpkiAnswer(
        Availability.IN_FORCE,
        SampleAnswers.NOON,
        FULL,
        Optional.of("near"),
        List.of(
            new RpkiAnswer.Source("near", "cache", true, FULL, List.of()),
            new RpkiAnswer.Source(
                "far", "cache", false, PayloadCounts.NONE, List.of("connection refused")),
            new RpkiAnswer.Source(
                "/etc/vrps.json", "file", true, new PayloadCounts(3, 1, 0, 0), List.of())),
        new RpkiAnswer.Slurm(
            1, 2, 1, 1, List.of("/etc/slurm.json:7: asn: must be 0 to 4294967295, not -1")),
        Optional.of(new RpkiAnswer.Routes(700_000, 2_100, 497_900, 120, 3, 900_000, 2_103)));
  }

  private static CacheAnswer near() {
    return new CacheAnswer(
        "near",
        Optional.of("in the rack"),
        IpAddress.parse("192.0.2.9"),
        323,
        "tcp",
        10,
        "synchronized",
        61,
        true,
        OptionalLong.of(2),
        OptionalLong.of(40001),
        OptionalLong.of(4294967295L),
        FULL,
        OptionalLong.of(61),
        new CacheAnswer.Timers(3600, 600, 7200),
        OptionalLong.of(7139),
        Optional.of("the cache closed the connection"),
        new CacheAnswer.Counters(2, 1, 791_127, 9, 1, 8, 0, 0, 0, 0),
        List.of(new CacheAnswer.Forgiven("withdrawal-with-providers", 3)));
  }

  private static CacheAnswer far() {
    return new CacheAnswer(
        "far",
        Optional.empty(),
        IpAddress.parse("2001:db8::9"),
        324,
        "tls",
        100,
        "waiting",
        12,
        false,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        PayloadCounts.NONE,
        OptionalLong.empty(),
        new CacheAnswer.Timers(3600, 600, 7200),
        OptionalLong.empty(),
        Optional.of("connection refused"),
        new CacheAnswer.Counters(0, 4, 0, 0, 0, 0, 0, 0, 0, 0),
        List.of());
  }

  private static SlurmAnswer slurm() {
    return new SlurmAnswer(
        List.of("/etc/slurm.json"),
        List.of("/etc/slurm.json:7: asn: must be 0 to 4294967295, not -1"),
        List.of(
            new SlurmAnswer.Entry(
                SlurmAnswer.Kind.PREFIX_FILTER,
                "VRPs within 192.0.2.0/24",
                "/etc/slurm.json",
                4,
                Optional.of("ours"),
                2),
            new SlurmAnswer.Entry(
                SlurmAnswer.Kind.ASPA_FILTER,
                "the ASPA of AS64496",
                "/etc/slurm.json",
                9,
                Optional.empty(),
                0),
            new SlurmAnswer.Entry(
                SlurmAnswer.Kind.ASPA_ASSERTION,
                "AS64496 -> AS64500 AS64511",
                "/etc/slurm.json",
                12,
                Optional.empty(),
                1)));
  }

  private static void cones(Map<String, Answer> all) {
    ConeRow root =
        new ConeRow(
            OTHER, Optional.empty(), 0, ConeRow.Why.ROOT, "AS64500 itself", 2, 1, Optional.empty());
    ConeRow child =
        new ConeRow(
            CUSTOMER,
            Optional.of(OTHER),
            1,
            ConeRow.Why.ASPA,
            "the ASPA of AS64496 names AS64500",
            12,
            14,
            Optional.empty());
    ConeRow grandchild =
        new ConeRow(
            Asn.of(64497),
            Optional.of(CUSTOMER),
            2,
            ConeRow.Why.PATH,
            "behind AS64496 in the path 64500 64496 64497",
            1,
            0,
            Optional.empty());
    all.put("cone", json -> json.put("as", 64500).rows("cone", List.of(root, child, grandchild)));
    all.put(
        "cone-interface",
        json ->
            json.put("interface", "eth1")
                .rows(
                    "cone",
                    List.of(
                        root,
                        new ConeRow(
                            Asn.of(64499),
                            Optional.empty(),
                            0,
                            ConeRow.Why.CONFIGURED,
                            "allow-as of eth1",
                            0,
                            0,
                            Optional.empty())))
                .put("next", "64502"));
  }
}
