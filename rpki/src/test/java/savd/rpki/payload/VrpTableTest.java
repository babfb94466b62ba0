package savd.rpki.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;

/** The packed table against sets of records, on random data dense enough to nest. */
class VrpTableTest {
  private static final int ROUNDS = 60;

  private static Prefix prefix(AddressFamily family, Random random) {
    int bits = family.bits();
    int length = random.nextInt(10);
    if (random.nextInt(8) == 0) {
      length = bits - random.nextInt(4);
    }
    long top = random.nextLong() & 0xC700_0000_0000_0000L;
    long tail = random.nextInt(4);
    return family == AddressFamily.IPV4
        ? Prefix.of(family, 0, (top >>> 32 | tail) & family.maskLow(length), length)
        : Prefix.of(family, top & family.maskHigh(length), tail & family.maskLow(length), length);
  }

  private static Vrp vrp(AddressFamily family, Random random) {
    Prefix p = prefix(family, random);
    int max = Math.min(family.bits(), p.length() + random.nextInt(4));
    return new Vrp(p, max, new Asn(random.nextInt(5) - 1));
  }

  private static Set<Vrp> vrps(AddressFamily family, Random random, int n) {
    Set<Vrp> out = new HashSet<>();
    for (int i = 0; i < n; i++) {
      out.add(vrp(family, random));
    }
    return out;
  }

  private static VrpTable table(AddressFamily family, Iterable<Vrp> vrps) {
    VrpTable.Builder b = VrpTable.builder(family);
    vrps.forEach(b::add);
    vrps.forEach(b::add);
    return b.build();
  }

  private static List<Vrp> rows(VrpTable t) {
    List<Vrp> out = new ArrayList<>();
    for (int i = 0; i < t.size(); i++) {
      out.add(t.vrp(i));
    }
    return out;
  }

  @ParameterizedTest
  @EnumSource
  void rowsAreTheSetInOrderAndEachIsFound(AddressFamily family) {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Set<Vrp> set = vrps(family, new Random(seed), seed * 5);
      VrpTable t = table(family, set);
      assertThat(rows(t)).containsExactlyInAnyOrderElementsOf(set);
      for (int i = 1; i < t.size(); i++) {
        assertThat(t.vrp(i - 1).prefix()).isLessThanOrEqualTo(t.vrp(i).prefix());
      }
      for (Vrp v : set) {
        assertThat(t.vrp(t.find(v))).isEqualTo(v);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void validityIsThatOfTheDefinition(AddressFamily family) {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      Set<Vrp> set = vrps(family, random, seed * 3);
      VrpTable t = table(family, set);
      for (int k = 0; k < 200; k++) {
        Prefix p = prefix(family, random);
        int origin = random.nextInt(5) - 1;
        assertThat(t.validate(p.high(), p.low(), p.length(), origin))
            .as("%s of AS%s, seed %d", p, new Asn(origin), seed)
            .isEqualTo(byDefinition(set, p, origin));
      }
    }
  }

  /** Enough rows and searches for the index of first bits, and addresses at both ends. */
  @ParameterizedTest
  @EnumSource
  void aTableThatIsSearchedMuchAnswersAsBefore(AddressFamily family) {
    Random random = new Random(3);
    VrpTable.Builder builder = VrpTable.builder(family);
    for (int i = 0; i < 10_000; i++) {
      builder.add(vrp(wide(family, random), random));
    }
    VrpTable t = builder.build();
    VrpTable fresh = builder(t);
    for (int k = 0; k < 20_000; k++) {
      Prefix p = wide(family, random);
      if (k % 100 == 0) {
        fresh = builder(t);
      }
      assertThat(t.longestCovering(p.high(), p.low(), p.length()))
          .isEqualTo(fresh.longestCovering(p.high(), p.low(), p.length()));
    }
    assertThat(t.bytes()).isGreaterThan(fresh.bytes());
  }

  private static Vrp vrp(Prefix p, Random random) {
    return new Vrp(p, Math.min(p.family().bits(), p.length() + 2), new Asn(random.nextInt(9)));
  }

  private static VrpTable builder(VrpTable t) {
    VrpTable.Builder b = VrpTable.builder(t.family());
    for (int row = 0; row < t.size(); row++) {
      b.add(t.high(row), t.low(row), t.length(row), t.maxLength(row), t.asn(row));
    }
    return b.build();
  }

  /** Anywhere in the family, nested often. */
  private static Prefix wide(AddressFamily family, Random random) {
    long top = random.nextLong() & (random.nextBoolean() ? 0xFFF8_8000_0000_0000L : -1L);
    top = random.nextInt(20) == 0 ? -random.nextInt(2) : top;
    int length = 4 + random.nextInt(26);
    return family == AddressFamily.IPV4
        ? Prefix.of(family, 0, (top >>> 32) & family.maskLow(length), length)
        : Prefix.of(family, top & family.maskHigh(length), 0, length);
  }

  private static OriginValidity byDefinition(Set<Vrp> set, Prefix p, int origin) {
    List<Vrp> covering = set.stream().filter(v -> v.prefix().covers(p)).toList();
    boolean match =
        covering.stream()
            .anyMatch(v -> p.length() <= v.maxLength() && v.asn().value() == origin && origin != 0);
    return covering.isEmpty()
        ? OriginValidity.NOT_FOUND
        : match ? OriginValidity.VALID : OriginValidity.INVALID;
  }

  @ParameterizedTest
  @EnumSource
  void coveringPrefixesAreWalkedFromTheLongest(AddressFamily family) {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      Set<Vrp> set = vrps(family, random, seed * 3);
      VrpTable t = table(family, set);
      for (int k = 0; k < 100; k++) {
        Prefix p = prefix(family, random);
        List<Vrp> walked = new ArrayList<>();
        int row = t.longestCovering(p.high(), p.low(), p.length());
        for (; row != VrpTable.NONE; row = t.lessSpecific(row)) {
          for (int i = row; i < t.endOfPrefix(row); i++) {
            walked.add(t.vrp(i));
          }
        }
        assertThat(walked)
            .containsExactlyInAnyOrderElementsOf(
                set.stream().filter(v -> v.prefix().covers(p)).toList());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void moreSpecificsAreOneRange(AddressFamily family) {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      Set<Vrp> set = vrps(family, random, seed * 3);
      VrpTable t = table(family, set);
      for (int k = 0; k < 100; k++) {
        Prefix p = prefix(family, random);
        List<Vrp> within =
            rows(t)
                .subList(
                    t.firstWithin(p.high(), p.low(), p.length()),
                    t.endWithin(p.high(), p.low(), p.length()));
        assertThat(within)
            .containsExactlyInAnyOrderElementsOf(
                set.stream().filter(v -> p.covers(v.prefix())).toList());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOriginHasItsRows(AddressFamily family) {
    for (int seed = 0; seed < ROUNDS; seed++) {
      assertOrigins(
          vrps(family, new Random(seed), seed * 3),
          table(family, vrps(family, new Random(seed), seed * 3)));
    }
  }

  private static void assertOrigins(Set<Vrp> set, VrpTable t) {
    for (int asn = -1; asn < 4; asn++) {
      List<Vrp> found = new ArrayList<>();
      for (int k = t.originBegin(asn); k < t.originEnd(asn); k++) {
        found.add(t.vrp(t.byOrigin(k)));
      }
      Asn wanted = new Asn(asn);
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              set.stream().filter(v -> v.asn().equals(wanted)).toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChangedTableIsTheTableOfTheChangedSet(AddressFamily family) {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      Set<Vrp> set = vrps(family, random, seed * 3);
      Set<Vrp> removed = vrps(family, random, seed);
      Set<Vrp> added = vrps(family, random, seed);
      VrpTable changed = table(family, set).apply(table(family, removed), table(family, added));
      Set<Vrp> wanted = new HashSet<>(set);
      wanted.removeAll(removed);
      wanted.addAll(added);
      assertThat(changed).isEqualTo(table(family, wanted));
      assertOrigins(wanted, changed);
      VrpTable fresh = table(family, wanted);
      for (int row = 0; row < fresh.size(); row++) {
        assertThat(changed.lessSpecific(row)).isEqualTo(fresh.lessSpecific(row));
        assertThat(changed.byOrigin(row)).isEqualTo(fresh.byOrigin(row));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsInOneTableOnlyIsItsDifference(AddressFamily family) {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      Set<Vrp> a = vrps(family, random, seed * 2);
      Set<Vrp> b = vrps(family, random, seed * 2);
      Set<Vrp> only = new HashSet<>(a);
      only.removeAll(b);
      assertThat(new HashSet<>(rows(table(family, a).minus(table(family, b))))).isEqualTo(only);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theOrderByOriginAscends(AddressFamily family) {
    VrpTable t = table(family, vrps(family, new Random(1), 300));
    TreeSet<Asn> seen = new TreeSet<>();
    for (int k = 0; k < t.size(); k++) {
      Asn asn = new Asn(t.asn(t.byOrigin(k)));
      assertThat(seen.isEmpty() || seen.last().compareTo(asn) <= 0).isTrue();
      seen.add(asn);
    }
    assertThat(seen).hasSize(5);
  }

  @Test
  void manyVrpsOfOnePrefixInAnyOrderMakeTheTableTheirOrderMakes() {
    VrpTable.Builder ascending = VrpTable.builder(AddressFamily.IPV6);
    VrpTable.Builder spread = VrpTable.builder(AddressFamily.IPV6);
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      ascending.add(0x2001_0DB8_0000_0000L, 0, 32, 48, i);
      spread.add(0x2001_0DB8_0000_0000L, 0, 32, 48, (int) (i * 7919L % n));
    }
    VrpTable table = spread.build();
    assertThat(table.size()).isEqualTo(n);
    assertThat(table).isEqualTo(ascending.build());
  }
}
