package savd.control;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/** Answers of a CETP edge that runs beside savd. */
final class CetpSamples {
  private static final IngressInterface UP = new IngressInterface("up0");

  private CetpSamples() {}

  static Answer sessions() {
    return json ->
        json.rows(
                "sessions",
                List.of(
                    new CetpSessionRow(
                        0,
                        "outbound",
                        "open",
                        "alice.west.example",
                        Optional.of("bob.east.example"),
                        "4f00d1e2a3b4",
                        "91c2d3e4f5a6",
                        Optional.of(IpAddress.parse("192.0.2.1")),
                        Optional.of("198.51.100.7")),
                    new CetpSessionRow(
                        12,
                        "inbound",
                        "half-open",
                        "alice.west.example",
                        Optional.empty(),
                        "0a00000000aa",
                        "2=f1f2f3f4",
                        Optional.empty(),
                        Optional.empty())))
            .put("next", "12");
  }

  private static CetpRlocRow own() {
    return new CetpRlocRow(
        "192.0.2.1",
        10,
        10,
        CetpRlocRow.State.OWN,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  static CetpRlocRow verified() {
    return new CetpRlocRow(
        "198.51.100.7",
        10,
        20,
        CetpRlocRow.State.VERIFIED,
        OptionalLong.of(0),
        Optional.of("alice.west.example"),
        Optional.of("bob.east.example"),
        Optional.of(UP),
        true);
  }

  private static CetpRlocRow blocked() {
    return new CetpRlocRow(
        "[2001:db8::7]:5000",
        20,
        254,
        CetpRlocRow.State.BLOCKED,
        OptionalLong.of(0),
        Optional.of("alice.west.example"),
        Optional.of("bob.east.example"),
        Optional.of(UP),
        false);
  }

  static Answer rlocs() {
    return json -> json.rows("rlocs", List.of(own(), verified(), blocked())).put("next", "0");
  }

  static Answer policies() {
    return json ->
        json.rows(
            "policies",
            List.of(
                new CetpPolicyRow(
                    "phone.west.example",
                    List.of(IpAddress.parse("10.0.0.9"), IpAddress.parse("fd00:a::9")),
                    List.of("0a00000000aa", "2=f1f2f3f4"),
                    "telephone",
                    List.of("return-routability", "naming"),
                    List.of(2, 3),
                    List.of("name"),
                    List.of("name", "certification-address"),
                    List.of("admit rloc 198.51.100.0/24", "deny name .evil.example"),
                    OptionalLong.of(1),
                    Optional.of("application-busy"),
                    60),
                new CetpPolicyRow(
                    "www.west.example",
                    List.of(IpAddress.parse("10.0.0.80")),
                    List.of("0b0000000001"),
                    "lax",
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    60)));
  }

  static List<CetpEvidence> evidence() {
    return List.of(
        new CetpEvidence(UP, "cookie-failure", "cookie-bad", 17),
        new CetpEvidence(UP, "blocked-source", "source-suspect", 3));
  }

  static Answer counters() {
    return new CetpCountersAnswer(
        2,
        List.of(
            new CetpCountersAnswer.Counter("outward-packets", 1200),
            new CetpCountersAnswer.Counter("cookie-bad", 17)),
        evidence());
  }
}
