package savd.rpki.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.Vrp;

class PayloadReaderTest {
  private static final String KEY =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEgFcjQ/g//LAQerAH2Mpp+GucoDAGBbhIqD33wNPsXxnAGb+mtZ7XQrVO"
          + "9DQ6UlAShtig5+QfEKpTtFgiqfiAFQ";

  private static Payload read(String text) throws IOException, BadFile {
    return PayloadReader.read(
        "vrps.json", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Vrp vrp(String prefix, int maxLength, int asn) {
    return new Vrp(Prefix.parse(prefix), maxLength, new Asn(asn));
  }

  /** The members rpki-client 9.5 writes, taken from a file it wrote on 2025-07-20. */
  @Test
  void rpki_client_json_is_read() throws Exception {
    Payload p =
        read(
            """
            {
            	"metadata": { "buildtime": "2025-07-20T09:31:33Z", "roas": 314021 },
            	"roas": [
            		{ "asn": 13335, "prefix": "1.0.0.0/24", "maxLength": 24, "ta": "apnic", "expires": 1 },
            		{ "asn": 0, "prefix": "2001:db8::/32", "maxLength": 128, "ta": "ripe", "expires": 1 }
            	],
            	"bgpsec_keys": [
            		{ "asn": 15562, "ski": "5D4250E2D81D4448D8A29EFCE91D29FF075EC9E2", "pubkey": "%s==" }
            	],
            	"nonfunc_cas": [ { "location": "x", "nested": [ { } ] } ],
            	"aspas": [
            		{ "customer_asid": 945, "expires": 1753070425, "providers": [ 13213, 150369 ] },
            		{ "customer_asid": 4294967295, "expires": 1, "providers": [ 0 ] }
            	]
            }
            """
                .formatted(KEY));
    assertThat(p.ipv4().vrp(0)).isEqualTo(vrp("1.0.0.0/24", 24, 13335));
    assertThat(p.ipv6().vrp(0)).isEqualTo(vrp("2001:db8::/32", 128, 0));
    assertThat(p.vrpCount()).isEqualTo(2);
    assertThat(p.aspas().aspa(0)).hasToString("AS945 -> AS13213 AS150369");
    assertThat(p.aspas().aspa(1)).hasToString("AS4294967295 -> AS0");
    assertThat(p.routerKeys())
        .singleElement()
        .hasToString("AS15562 5D4250E2D81D4448D8A29EFCE91D29FF075EC9E2");
  }

  /** Routinator's own test output: one VRP, one key and one ASPA, each of them twice. */
  @ParameterizedTest
  @ValueSource(strings = {"routinator.111.json", "routinator.111.jsonext"})
  void routinator_json_is_read(String file) throws Exception {
    Payload p = PayloadReader.read(SharedData.rpki("slurm/" + file));
    assertThat(p.vrpCount()).isEqualTo(1);
    assertThat(p.ipv4().vrp(0)).isEqualTo(vrp("12.34.56.0/24", 24, 1234));
    assertThat(p.aspas().aspa(0)).hasToString("AS1234 -> AS1 AS2 AS3 AS4");
    assertThat(p.routerKeys()).extracting(RouterKey::asn).containsExactly(new Asn(1234));
  }

  @Test
  void routinator_csv_is_read() throws Exception {
    Payload p = PayloadReader.read(SharedData.rpki("slurm/routinator.111.csv"));
    assertThat(p.vrpCount()).isEqualTo(1);
    assertThat(p.ipv4().vrp(0)).isEqualTo(vrp("12.34.56.0/24", 24, 1234));
  }

  @ParameterizedTest
  @ValueSource(strings = {"routinator.000.json", "routinator.000.jsonext", "routinator.000.csv"})
  void a_file_may_be_empty_of_data(String file) throws Exception {
    assertThat(PayloadReader.read(SharedData.rpki("slurm/" + file))).isEqualTo(Payload.EMPTY);
  }

  @ParameterizedTest
  @CsvSource({"smalltest.rpki.json,2", "test.rpki.json,19"})
  void stayrtr_input_is_read(String file, int vrps) throws Exception {
    assertThat(PayloadReader.read(SharedData.rpki("slurm/stayrtr.cmd.stayrtr." + file)).vrpCount())
        .isEqualTo(vrps);
  }

  @Test
  void other_columns_and_quotes_of_csv_are_read() throws Exception {
    Payload p =
        read(
            """
            URI,ASN,"IP Prefix",Max Length,Not Before,Not After
            rsync://a/b.roa,AS64496,"192.0.2.0/24",,x,y
            rsync://a/b.roa,"64497","2001:db8::/32","48",x,y
            """);
    assertThat(p.ipv4().vrp(0)).isEqualTo(vrp("192.0.2.0/24", 24, 64496));
    assertThat(p.ipv6().vrp(0)).isEqualTo(vrp("2001:db8::/32", 48, 64497));
  }

  /** Counts as the README beside the file has them, made by other means. */
  @Test
  void a_complete_dump_is_read_in_full() throws Exception {
    Payload p = PayloadReader.read(SharedData.rpki("rpki-client.20250720T093135Z.json.bz2"));
    assertThat(p.ipv4().size()).isEqualTo(580_366);
    assertThat(p.ipv6().size()).isEqualTo(143_155);
    assertThat(p.ipv4().originEnd(0) + p.ipv6().originEnd(0)).isEqualTo(2_419);
    assertThat(p.aspas().size()).isEqualTo(100);
    assertThat(p.aspas().providerCount()).isEqualTo(545);
    assertThat(p.routerKeys()).hasSize(2);
    assertThat(p.bytes()).isLessThan(40L * p.vrpCount());
  }

  @Test
  void a_compressed_file_is_what_it_was() throws Exception {
    byte[] plain = Files.readAllBytes(SharedData.rpki("slurm/routinator.111.json"));
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(plain);
    }
    InputStream in = new ByteArrayInputStream(zipped.toByteArray());
    assertThat(PayloadReader.read("x.gz", in))
        .isEqualTo(PayloadReader.read("x", new ByteArrayInputStream(plain)));
    InputStream cut = new ByteArrayInputStream(zipped.toByteArray(), 0, zipped.size() / 2);
    assertThatThrownBy(() -> PayloadReader.read("x.gz", cut)).isInstanceOf(IOException.class);
  }

  @Test
  void providers_in_any_order_and_as_zero_beside_others_are_made_right() throws Exception {
    Payload p = read("{\"aspas\":[{\"customer\":\"AS5\",\"providers\":[\"AS9\",0,7,9]}]}");
    assertThat(p.aspas().aspa(0)).hasToString("AS5 -> AS7 AS9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                                            | 1: not an object
          {"roas":{}}                                                   | 1: roas: not an array
          {"roas":[7]}                                                  | 1: roas[0]: not an object
          {"roas":[{"asn":1}]}                                          | 1: roas[0]: no prefix
          {"roas":[{"prefix":"10.0.0.0/8"}]}                            | 1: roas[0]: no asn
          {"roas":[{"asn":-1,"prefix":"10.0.0.0/8"}]}                   | 1: roas[0].asn: not an AS number: -1
          {"roas":[{"asn":4294967296,"prefix":"10.0.0.0/8"}]}           | 1: roas[0].asn: not an AS number: 4294967296
          {"roas":[{"asn":1e3,"prefix":"10.0.0.0/8"}]}                  | 1: roas[0].asn: not an AS number: 1e3
          {"roas":[{"asn":"ASX","prefix":"10.0.0.0/8"}]}                | 1: roas[0].asn: not an AS number: ASX
          {"roas":[{"asn":99999999999999999999,"prefix":"10.0.0.0/8"}]} | 1: roas[0].asn: not an AS number: 99999999999999999999
          {"roas":[{"asn":1,"prefix":"10.0.0.0/33"}]}                   | 1: roas[0].prefix: not a prefix: 10.0.0.0/33
          {"roas":[{"asn":1,"prefix":"10.0.0.1/8"}]}                    | 1: roas[0].prefix: not a prefix: 10.0.0.1/8
          {"roas":[{"asn":1,"prefix":9}]}                               | 1: roas[0].prefix: not a text
          {"roas":[{"asn":1,"prefix":"10.0.0.0/8","maxLength":7}]}      | 1: roas[0]: maximum length 7 is not in 8..32
          {"roas":[{"asn":1,"prefix":"10.0.0.0/8","maxLength":33}]}     | 1: roas[0]: maximum length 33 is not in 8..32
          {"roas":[{"asn":1,"prefix":"10.0.0.0/8","maxLength":255}]}    | 1: roas[0].maxLength: not a length of 0..128: 255
          {"roas":[{"asn":1,"prefix":"10.0.0.0/8","maxLength":null}]}   | 1: roas[0].maxLength: not a length of 0..128: null
          {"aspas":[{"customer":1,"providers":[]}]}                     | 1: aspas[0]: the ASPA of AS1 names no provider
          {"aspas":[{"customer":1,"providers":[1]}]}                    | 1: aspas[0]: AS1 is its own provider
          {"aspas":[{"customer":0,"providers":[1]}]}                    | 1: aspas[0]: an ASPA of AS0
          {"aspas":[{"customer":1,"providers":[true]}]}                 | 1: aspas[0].providers[0]: not an AS number: true
          {"aspas":[{"customer":1}]}                                    | 1: aspas[0]: no providers
          {"routerKeys":[{"asn":1,"SKI":"00","routerPublicKey":"AA"}]}  | 1: routerKeys[0]: a key identifier of 1 octets, not 20
          {"routerKeys":[{"asn":1,"SKI":"0","routerPublicKey":"AA"}]}   | 1: routerKeys[0].SKI: not 20 octets in hexadecimal: 0
          {"bgpsec_keys":[{"asn":1,"ski":"00","pubkey":"?"}]}           | 1: bgpsec_keys[0].pubkey: not octets in base 64: ?
          {} {}                                                         | 1: more behind the object
          ASN                                                           | 1: neither JSON nor CSV with the columns ASN, IP Prefix and Max Length
          """)
  void what_cannot_be_is_rejected_with_its_place(String text, String fault) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadFile.class)
        .hasMessage("vrps.json:" + fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AS1,10.0.0.0/8           | 3: a line of 2 fields
          ASN,10.0.0.0/8,8         | 3: ASN: not an AS number: ASN
          AS1,10.0.0.0/8,7         | 3: Max Length: maximum length 7 is not in 8..32
          AS1,10.0.0.0/8,-8        | 3: Max Length: not a length of 0..128: -8
          AS1,10.0.0.0/,8          | 3: IP Prefix: not a prefix: 10.0.0.0/
          """)
  void a_bad_line_of_csv_is_rejected_with_its_place(String line, String fault) {
    String text = "ASN,IP Prefix,Max Length,Trust Anchor\nAS1,10.0.0.0/8,8,ripe\n" + line + "\n";
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadFile.class)
        .hasMessage("vrps.json:" + fault);
  }

  @Test
  void ends_of_lines_may_be_of_either_kind_and_missing_at_the_end() throws Exception {
    Payload p = read("ASN,IP Prefix,Max Length\r\n\r\nAS1,10.0.0.0/8,8\r\n \nAS2,11.0.0.0/8,9");
    assertThat(p.ipv4().vrp(0)).isEqualTo(vrp("10.0.0.0/8", 8, 1));
    assertThat(p.ipv4().vrp(1)).isEqualTo(vrp("11.0.0.0/8", 9, 2));
    assertThat(p.vrpCount()).isEqualTo(2);
  }

  @Test
  void a_line_without_end_is_not_collected() {
    assertThatThrownBy(() -> read("ASN,IP Prefix,Max Length\n" + "A".repeat(5000)))
        .hasMessage("vrps.json:2: a line of more than 4096 characters");
  }

  @Test
  void a_fault_of_syntax_has_a_line() {
    BadFile e = catchThrowableOfType(BadFile.class, () -> read("{\n\"roas\": [\n{ \"asn\": x }"));
    assertThat(e.faults()).singleElement();
    assertThat(e.faults().getFirst().line()).isEqualTo(3);
    assertThat(e.faults().getFirst().member()).isEqualTo("roas[0].asn");
    assertThat(e.faults().getFirst().text()).startsWith("not JSON: ");
  }

  @Test
  void a_fault_cannot_write_to_the_terminal() {
    assertThatThrownBy(() -> read("{\"roas\":[{\"asn\":\"\\u001b[2J\\n\"}]}"))
        .hasMessage("vrps.json:1: roas[0].asn: not an AS number: \\u001B[2J\\u000A");
  }

  /** As StayRTR wants it; {@code docs/lab-notes/rpki-peers.md}. */
  @Test
  void providers_by_family_are_united() throws Exception {
    Payload p =
        read(
            """
            {"provider_authorizations": {
              "ipv4": [ { "customer_asid": 5, "providers": [ 7, 9 ] } ],
              "ipv6": [ { "customer_asid": 5, "providers": [ 8 ] },
                        { "customer_asid": 6, "providers": [ 0 ] } ] } }
            """);
    assertThat(p.aspas().aspa(0)).hasToString("AS5 -> AS7 AS8 AS9");
    assertThat(p.aspas().aspa(1)).hasToString("AS6 -> AS0");
  }

  @Test
  void families_are_not_mixed_up() throws Exception {
    Payload p =
        read("{\"roas\":[{\"asn\":1,\"prefix\":\"::/0\"},{\"asn\":1,\"prefix\":\"0.0.0.0/0\"}]}");
    assertThat(p.vrps(AddressFamily.IPV4).vrp(0)).isEqualTo(vrp("0.0.0.0/0", 0, 1));
    assertThat(p.vrps(AddressFamily.IPV6).vrp(0)).isEqualTo(vrp("::/0", 0, 1));
  }
}
