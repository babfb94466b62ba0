package savd.control;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Ipv4Address;

/** What is answered about PI-SAV, with documentation addresses and numbers. */
final class PiSavSamples {
  private static final Asn TRANSIT = Asn.of(64500);
  private static final Asn CUSTOMER = Asn.of(64496);

  private static final String SKI = "510F485D29A29DB7B515F9C478F8ED3CB7AA7D23";

  private PiSavSamples() {}

  static void addTo(Map<String, Answer> all) {
    all.put("cone-own", json -> json.put("own", true).rows("cone", cone()));
    all.put("pi-sav", conservative());
    all.put("pi-sav-waiting", aggressive());
    all.put(
        "pi-sav-none",
        new PiSavAnswer(Optional.empty(), true, Optional.empty(), List.of(), List.of(top())));
    all.put(
        "event-pi-sav",
        new Event.MembersTurned(
            SampleAnswers.NOON,
            true,
            List.of(
                new Event.MembersTurned.Member(
                    TRANSIT,
                    Optional.of(
                        new ConeRow.Standing(
                            "sub-transit",
                            Optional.of(
                                new ConeRow.Obstacle(
                                    "says-detour",
                                    "AS 64500 says that it goes a way outside the cone"))))),
                new Event.MembersTurned.Member(
                    CUSTOMER, Optional.of(new ConeRow.Standing("standalone", Optional.empty()))),
                new Event.MembersTurned.Member(Asn.of(64497), Optional.empty())),
            7));
  }

  private static List<ConeRow> cone() {
    return List.of(
        row(TRANSIT, Optional.empty(), 0, ConeRow.Why.ROOT, "a customer of ours", "no-detour")
            .apply("provider-outside", "AS 64500 has the provider AS 64511 outside the cone"),
        row(CUSTOMER, Optional.of(TRANSIT), 1, ConeRow.Why.PATH, "behind AS64500", "standalone")
            .apply("", ""),
        row(
                Asn.of(64497),
                Optional.of(CUSTOMER),
                2,
                ConeRow.Why.DECLARED,
                "declared to be below AS64496",
                "sub-transit")
            .apply("no-provider-information", "nobody says \"who\" the providers of AS 64497 are"),
        row(
                Asn.of(64498),
                Optional.empty(),
                0,
                ConeRow.Why.CONFIGURED,
                "named in [pi-sav]",
                "below-sub-transit")
            .apply("says-detour", "AS 64499 says that it goes a way outside the cone"));
  }

  private interface WithObstacle {
    ConeRow apply(String kind, String text);
  }

  private static WithObstacle row(
      Asn asn, Optional<Asn> parent, int depth, ConeRow.Why why, String text, String state) {
    return (kind, obstacle) ->
        new ConeRow(
            asn,
            parent,
            depth,
            why,
            text,
            3 - depth,
            depth,
            Optional.of(
                new ConeRow.Standing(
                    state,
                    kind.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new ConeRow.Obstacle(kind, obstacle)))));
  }

  private static TreeMap<String, Long> standing(long... counts) {
    TreeMap<String, Long> out = new TreeMap<>();
    String[] words = {"standalone", "no-detour", "sub-transit", "below-sub-transit"};
    for (int i = 0; i < words.length; i++) {
      out.put(words[i], counts[i]);
    }
    return out;
  }

  private static PiSavAnswer conservative() {
    return new PiSavAnswer(
        Optional.of(
            new PiSavAnswer.Cone(
                "conservative",
                true,
                standing(7, 2, 1, 3),
                List.of(),
                List.of(
                    new PiSavAnswer.Shares(
                        AddressFamily.IPV4,
                        new PiSavAnswer.Amount(30, 7680),
                        new PiSavAnswer.Amount(20, 5376),
                        new PiSavAnswer.Amount(29, 7424)),
                    new PiSavAnswer.Shares(
                        AddressFamily.IPV6,
                        new PiSavAnswer.Amount(3, 196_608.5),
                        new PiSavAnswer.Amount(1, 65_536),
                        new PiSavAnswer.Amount(2, 131_072))),
                6)),
        false,
        Optional.of(
            new PiSavAnswer.Listener(
                17,
                SKI,
                5,
                List.of(
                    new PiSavSession.Refused(
                        "not-authorised", 3, "203.0.113.9: the key is of no router of AS 64502")))),
        List.of(answered(), stranger()),
        List.of());
  }

  private static PiSavAnswer aggressive() {
    return new PiSavAnswer(
        Optional.of(
            new PiSavAnswer.Cone(
                "aggressive",
                false,
                standing(1, 0, 2, 0),
                List.of(CUSTOMER, TRANSIT),
                List.of(
                    new PiSavAnswer.Shares(
                        AddressFamily.IPV4,
                        new PiSavAnswer.Amount(3, 768),
                        new PiSavAnswer.Amount(1, 256),
                        new PiSavAnswer.Amount(0, 0)),
                    new PiSavAnswer.Shares(
                        AddressFamily.IPV6,
                        new PiSavAnswer.Amount(0, 0),
                        new PiSavAnswer.Amount(0, 0),
                        new PiSavAnswer.Amount(0, 0))),
                0)),
        false,
        Optional.of(new PiSavAnswer.Listener(0, SKI, 0, List.of())),
        List.of(),
        List.of());
  }

  private static PiSavSession answered() {
    return new PiSavSession(
        Optional.of("transit"),
        Optional.of(TRANSIT),
        Optional.of(new Ipv4Address(0xC0000205)),
        "192.0.2.5:41017",
        Optional.of(SKI),
        "established",
        SampleAnswers.NOON,
        OptionalLong.of(17),
        OptionalLong.of(17),
        Optional.of(
            new PiSavSession.Statement(
                Optional.of(true),
                "some",
                List.of(CUSTOMER, Asn.of(64497)),
                "some",
                List.of(Asn.of(64499), Asn.of(64511)),
                List.of(Asn.of(64498)),
                4)),
        List.of(),
        Optional.empty());
  }

  private static PiSavSession stranger() {
    return new PiSavSession(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "203.0.113.9:50123",
        Optional.empty(),
        "awaiting HELLO",
        SampleAnswers.NOON,
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private static PiSavSession top() {
    return new PiSavSession(
        Optional.of("above"),
        Optional.of(Asn.of(64510)),
        Optional.empty(),
        "[2001:db8::4]:8283",
        Optional.empty(),
        "established",
        SampleAnswers.NOON,
        OptionalLong.of(9),
        OptionalLong.of(8),
        Optional.of(
            new PiSavSession.Statement(
                Optional.empty(), "none", List.of(), "unsaid", List.of(), List.of(), 0)),
        List.of(new PiSavSession.Refused("limit", 1, "AS 64510: too many members")),
        Optional.of("hold time expired"));
  }
}
