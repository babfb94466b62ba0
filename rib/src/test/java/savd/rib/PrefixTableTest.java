package savd.rib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import savd.net.AddressFamily;
import savd.net.Ipv4Prefix;
import savd.net.Prefix;
import savd.rib.NaivePrefixes.Shape;

class PrefixTableTest {
  private static final String SHAPES =
      "IPV4,ANYWHERE IPV4,INTERNET IPV4,ONE_BUCKET IPV4,NESTED IPV4,TAIL "
          + "IPV6,ANYWHERE IPV6,INTERNET IPV6,ONE_BUCKET IPV6,NESTED IPV6,TAIL";

  @ParameterizedTest
  @CsvSource({
    "IPV4,ANYWHERE", "IPV4,INTERNET", "IPV4,ONE_BUCKET", "IPV4,NESTED", "IPV4,TAIL",
    "IPV6,ANYWHERE", "IPV6,INTERNET", "IPV6,ONE_BUCKET", "IPV6,NESTED", "IPV6,TAIL"
  })
  void agreesWithASortedMapAfterAnyHistory(AddressFamily family, Shape shape) {
    SplittableRandom random = new SplittableRandom(SHAPES.hashCode() + shape.ordinal());
    PrefixTable table = new PrefixTable(family);
    NaivePrefixes naive = new NaivePrefixes();
    for (int step = 0; step < 6000; step++) {
      // Growing, then shrinking, then growing again.
      boolean grow = random.nextInt(100) < (step % 3000 < 2000 ? 75 : 20);
      if (grow || naive.pins.isEmpty()) {
        Prefix p = NaivePrefixes.draw(family, shape, random);
        int id = table.pin(p);
        assertThat(table.prefix(id)).isEqualTo(p);
        naive.pins.merge(p, 1, Integer::sum);
      } else {
        Prefix any = NaivePrefixes.draw(family, shape, random);
        Prefix p = naive.pins.ceilingKey(any);
        p = p == null ? naive.pins.firstKey() : p;
        table.unpin(table.find(p));
        naive.pins.computeIfPresent(p, (_, n) -> n == 1 ? null : n - 1);
      }
      table.release();
      if (step % 500 == 499) {
        compare(table, naive, shape, random);
      }
    }
    List.copyOf(naive.pins.keySet()).forEach(p -> dropAll(table, naive, p));
    table.release();
    compare(table, naive, shape, random);
    assertThat(table.size()).isZero();
  }

  private static void dropAll(PrefixTable table, NaivePrefixes naive, Prefix p) {
    for (int n = naive.pins.remove(p); n > 0; n--) {
      table.unpin(table.find(p));
    }
  }

  private static void compare(
      PrefixTable table, NaivePrefixes naive, Shape shape, SplittableRandom random) {
    AddressFamily family = table.family();
    List<Prefix> order = new ArrayList<>();
    Set<Integer> ids = new HashSet<>();
    table.forEach(
        id -> {
          order.add(table.prefix(id));
          ids.add(id);
          assertThat(id).isBetween(0, table.capacity() - 1);
        });
    assertThat(order).containsExactlyElementsOf(naive.pins.keySet());
    assertThat(ids).hasSize(order.size());
    assertThat(table.size()).isEqualTo(order.size());

    int id = table.ceiling(0, 0, 0);
    for (Prefix p : naive.pins.keySet()) {
      assertThat(table.prefix(id)).isEqualTo(p);
      assertThat(table.find(p)).isEqualTo(id);
      assertThat(prefix(table, table.lessSpecific(id))).isEqualTo(naive.lessSpecific(p));
      List<Prefix> within = new ArrayList<>();
      table.forEachWithin(id, i -> within.add(table.prefix(i)));
      assertThat(within).isEqualTo(naive.within(p));
      id = table.next(id);
    }
    assertThat(id).isEqualTo(PrefixIndex.NONE);

    for (int i = 0; i < 500; i++) {
      Prefix p = NaivePrefixes.draw(family, shape, random);
      assertThat(table.find(p) != PrefixIndex.NONE).isEqualTo(naive.pins.containsKey(p));
      assertThat(prefix(table, table.ceiling(p.high(), p.low(), p.length())))
          .isEqualTo(Optional.ofNullable(naive.pins.ceilingKey(p)));
      Prefix host =
          NaivePrefixes.masked(
              family,
              p.high() | random.nextLong() & ~family.maskHigh(p.length()) & family.lastHigh(),
              p.low() | random.nextLong() & ~family.maskLow(p.length()) & family.lastLow(),
              family.bits());
      int max = random.nextInt(family.bits() + 1);
      assertThat(prefix(table, table.longestMatch(host.high(), host.low(), max)))
          .as("longest match of %s up to %d", host, max)
          .isEqualTo(naive.longestMatch(host.first(), max));
    }
  }

  private static Optional<Prefix> prefix(PrefixIndex index, int id) {
    return id == PrefixIndex.NONE ? Optional.empty() : Optional.of(index.prefix(id));
  }

  @Test
  void aPrefixWithoutAPinStaysUntilReleaseAndItsNumberIsUsedAgainAfterwards() {
    PrefixTable table = new PrefixTable(AddressFamily.IPV4);
    Prefix a = Prefix.parse("192.0.2.0/24");
    Prefix b = Prefix.parse("198.51.100.0/24");
    int id = table.pin(a);
    table.unpin(id);
    assertThat(table.find(a)).isEqualTo(id);
    assertThat(table.pin(b)).isNotEqualTo(id);
    table.release();
    assertThat(table.find(a)).isEqualTo(PrefixIndex.NONE);
    assertThat(table.pin(a)).isEqualTo(id);
    assertThat(table.capacity()).isEqualTo(2);
  }

  @Test
  void aPinBeforeReleaseKeepsAPrefixThatHadLostItsLast() {
    PrefixTable table = new PrefixTable(AddressFamily.IPV6);
    Prefix p = Prefix.parse("2001:db8::/32");
    int id = table.pin(p);
    table.unpin(id);
    table.pin(id);
    table.release();
    assertThat(table.find(p)).isEqualTo(id);
  }

  @Test
  void aPinTooFewIsAnError() {
    PrefixTable table = new PrefixTable(AddressFamily.IPV4);
    int id = table.pin(Prefix.parse("10.0.0.0/8"));
    table.unpin(id);
    assertThatThrownBy(() -> table.unpin(id)).isInstanceOf(IllegalStateException.class);
    table.release();
    assertThatThrownBy(() -> table.pin(id)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theEndsOfTheAddressSpaceAreOrdinary() {
    PrefixTable table = new PrefixTable(AddressFamily.IPV4);
    int last = table.pin(Prefix.parse("255.255.255.255/32"));
    int first = table.pin(Prefix.parse("0.0.0.0/32"));
    int all = table.pin(Prefix.parse("0.0.0.0/0"));
    assertThat(table.ceiling(0, 0, 0)).isEqualTo(all);
    assertThat(table.next(all)).isEqualTo(first);
    assertThat(table.next(first)).isEqualTo(last);
    assertThat(table.next(last)).isEqualTo(PrefixIndex.NONE);
    assertThat(table.lessSpecific(last)).isEqualTo(all);
    assertThat(table.longestMatch(0, 0xFFFF_FFFFL, 32)).isEqualTo(last);
    assertThat(table.longestMatch(0, 0xFFFF_FFFFL, 31)).isEqualTo(all);
  }

  /** 131,071 prefixes: all of one /16, in an order that always hits the middle. */
  @Test
  void everyPrefixOfOneSixteenIsInsertedAndRemovedInBoundedTime() {
    PrefixTable table = new PrefixTable(AddressFamily.IPV4);
    TreeMap<Prefix, Integer> expected = new TreeMap<>();
    int base = 0xC633_0000;
    for (int length = 32; length >= 16; length--) {
      for (int i = 0; i < 1 << length - 16; i++) {
        int scattered = i * 0x9E35 & (1 << length - 16) - 1;
        Prefix p = new Ipv4Prefix(base | scattered << 32 - length, length);
        expected.put(p, table.pin(p));
      }
    }
    assertThat(table.size()).isEqualTo(expected.size()).isEqualTo((1 << 17) - 1);
    List<Integer> order = new ArrayList<>();
    table.forEach(order::add);
    assertThat(order.equals(List.copyOf(expected.values()))).isTrue();
    expected.values().forEach(table::unpin);
    table.release();
    assertThat(table.size()).isZero();
    assertThat(table.ceiling(0, 0, 0)).isEqualTo(PrefixIndex.NONE);
  }

  /** The two feeds that a tree by bits or by fixed parts of the address would not like. */
  @ParameterizedTest
  @ValueSource(ints = {64, 128})
  void twoHundredThousandPrefixesOfOneCoverAreInsertedAndRemovedInBoundedTime(int length) {
    PrefixTable table = new PrefixTable(AddressFamily.IPV6);
    int count = 200_000;
    int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = pinScattered(table, i, length);
    }
    assertThat(table.size()).isEqualTo(count);
    int[] seen = new int[1];
    long[] last = new long[2];
    table.forEach(
        id -> {
          if (seen[0]++ > 0) {
            int byHigh = Long.compareUnsigned(last[0], table.high(id));
            int order = byHigh != 0 ? byHigh : Long.compareUnsigned(last[1], table.low(id));
            assertThat(order).isNegative();
          }
          last[0] = table.high(id);
          last[1] = table.low(id);
        });
    assertThat(seen[0]).isEqualTo(count);
    for (int id : ids) {
      table.unpin(id);
    }
    table.release();
    assertThat(table.size()).isZero();
  }

  private static int pinScattered(PrefixTable table, int i, int length) {
    long scattered = i * 0x9E37_79B1L & 0xFFFF_FFFFL;
    long high = 0x2001_0DB8_0000_0000L;
    return length == 128 ? table.pin(high, scattered, 128) : table.pin(high | scattered, 0, 64);
  }
}
