package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import savd.control.PayloadCounts;
import savd.control.RpkiAnswer;
import savd.control.SlurmAnswer;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.files.FileFault;
import savd.rpki.files.WatchedFiles;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.NamedPayload;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rpki.slurm.Slurm;
import savd.rpki.slurm.SlurmReader;
import savd.rpki.sources.Availability;

class RpkiAnswersTest {
  private static final String EXCEPTIONS =
      """
      { "slurmVersion": 2,
        "validationOutputFilters": {
          "prefixFilters": [
            { "prefix": "192.0.2.0/24", "comment": "ours" },
            { "asn": 64497 },
            { "prefix": "10.0.0.0/8", "asn": 64496 }
          ],
          "bgpsecFilters": [ { "asn": 64496 } ],
          "aspaFilters": [ { "customerAsn": 64496 }, { "customerAsn": 64499 } ]
        },
        "locallyAddedAssertions": {
          "prefixAssertions": [
            { "asn": 64500, "prefix": "198.51.100.0/24" },
            { "asn": 64498, "prefix": "203.0.113.0/24" },
            { "asn": 64496, "prefix": "192.0.2.0/25" }
          ],
          "bgpsecAssertions": [],
          "aspaAssertions": [
            { "customerAsn": 64498, "providerAsns": [64500] },
            { "customerAsn": 64498, "providerAsns": [64511] }
          ]
        }
      }
      """;

  private static final Payload SAID =
      new Payload(
          VrpTable.builder(AddressFamily.IPV4)
              .add(new Vrp(Prefix.parse("192.0.2.0/24"), 24, Asn.of(64496)))
              .add(new Vrp(Prefix.parse("192.0.2.0/25"), 25, Asn.of(64496)))
              .add(new Vrp(Prefix.parse("203.0.113.0/24"), 24, Asn.of(64498)))
              .build(),
          VrpTable.builder(AddressFamily.IPV6)
              .add(new Vrp(Prefix.parse("2001:db8::/32"), 32, Asn.of(64497)))
              .build(),
          AspaTable.of(
              List.of(
                  new Aspa(Asn.of(64496), List.of(Asn.of(64500))),
                  new Aspa(Asn.of(64498), List.of(Asn.of(64500))))),
          Set.of(new RouterKey(Asn.of(64496), new byte[20], new byte[] {1})));

  private static RpkiView view() throws Exception {
    Slurm slurm =
        Slurm.of(
            List.of(
                SlurmReader.read(
                    "exceptions.json",
                    new ByteArrayInputStream(EXCEPTIONS.getBytes(StandardCharsets.UTF_8)))));
    return new RpkiView(
        Availability.IN_FORCE,
        Instant.EPOCH,
        slurm.apply(SAID),
        List.of(new NamedPayload("vrps.json", SAID)),
        List.of(
            new WatchedFiles.State<>(
                Path.of("vrps.json"),
                Optional.of(SAID),
                1,
                List.of(new FileFault("vrps.json", 3, "roas[1]", "no prefix")))),
        slurm,
        List.of(new FileFault("exceptions.json", 7, "", "not JSON")));
  }

  @Test
  void every_exception_is_told_with_its_place_and_what_it_matches() throws Exception {
    SlurmAnswer answer = RpkiAnswers.slurm(view());
    assertThat(
            answer.entries().stream()
                .map(e -> e.kind() + " " + e.text() + " :" + e.line() + " " + e.matches()))
        .containsExactly(
            "PREFIX_FILTER 192.0.2.0/24 :4 2",
            "PREFIX_FILTER AS64497 :5 1",
            "PREFIX_FILTER 10.0.0.0/8 AS64496 :6 0",
            "BGPSEC_FILTER AS64496 :8 1",
            "ASPA_FILTER AS64496 :9 1",
            "ASPA_FILTER AS64499 :9 0",
            "PREFIX_ASSERTION 198.51.100.0/24 AS64500 :13 1",
            "PREFIX_ASSERTION 203.0.113.0/24 AS64498 :14 0",
            "PREFIX_ASSERTION 192.0.2.0/25 AS64496 :15 1",
            "ASPA_ASSERTION AS64498 -> AS64500 :19 0",
            "ASPA_ASSERTION AS64498 -> AS64511 :20 1");
    assertThat(answer.entries().getFirst().comment()).contains("ours");
    assertThat(answer.files()).containsExactly("exceptions.json");
    assertThat(answer.problems()).containsExactly("exceptions.json:7: not JSON");
  }

  @Test
  void the_summary_counts_exceptions_without_effect() throws Exception {
    RpkiView view = view();
    assertThat(RpkiAnswers.summary(RpkiAnswers.slurm(view), view.slurm()))
        .isEqualTo(new RpkiAnswer.Slurm(1, 6, 5, 4, List.of("exceptions.json:7: not JSON")));
  }

  @Test
  void a_file_is_a_source_with_what_it_said_when_it_was_last_good() throws Exception {
    assertThat(RpkiAnswers.files(view()))
        .containsExactly(
            new RpkiAnswer.Source(
                "vrps.json",
                "file",
                true,
                new PayloadCounts(3, 1, 2, 1),
                List.of("vrps.json:3: roas[1]: no prefix")));
  }

  @Test
  void who_says_a_payload_is_named_with_the_line_of_an_assertion() throws Exception {
    SourceNames names = view().names();
    assertThat(names.of(new Vrp(Prefix.parse("203.0.113.0/24"), 24, Asn.of(64498))))
        .containsExactly("vrps.json", "exceptions.json:14");
    assertThat(names.of(new Vrp(Prefix.parse("192.0.2.0/25"), 25, Asn.of(64496))))
        .as("what the source says is dropped, and the assertion stays")
        .containsExactly("exceptions.json:15");
    assertThat(names.ofAspa(Asn.of(64498)))
        .containsExactly("vrps.json", "exceptions.json:19", "exceptions.json:20");
  }
}
