package savd.rpki.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.files.BadFile;
import savd.rpki.files.FileFault;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rpki.slurm.SlurmEntry.AspaAssertion;
import savd.rpki.slurm.SlurmEntry.AspaFilter;
import savd.rpki.slurm.SlurmEntry.BgpsecAssertion;
import savd.rpki.slurm.SlurmEntry.BgpsecFilter;
import savd.rpki.slurm.SlurmEntry.PrefixAssertion;
import savd.rpki.slurm.SlurmEntry.PrefixFilter;

/** What exceptions make of data, against sets and the RFC's sentences; and overlaps. */
class SlurmTest {
  private static final SlurmPlace PLACE = new SlurmPlace("a.json", 1, "x", "");

  private static SlurmPlace place(String file, int line) {
    return new SlurmPlace(file, line, "member", "");
  }

  private static Prefix prefix(Random random) {
    AddressFamily f = random.nextBoolean() ? AddressFamily.IPV4 : AddressFamily.IPV6;
    int length = random.nextInt(8);
    long top = random.nextLong();
    return f == AddressFamily.IPV4
        ? Prefix.of(f, 0, (top >>> 32) & f.maskLow(length), length)
        : Prefix.of(f, top & f.maskHigh(length), 0, length);
  }

  private static Vrp vrp(Random random) {
    Prefix p = prefix(random);
    return new Vrp(p, p.length() + random.nextInt(2), new Asn(random.nextInt(4)));
  }

  private static Aspa aspa(Random random) {
    Set<Asn> providers = new TreeSet<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      providers.add(new Asn(20 + random.nextInt(5)));
    }
    return new Aspa(new Asn(1 + random.nextInt(9)), List.copyOf(providers));
  }

  private static RouterKey key(Random random) {
    byte[] ski = new byte[20];
    ski[0] = (byte) random.nextInt(3);
    return new RouterKey(new Asn(random.nextInt(3)), ski, new byte[] {1});
  }

  private static Payload payload(Set<Vrp> vrps, Set<Aspa> aspas, Set<RouterKey> keys) {
    VrpTable.Builder v4 = VrpTable.builder(AddressFamily.IPV4);
    VrpTable.Builder v6 = VrpTable.builder(AddressFamily.IPV6);
    vrps.forEach(v -> (v.prefix().family() == AddressFamily.IPV4 ? v4 : v6).add(v));
    return new Payload(v4.build(), v6.build(), AspaTable.of(aspas), keys);
  }

  private static SlurmFile file(Random random, int n) {
    List<PrefixFilter> prefixFilters = new ArrayList<>();
    List<BgpsecFilter> bgpsecFilters = new ArrayList<>();
    List<AspaFilter> aspaFilters = new ArrayList<>();
    List<PrefixAssertion> prefixAssertions = new ArrayList<>();
    List<BgpsecAssertion> bgpsecAssertions = new ArrayList<>();
    List<AspaAssertion> aspaAssertions = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int which = random.nextInt(3);
      prefixFilters.add(
          new PrefixFilter(
              which == 0 ? Optional.empty() : Optional.of(prefix(random)),
              which == 1 ? Optional.empty() : Optional.of(new Asn(random.nextInt(4))),
              PLACE));
      bgpsecFilters.add(
          new BgpsecFilter(
              which == 0 ? Optional.empty() : Optional.of(new Asn(random.nextInt(6))),
              which == 1 ? Optional.empty() : Optional.of(key(random).ski()),
              PLACE));
      aspaFilters.add(new AspaFilter(new Asn(1 + random.nextInt(30)), PLACE));
      prefixAssertions.add(new PrefixAssertion(vrp(random), PLACE));
      bgpsecAssertions.add(new BgpsecAssertion(key(random), PLACE));
      aspaAssertions.add(new AspaAssertion(aspa(random), PLACE));
    }
    return new SlurmFile(
        "a.json",
        2,
        prefixFilters,
        bgpsecFilters,
        aspaFilters,
        prefixAssertions,
        bgpsecAssertions,
        aspaAssertions);
  }

  @Test
  void filters_act_on_what_sources_say_and_assertions_are_added() throws Exception {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Set<Vrp> vrps = new HashSet<>();
      Set<Aspa> aspas = new HashSet<>();
      Set<RouterKey> keys = new HashSet<>();
      for (int i = 0; i < 40; i++) {
        vrps.add(vrp(random));
        aspas.add(aspa(random));
        keys.add(key(random));
      }
      SlurmFile file = file(random, seed % 4);
      Slurm slurm = Slurm.of(List.of(file));
      assertThat(slurm.apply(payload(vrps, aspas, keys)))
          .as("seed %d", seed)
          .isEqualTo(naive(vrps, aspas, keys, file));
      for (Vrp v : vrps) {
        assertThat(slurm.dropping(v).isPresent())
            .isEqualTo(file.prefixFilters().stream().anyMatch(f -> f.matches(v)));
      }
    }
  }

  /** RFC 8416, sections 3.3 and 3.4, and aspa-slurm-04, sections 3 and 4, with sets. */
  private static Payload naive(
      Set<Vrp> vrps, Set<Aspa> aspas, Set<RouterKey> keys, SlurmFile file) {
    Set<Vrp> v = new HashSet<>(vrps);
    v.removeIf(
        r -> {
          for (PrefixFilter f : file.prefixFilters()) {
            boolean covered = f.prefix().isEmpty() || f.prefix().get().covers(r.prefix());
            boolean same = f.asn().isEmpty() || f.asn().get().equals(r.asn());
            if (covered && same) {
              return true;
            }
          }
          return false;
        });
    file.prefixAssertions().forEach(a -> v.add(a.vrp()));
    Map<Asn, Set<Asn>> byCustomer = new HashMap<>();
    for (Aspa a : aspas) {
      if (file.aspaFilters().stream().noneMatch(f -> f.customer().equals(a.customer()))) {
        byCustomer.computeIfAbsent(a.customer(), k -> new TreeSet<>()).addAll(a.providers());
      }
    }
    for (AspaAssertion a : file.aspaAssertions()) {
      byCustomer
          .computeIfAbsent(a.aspa().customer(), k -> new TreeSet<>())
          .addAll(a.aspa().providers());
    }
    Set<Aspa> s = new HashSet<>();
    byCustomer.forEach((c, p) -> s.add(new Aspa(c, List.copyOf(p))));
    Set<RouterKey> k = new HashSet<>(keys);
    k.removeIf(
        r ->
            file.bgpsecFilters().stream()
                .anyMatch(
                    f ->
                        (f.asn().isEmpty() || f.asn().get().equals(r.asn()))
                            && (f.ski().isEmpty() || Arrays.equals(f.ski().get(), r.ski()))));
    file.bgpsecAssertions().forEach(a -> k.add(a.key()));
    return payload(v, s, k);
  }

  @Test
  void what_nothing_touches_is_the_very_same_table() throws Exception {
    Random random = new Random(1);
    Payload p = payload(Set.of(vrp(random)), Set.of(aspa(random)), Set.of());
    assertThat(Slurm.NONE.apply(p)).isSameAs(p);
    SlurmFile onlyAspas =
        new SlurmFile(
            "a.json",
            2,
            List.of(),
            List.of(),
            List.of(new AspaFilter(new Asn(9), PLACE)),
            List.of(),
            List.of(),
            List.of());
    Payload after = Slurm.of(List.of(onlyAspas)).apply(p);
    assertThat(after.ipv4()).isSameAs(p.ipv4());
    assertThat(after.ipv6()).isSameAs(p.ipv6());
  }

  @Test
  void an_aspa_is_replaced_by_a_filter_and_an_assertion() throws Exception {
    Aspa published = new Aspa(new Asn(7), List.of(new Asn(1)));
    Aspa ours = new Aspa(new Asn(7), List.of(new Asn(2)));
    Payload p = payload(Set.of(), Set.of(published), Set.of());
    SlurmFile assertion = aspaFile(List.of(), List.of(new AspaAssertion(ours, PLACE)));
    assertThat(Slurm.of(List.of(assertion)).apply(p).aspas().aspa(0)).hasToString("AS7 -> AS1 AS2");
    SlurmFile both =
        aspaFile(
            List.of(new AspaFilter(new Asn(7), PLACE)), List.of(new AspaAssertion(ours, PLACE)));
    Slurm slurm = Slurm.of(List.of(both));
    assertThat(slurm.apply(p).aspas().aspa(0)).isEqualTo(ours);
    assertThat(slurm.dropping(new Asn(7))).isPresent();
    assertThat(slurm.adding(new Asn(7))).hasSize(1);
    assertThat(slurm.adding(new Asn(8))).isEmpty();
  }

  private static SlurmFile aspaFile(List<AspaFilter> filters, List<AspaAssertion> assertions) {
    return new SlurmFile(
        "a.json", 2, List.of(), List.of(), filters, List.of(), List.of(), assertions);
  }

  // ---- overlaps

  private static SlurmFile prefixes(String name, Random random, int n) {
    List<PrefixFilter> filters = new ArrayList<>();
    List<PrefixAssertion> assertions = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Prefix p = prefix(random);
      Prefix narrow = Prefix.of(p.family(), p.high(), p.low(), p.length() + 3);
      if (random.nextBoolean()) {
        filters.add(new PrefixFilter(Optional.of(narrow), Optional.empty(), place(name, i + 1)));
      } else {
        assertions.add(
            new PrefixAssertion(new Vrp(narrow, narrow.length(), new Asn(1)), place(name, i + 1)));
      }
    }
    return new SlurmFile(name, 1, filters, List.of(), List.of(), assertions, List.of(), List.of());
  }

  private static List<Prefix> all(SlurmFile f) {
    List<Prefix> out = new ArrayList<>();
    f.prefixFilters().forEach(e -> e.prefix().ifPresent(out::add));
    f.prefixAssertions().forEach(e -> out.add(e.vrp().prefix()));
    return out;
  }

  @Test
  void files_overlap_where_an_address_is_in_prefixes_of_two() {
    int overlapping = 0;
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<SlurmFile> files =
          List.of(prefixes("a", random, 2), prefixes("b", random, 2), prefixes("c", random, 2));
      boolean expected = false;
      for (SlurmFile x : files) {
        for (SlurmFile y : files) {
          expected |=
              x != y && all(x).stream().anyMatch(p -> all(y).stream().anyMatch(q -> p.covers(q)));
        }
      }
      BadFile e = catchThrowableOfType(BadFile.class, () -> Slurm.of(files));
      assertThat(e != null).as("seed %d", seed).isEqualTo(expected);
      overlapping += expected ? 1 : 0;
    }
    assertThat(overlapping).isBetween(100, 400);
  }

  @Test
  void overlaps_of_numbers_are_told_with_both_places() {
    SlurmFile a =
        new SlurmFile(
            "a.json",
            2,
            List.of(),
            List.of(
                new BgpsecFilter(Optional.of(new Asn(5)), Optional.empty(), place("a.json", 3))),
            List.of(new AspaFilter(new Asn(7), place("a.json", 4))),
            List.of(),
            List.of(),
            List.of());
    SlurmFile b =
        new SlurmFile(
            "b.json",
            2,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(
                new BgpsecAssertion(
                    new RouterKey(new Asn(5), new byte[20], new byte[1]), place("b.json", 8))),
            List.of(
                new AspaAssertion(new Aspa(new Asn(7), List.of(new Asn(1))), place("b.json", 9))));
    BadFile e = catchThrowableOfType(BadFile.class, () -> Slurm.of(List.of(a, b)));
    assertThat(e.faults())
        .extracting(FileFault::toString)
        .containsExactly(
            "b.json:8: member: AS5 overlaps a.json:3", "b.json:9: member: AS7 overlaps a.json:4");
  }

  @Test
  void one_file_may_say_the_same_twice() throws Exception {
    SlurmFile f = prefixes("a", new Random(1), 30);
    assertThat(Slurm.of(List.of(f)).files()).hasSize(1);
  }
}
