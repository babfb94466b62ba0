package savd.rpki.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import savd.net.Asn;
import savd.net.Prefix;

class RpkiObjectReaderTest {
  private static List<String> text(RpkiObject object) {
    List<String> lines = new ArrayList<>();
    ObjectText.write(object, lines::add);
    return lines;
  }

  @Test
  void an_aspa_is_read() throws Exception {
    RpkiObject o = RpkiObjectReader.read(Objects.aspa(65000, 65002, 65001, 4_200_000_000L));
    assertThat(o.faults()).isEmpty();
    assertThat(o.kind()).isEqualTo(RpkiObject.Kind.ASPA);
    assertThat(o.content())
        .contains(
            new RpkiObject.AspaContent(
                1,
                new Asn(65000),
                List.of(new Asn(65001), new Asn(65002), Asn.of(4_200_000_000L))));
    assertThat(o.certificate().orElseThrow().resources()).containsExactly("AS65000");
    assertThat(text(o))
        .contains(
            "ASPA",
            "  customer      AS65000",
            "  providers     AS65001 AS65002 AS4200000000",
            "  valid         2026-01-01T00:00:00Z to 2036-01-01T00:00:00Z",
            "  object        rsync://rpki.example/repo/x.asa",
            "Not validated against a trust anchor.");
  }

  @Test
  void an_aspa_of_as_zero_says_that_there_are_none() throws Exception {
    assertThat(text(RpkiObjectReader.read(Objects.aspa(65000, 0))))
        .contains("  providers     none (AS0)");
  }

  @Test
  void a_roa_is_read() throws Exception {
    RpkiObject o = RpkiObjectReader.read(Objects.roa(64496, "192.0.2.0/24-28", "2001:db8::/32"));
    assertThat(o.faults()).isEmpty();
    assertThat(o.content())
        .contains(
            new RpkiObject.Roa(
                new Asn(64496),
                List.of(
                    new RpkiObject.RoaPrefix(Prefix.parse("192.0.2.0/24"), 28),
                    new RpkiObject.RoaPrefix(Prefix.parse("2001:db8::/32"), 32))));
    assertThat(ObjectJson.of(o))
        .startsWith(
            "{\"kind\":\"roa\",\"faults\":[],\"validated\":false,\"asn\":64496,\"prefixes\":"
                + "[{\"prefix\":\"192.0.2.0/24\",\"maxLength\":28},"
                + "{\"prefix\":\"2001:db8::/32\",\"maxLength\":32}]");
  }

  @Test
  void a_router_certificate_is_read() throws Exception {
    RpkiObject o = RpkiObjectReader.read(Objects.routerCertificate(65536));
    assertThat(o.kind()).isEqualTo(RpkiObject.Kind.ROUTER_CERTIFICATE);
    assertThat(o.content().orElseThrow())
        .isInstanceOfSatisfying(
            RpkiObject.Router.class,
            r -> {
              assertThat(r.asns()).containsExactly("AS65536");
              assertThat(r.publicKey()).as("a P-256 key in DER").hasSize(91);
            });
    assertThat(o.certificate().orElseThrow().subjectKey()).matches("[0-9A-F]{40}");
  }

  @Test
  void a_resource_certificate_is_read() throws Exception {
    RpkiObject o = RpkiObjectReader.read(Objects.resourceCertificate());
    assertThat(o.content()).contains(new RpkiObject.Resources(false));
    assertThat(o.certificate().orElseThrow().resources())
        .containsExactly("AS64496", "192.0.2.0/24", "2001:db8::/32");
  }

  /** The last octets of a signed object are its signature. */
  @Test
  void an_object_that_is_not_what_was_signed_is_shown_with_its_fault() throws Exception {
    byte[] good = Objects.roa(64496, "192.0.2.0/24-28", "2001:db8::/32");
    byte[] bad = good.clone();
    bad[bad.length - 1] ^= 1;
    RpkiObject o = RpkiObjectReader.read(bad);
    assertThat(o.faults()).isNotEmpty();
    assertThat(o.content()).isEqualTo(RpkiObjectReader.read(good).content());
    assertThat(o.certificate()).isEqualTo(RpkiObjectReader.read(good).certificate());
    assertThat(text(o)).contains("ROA, with faults", "  origin        AS64496");
  }

  @Test
  void a_faulty_aspa_is_shown_with_its_fault() throws Exception {
    byte[] bad = Objects.aspa(65000, 65001, 65002);
    bad[bad.length - 1] ^= 1;
    RpkiObject o = RpkiObjectReader.read(bad);
    assertThat(o.faults()).isNotEmpty();
    assertThat(o.content())
        .contains(
            new RpkiObject.AspaContent(1, new Asn(65000), List.of(new Asn(65001), new Asn(65002))));
  }

  @Test
  void what_is_no_object_is_refused_in_words() {
    assertThatThrownBy(() -> RpkiObjectReader.read("hello".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(NotAnRpkiObject.class)
        .hasMessage("not an object in DER");
    assertThatThrownBy(() -> RpkiObjectReader.read(new byte[0]))
        .isInstanceOf(NotAnRpkiObject.class);
  }

  @Test
  void spoiled_objects_have_typed_outcomes_only() {
    List<byte[]> objects =
        List.of(
            Objects.roa(64496, "192.0.2.0/24-28", "2001:db8::/32"),
            Objects.aspa(65000, 65001),
            Objects.routerCertificate(7),
            Objects.resourceCertificate());
    Random random = new Random(20261122);
    int read = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] b = objects.get(random.nextInt(objects.size())).clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        b[random.nextInt(b.length)] = (byte) random.nextInt();
      }
      b = random.nextInt(10) == 0 ? Arrays.copyOf(b, random.nextInt(b.length)) : b;
      try {
        assertThat(text(RpkiObjectReader.read(b))).isNotEmpty();
        read++;
      } catch (NotAnRpkiObject e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
    assertThat(read).isPositive();
  }
}
