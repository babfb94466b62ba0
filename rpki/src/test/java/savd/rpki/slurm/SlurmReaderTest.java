package savd.rpki.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.rpki.files.BadFile;
import savd.rpki.files.FileFault;
import savd.rpki.files.SharedData;

class SlurmReaderTest {
  static SlurmFile read(String name, String text) throws IOException, BadFile {
    return SlurmReader.read(name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> faults(String text) {
    BadFile e = catchThrowableOfType(BadFile.class, () -> read("s.json", text));
    assertThat(e).as("rejected: %s", text).isNotNull();
    return e.faults().stream().map(FileFault::toString).toList();
  }

  /** A file of version 2 with these filters and assertions, each the inside of an array. */
  private static String file(String member, String entries) {
    StringBuilder out = new StringBuilder("{\"slurmVersion\":2,\"validationOutputFilters\":{");
    for (String m : List.of("prefixFilters", "bgpsecFilters", "aspaFilters")) {
      out.append(part(m, member, entries, "aspaFilters"));
    }
    out.append("},\"locallyAddedAssertions\":{");
    for (String m : List.of("prefixAssertions", "bgpsecAssertions", "aspaAssertions")) {
      out.append(part(m, member, entries, "aspaAssertions"));
    }
    return out.append("}}").toString();
  }

  private static String part(String m, String member, String entries, String last) {
    return "\""
        + m
        + "\":["
        + (m.equals(member) ? entries : "")
        + "]"
        + (m.equals(last) ? "" : ",");
  }

  // ---- files of others

  @ParameterizedTest
  @CsvSource({
    "draft-aspa-slurm.0.json,2,0,0",
    "draft-aspa-slurm.1.json,2,7,4",
    "rpki-rs.full.json,1,6,3",
    "routinator.000.slurm,1,0,0",
    "routinator.000.slurm2,2,0,0",
    "routinator.111.slurm,1,0,4",
    "routinator.111.slurm2,2,0,6",
  })
  void files_that_keep_to_the_documents_are_taken(
      String name, int version, int filters, int assertions) throws Exception {
    SlurmFile f = SlurmReader.read(SharedData.rpki("slurm/" + name));
    assertThat(f.version()).isEqualTo(version);
    assertThat(f.filterCount()).isEqualTo(filters);
    assertThat(f.assertionCount()).isEqualTo(assertions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rpki-rs.full_v2.json               | validationOutputFilters.aspaFilters[0].customerAsid: no such member here; an earlier draft's name: now customerAsn
          stayrtr.cmd.stayrtr.test.slurm.json| locallyAddedAssertions: no bgpsecAssertions
          stayrtr.prefixfile.slurm.json      | validationOutputFilters: no aspaFilters
          stayrtr.prefixfile.slurm.json      | validationOutputFilters.bgpsecFilters[1].SKI: padded; leave the = out
          stayrtr.cmd.stayrtr.smalltest.rpki.json | no slurmVersion
          """)
  void files_that_do_not_are_rejected_with_the_reason(String name, String reason) {
    BadFile e =
        catchThrowableOfType(
            BadFile.class, () -> SlurmReader.read(SharedData.rpki("slurm/" + name)));
    assertThat(e.faults()).extracting(FileFault::toString).anyMatch(f -> f.endsWith(": " + reason));
  }

  /**
   * The file names its source in members of its own, which RFC 8416, section 3.1, forbids; and of
   * its 3,312 assertions one has null for a prefix and two an empty text for an AS number.
   */
  @Test
  void dn42s_large_file_is_rejected_for_what_is_wrong_in_it() throws Exception {
    String text;
    try (InputStream in =
        new GZIPInputStream(
            Files.newInputStream(SharedData.rpki("slurm/dn42.export_rfc8416.json.gz")))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> faults = faults(text);
    assertThat(faults).hasSize(101);
    assertThat(faults.getFirst())
        .isEqualTo(
            "s.json:14: locallyAddedAssertions.prefixAssertions[0].source: no such member here");
    assertThat(faults.getLast()).isEqualTo("s.json: 6527 more faults");
    String plain = text.replaceAll(",\\s*\"(source|mnt-by)\": \"[^\"]*\"", "");
    assertThat(faults(plain))
        .containsExactly(
            "s.json:627: locallyAddedAssertions.prefixAssertions[123].prefix: not a text",
            "s.json:7811: locallyAddedAssertions.prefixAssertions[1560].asn: not an AS number: ;"
                + " write a number, without AS and quotes",
            "s.json:16566: locallyAddedAssertions.prefixAssertions[3311].asn: not an AS number: ;"
                + " write a number, without AS and quotes");
    String whole =
        plain
            .replace("\"prefix\": null", "\"prefix\": \"fd00::/48\"")
            .replace("\"asn\": \"\"", "\"asn\": 1");
    assertThat(read("s.json", whole).prefixAssertions()).hasSize(3_312);
  }

  // ---- entries

  @Test
  void the_drafts_example_says_what_it_says() throws Exception {
    SlurmFile f = SlurmReader.read(SharedData.rpki("slurm/draft-aspa-slurm.1.json"));
    assertThat(f.prefixFilters())
        .extracting(Object::toString)
        .containsExactly("192.0.2.0/24", "AS64496", "198.51.100.0/24 AS64497");
    assertThat(f.bgpsecFilters())
        .extracting(Object::toString)
        .containsExactly(
            "AS64496",
            "BE889B55D0B737397D75C49F485B858FA98AD11F",
            "AS64497 510F485D29A29DB7B515F9C478F8ED3CB7AA7D23");
    assertThat(f.aspaFilters()).extracting(Object::toString).containsExactly("AS64496");
    assertThat(f.prefixAssertions())
        .extracting(Object::toString)
        .containsExactly("198.51.100.0/24 AS64496", "2001:db8::/32-48 AS64496");
    assertThat(f.bgpsecAssertions())
        .extracting(Object::toString)
        .containsExactly("AS64496 5D4250E2D81D4448D8A29EFCE91D29FF075EC9E2");
    assertThat(f.aspaAssertions())
        .extracting(Object::toString)
        .containsExactly("AS64496 -> AS64497 AS64498");
    assertThat(f.prefixFilters().get(1).place().toString())
        .endsWith("draft-aspa-slurm.1.json:9 \"All VRPs matching ASN\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          prefixFilters    | {}                                        | neither prefix nor asn
          prefixFilters    | {"comment":"x"}                           | neither prefix nor asn
          prefixFilters    | {"prefix":"10.0.0.0"}                     | .prefix: not a prefix: 10.0.0.0
          prefixFilters    | {"prefix":"10.0.0.1/8"}                   | .prefix: not a prefix: 10.0.0.1/8
          prefixFilters    | {"prefix":"10.0.0.0/8","maxLength":9}     | .maxLength: no such member here; here maxPrefixLength
          prefixFilters    | {"prefix":null}                           | .prefix: not a text
          prefixFilters    | {"asn":"AS1"}                             | .asn: not an AS number: AS1; write a number, without AS and quotes
          prefixFilters    | {"asn":4294967296}                        | .asn: not an AS number: 4294967296
          prefixFilters    | {"asn":1.0}                               | .asn: not an AS number: 1.0
          prefixFilters    | {"asn":1,"asn":1}                         | .asn: a second time
          prefixFilters    | {"asn":1,"comment":7}                     | .comment: not a text
          prefixFilters    | [[]]                                      | not an object
          bgpsecFilters    | {}                                        | neither asn nor SKI
          bgpsecFilters    | {"SKI":"AAAA"}                            | .SKI: 3 octets, not 20
          bgpsecFilters    | {"SKI":"*"}                               | .SKI: not base64url (RFC 4648, section 5): *
          aspaFilters      | {}                                        | no customerAsn
          aspaFilters      | {"customerAsn":0}                         | .customerAsn: AS0 is nobody's customer
          prefixAssertions | {"asn":1}                                 | no prefix
          prefixAssertions | {"prefix":"10.0.0.0/8"}                   | no asn
          prefixAssertions | {"asn":1,"prefix":"10.0.0.0/8","maxPrefixLength":7}  | .maxPrefixLength: 7 is not in 8..32
          prefixAssertions | {"asn":1,"prefix":"10.0.0.0/8","maxPrefixLength":33} | .maxPrefixLength: 33 is not in 8..32
          prefixAssertions | {"asn":1,"prefix":"10.0.0.0/8","maxPrefixLength":-1} | .maxPrefixLength: not a length: -1
          bgpsecAssertions | {"asn":1,"SKI":"AAAAAAAAAAAAAAAAAAAAAAAAAAA"}        | no routerPublicKey
          aspaAssertions   | {"customerAsn":1,"providerAsns":[]}       | .providerAsns: no provider
          aspaAssertions   | {"customerAsn":1,"providerAsns":[3,2]}    | .providerAsns: not ascending: AS2 behind AS3
          aspaAssertions   | {"customerAsn":1,"providerAsns":[2,2]}    | .providerAsns: not ascending: AS2 behind AS2
          aspaAssertions   | {"customerAsn":1,"providerAsns":[1]}      | .providerAsns: AS1 is its own provider
          aspaAssertions   | {"customerAsn":1,"providerAsns":[0,2]}    | .providerAsns: AS0 beside other providers
          aspaAssertions   | {"customerAsn":1,"providerAsns":["2"]}    | .providerAsns[0]: not an AS number: 2; write a number, without AS and quotes
          aspaAssertions   | {"customerAsn":1,"providers":[2]}         | .providers: no such member here; an earlier draft's name: now providerAsns, numbers only
          """)
  void an_entry_is_rejected_with_its_member(String member, String entry, String reason) {
    String object =
        member.endsWith("Filters") ? "validationOutputFilters." : "locallyAddedAssertions.";
    assertThat(faults(file(member, entry)))
        .anyMatch(
            f ->
                f.equals(
                    "s.json:1: "
                        + object
                        + member
                        + "[0]"
                        + (reason.startsWith(".") ? reason : ": " + reason)));
  }

  @Test
  void a_comment_cannot_write_to_the_terminal() throws Exception {
    SlurmFile f =
        read(
            "s.json", file("prefixFilters", "{\"asn\":1,\"comment\":\"a\\u001b[2J\\nb\\u202E \"}"));
    assertThat(f.prefixFilters().getFirst().place().comment()).isEqualTo("a [2J b");
  }

  @Test
  void as_zero_alone_says_that_there_are_no_providers() throws Exception {
    SlurmFile f =
        read("s.json", file("aspaAssertions", "{\"customerAsn\":1,\"providerAsns\":[0]}"));
    assertThat(f.aspaAssertions().getFirst()).hasToString("AS1 -> AS0");
  }

  // ---- the frame

  @Test
  void all_faults_are_told_in_order() {
    assertThat(
            faults(
                """
                {
                  "slurmVersion": 3,
                  "validationOutputFilters": {
                    "prefixFilters": [ { "asn": -1 },
                      { "prefix": "x/8" } ],
                    "more": {"a": [1]}
                  },
                  "locallyAddedAssertions": 7
                }
                """))
        .containsExactly(
            "s.json:2: slurmVersion: neither 1 nor 2",
            "s.json:4: validationOutputFilters.prefixFilters[0].asn: not an AS number: -1",
            "s.json:5: validationOutputFilters.prefixFilters[1].prefix: not a prefix: x/8",
            "s.json:6: validationOutputFilters.more: no such member here",
            "s.json:7: validationOutputFilters: no bgpsecFilters",
            "s.json:8: locallyAddedAssertions: not an object");
  }

  @Test
  void version_one_has_no_aspas_wherever_the_version_stands() {
    assertThat(
            faults(
                """
                {
                  "validationOutputFilters": {
                    "prefixFilters": [], "bgpsecFilters": [],
                    "aspaFilters": []
                  },
                  "locallyAddedAssertions": { "prefixAssertions": [], "bgpsecAssertions": [] },
                  "slurmVersion": 1
                }
                """))
        .containsExactly("s.json:4: validationOutputFilters.aspaFilters: needs slurmVersion 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''          | s.json:1: not an object
          []          | s.json:1: not an object
          {} {}       | s.json:1: more behind the object
          {           | s.json:1: not JSON
          {"a":nul}   | s.json:1: a: not JSON
          """)
  void what_is_no_object_is_rejected(String text, String fault) {
    assertThat(faults(text)).anyMatch(f -> f.startsWith(fault));
  }
}
