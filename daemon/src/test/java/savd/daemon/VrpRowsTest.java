package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import savd.control.ControlException;
import savd.control.OriginVerdict;
import savd.control.Page;
import savd.control.RouteFilter.Match;
import savd.control.ValidateAnswer;
import savd.control.VrpFilter;
import savd.control.VrpRow;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.NamedPayload;
import savd.rpki.payload.Payload;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rpki.slurm.Slurm;
import savd.rpki.slurm.SlurmReader;

class VrpRowsTest {
  private static final SourceNames NOBODY = new SourceNames(List.of(), Slurm.NONE);

  private static Payload payload(Iterable<Vrp> vrps) {
    VrpTable.Builder v4 = VrpTable.builder(AddressFamily.IPV4);
    VrpTable.Builder v6 = VrpTable.builder(AddressFamily.IPV6);
    for (Vrp v : vrps) {
      (v.prefix().family() == AddressFamily.IPV4 ? v4 : v6).add(v);
    }
    return new Payload(v4.build(), v6.build(), AspaTable.EMPTY, Set.of());
  }

  private static Payload payload(String... vrps) {
    List<Vrp> list = new ArrayList<>();
    for (String v : vrps) {
      list.add(vrp(v));
    }
    return payload(list);
  }

  /** "192.0.2.0/24-28 64496". */
  private static Vrp vrp(String text) {
    String[] words = text.split("[- ]");
    Prefix p = Prefix.parse(words[0]);
    return new Vrp(
        p,
        words.length == 3 ? Integer.parseInt(words[1]) : p.length(),
        Asn.parse(words[words.length - 1]));
  }

  private static List<Vrp> pages(Payload data, VrpFilter filter, int limit) throws Exception {
    List<Vrp> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    for (int round = 0; round < 10_000; round++) {
      Page<VrpRow> page = VrpRows.page(data, NOBODY, filter, after, limit);
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(limit);
      page.rows().forEach(r -> all.add(new Vrp(r.prefix(), r.maxLength(), r.asn())));
      after = page.next();
      if (after.isEmpty()) {
        return all;
      }
    }
    throw new AssertionError("the pages do not end");
  }

  private static boolean fits(Vrp v, VrpFilter f) {
    boolean prefix =
        f.prefix().isEmpty()
            || switch (f.match()) {
              case EXACT -> f.prefix().get().equals(v.prefix());
              case LONGER -> f.prefix().get().covers(v.prefix());
              case COVERING -> v.prefix().covers(f.prefix().get());
            };
    return prefix
        && f.asn().map(v.asn()::equals).orElse(true)
        && f.family().map(v.prefix().family()::equals).orElse(true);
  }

  private static Vrp random(SplittableRandom random) {
    AddressFamily family = AddressFamily.values()[random.nextInt(2)];
    int length = 4 + random.nextInt(6);
    int maxLength = length + random.nextInt(3);
    long bits = random.nextLong();
    boolean v4 = family == AddressFamily.IPV4;
    Prefix p =
        Prefix.of(
            family,
            v4 ? 0 : bits & family.maskHigh(length),
            v4 ? bits & family.maskLow(length) : 0,
            length);
    return new Vrp(p, maxLength, new Asn(random.nextInt(3)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void pages_together_are_what_the_filter_chooses_each_once(int limit) throws Exception {
    SplittableRandom random = new SplittableRandom(20261122);
    Set<Vrp> all =
        new TreeSet<>(
            Comparator.comparing((Vrp v) -> v.prefix().toString())
                .thenComparing(Vrp::maxLength)
                .thenComparing(Vrp::asn));
    for (int i = 0; i < 300; i++) {
      all.add(random(random));
    }
    Payload data = payload(all);
    for (int i = 0; i < 200; i++) {
      Optional<Prefix> prefix =
          random.nextInt(3) == 0 ? Optional.empty() : Optional.of(random(random).prefix());
      Match match =
          prefix.isEmpty() ? Match.EXACT : Match.values()[random.nextInt(Match.values().length)];
      VrpFilter filter =
          new VrpFilter(
              random.nextInt(3) == 0 && prefix.isEmpty()
                  ? Optional.of(AddressFamily.values()[random.nextInt(2)])
                  : Optional.empty(),
              prefix,
              match,
              random.nextBoolean() ? Optional.of(new Asn(random.nextInt(4))) : Optional.empty());
      assertThat(pages(data, filter, limit))
          .as("%s", filter)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(all.stream().filter(v -> fits(v, filter)).toList());
    }
  }

  @Test
  void a_cursor_whose_vrp_is_gone_goes_on_behind_its_place() throws Exception {
    Page<VrpRow> page =
        VrpRows.page(
            payload("192.0.2.0/24 1", "192.0.2.0/24-26 9", "198.51.100.0/24 1"),
            NOBODY,
            new VrpFilter(
                Optional.of(AddressFamily.IPV4), Optional.empty(), Match.EXACT, Optional.empty()),
            Optional.of("192.0.2.0/24 26 4"),
            10);
    assertThat(page.rows().stream().map(r -> r.prefix() + " " + r.asn()))
        .containsExactly("192.0.2.0/24 9", "198.51.100.0/24 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "192.0.2.0/24", "192.0.2.0/24 33 1", "192.0.2.0/24 24 AS", "1 2 3 4"})
  void what_is_no_cursor_is_a_bad_request(String cursor) {
    assertThatThrownBy(
            () -> VrpRows.page(payload(), NOBODY, VrpFilter.ALL, Optional.of(cursor), 10))
        .isInstanceOf(ControlException.class)
        .hasMessageStartingWith("not a cursor");
  }

  /** The cases of RFC 6811, section 2, and of a maximum length. */
  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 64496, VALID,     192.0.2.0/24-26 AS64496 matches",
    "192.0.2.0/26, 64496, VALID,     192.0.2.0/24-26 AS64496 matches",
    "192.0.2.0/27, 64496, INVALID,   none of the 2 VRPs that cover the route matches",
    "192.0.2.0/24, 64497, INVALID,   none of the 2 VRPs that cover the route matches",
    "192.0.9.0/24, 64497, INVALID,   the VRP that covers the route does not match",
    "192.0.2.0/24, 64500, VALID,     192.0.0.0/16-24 AS64500 matches",
    "10.0.0.0/8,   64496, NOT_FOUND, no VRP covers the route",
    "2001:db8::/48, 0,    INVALID,   the VRP that covers the route does not match"
  })
  void a_route_is_validated_with_reasons(
      String prefix, String asn, OriginVerdict state, String text) {
    Payload data = payload("192.0.2.0/24-26 64496", "192.0.0.0/16-24 64500", "2001:db8::/32-64 0");
    ValidateAnswer answer = VrpRows.validate(data, NOBODY, Prefix.parse(prefix), Asn.parse(asn));
    assertThat(answer.state()).isEqualTo(state);
    assertThat(answer.text()).isEqualTo(text);
  }

  @Test
  void a_vrp_that_a_local_exception_drops_is_named_with_the_exception() throws Exception {
    String exceptions =
        """
        { "slurmVersion": 1,
          "validationOutputFilters": {
            "prefixFilters": [ { "asn": 64496, "comment": "wrong" } ], "bgpsecFilters": [] },
          "locallyAddedAssertions": { "prefixAssertions": [], "bgpsecAssertions": [] } }
        """;
    Slurm slurm =
        Slurm.of(
            List.of(
                SlurmReader.read(
                    "local.json",
                    new ByteArrayInputStream(exceptions.getBytes(StandardCharsets.UTF_8)))));
    Payload said = payload("192.0.2.0/24 64496", "192.0.0.0/16 64500");
    SourceNames names = new SourceNames(List.of(new NamedPayload("near", said)), slurm);
    ValidateAnswer answer =
        VrpRows.validate(slurm.apply(said), names, Prefix.parse("192.0.2.0/24"), Asn.of(64496));
    assertThat(answer.state()).isEqualTo(OriginVerdict.INVALID);
    assertThat(answer.text()).isEqualTo("the VRP that covers the route does not match");
    assertThat(
            answer.vrps().stream()
                .map(c -> c.match() + " " + c.vrp().asn() + c.vrp().sources() + c.filter()))
        .containsExactly(
            "OTHER_AS 64500[near]Optional.empty",
            "FILTERED 64496[near]Optional[local.json:3 \"wrong\"]");
  }

  @Test
  void every_vrp_that_covers_a_route_is_named_with_its_match_and_its_sources() {
    Payload near = payload("192.0.2.0/24-26 64496", "192.0.0.0/16 64500", "192.0.0.0/8 0");
    Payload far = payload("192.0.2.0/24-26 64496");
    SourceNames names =
        new SourceNames(
            List.of(new NamedPayload("near", near), new NamedPayload("far", far)), Slurm.NONE);
    ValidateAnswer answer =
        VrpRows.validate(near, names, Prefix.parse("192.0.2.0/27"), Asn.of(64496));
    assertThat(answer.vrps().stream().map(c -> c.match() + " " + c.vrp().asn() + c.vrp().sources()))
        .containsExactly(
            "OTHER_AS 64500[near]", "OTHER_AS 0[near]", "TOO_SPECIFIC 64496[near, far]");
    assertThat(
            VrpRows.validate(near, names, Prefix.parse("192.0.2.0/26"), Asn.of(64496))
                .vrps()
                .getFirst()
                .match())
        .isEqualTo(ValidateAnswer.Match.MATCHES);
  }
}
