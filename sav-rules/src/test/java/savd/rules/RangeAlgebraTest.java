package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.Prefix;

class RangeAlgebraTest {
  private static final int WORLD = 64;

  /** The world ends where the family ends, so that overflow at the top is in play. */
  private static final long BASE = 0xFFFF_FFFFL - WORLD + 1;

  private static AddressRanges ranges(boolean[] set) {
    AddressRanges r = new AddressRanges(AddressFamily.IPV4);
    for (int i = 0; i < WORLD; i++) {
      if (set[i]) {
        r.addMerging(0, BASE + i, 0, BASE + i);
      }
    }
    return r;
  }

  private static boolean[] random(Random random) {
    boolean[] set = new boolean[WORLD];
    boolean on = random.nextBoolean();
    for (int i = 0; i < WORLD; i++) {
      on ^= random.nextInt(5) == 0;
      set[i] = on;
    }
    return set;
  }

  @Test
  void unionAndDifferenceAreThoseOfSets() {
    Random random = new Random(1);
    for (int round = 0; round < 2000; round++) {
      boolean[] a = random(random);
      boolean[] b = random(random);
      boolean[] union = new boolean[WORLD];
      boolean[] difference = new boolean[WORLD];
      for (int i = 0; i < WORLD; i++) {
        union[i] = a[i] | b[i];
        difference[i] = a[i] & !b[i];
      }
      assertThat(RangeAlgebra.union(ranges(a), ranges(b))).isEqualTo(ranges(union));
      assertThat(RangeAlgebra.difference(ranges(a), ranges(b))).isEqualTo(ranges(difference));
    }
  }

  @Test
  void ipv6CrossesTheBorderOfItsHalves() {
    AddressRanges all = RangeAlgebra.all(AddressFamily.IPV6);
    AddressRanges hole =
        RangeAlgebra.of(
            AddressFamily.IPV6,
            List.of(
                Prefix.parse("0:0:0:0:ffff:ffff:ffff:ffff/128"), Prefix.parse("0:0:0:1::/128")));
    assertThat(RangeAlgebra.difference(all, hole))
        .hasToString(
            "[::-::ffff:ffff:ffff:fffe, ::1:0:0:0:1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]");
    assertThat(RangeAlgebra.difference(all, all).isEmpty()).isTrue();
  }

  @Test
  void prefixesOfBothFamiliesAreSortedOut() {
    List<Prefix> some = new ArrayList<>();
    some.add(Prefix.parse("10.1.0.0/16"));
    some.add(Prefix.parse("10.0.0.0/16"));
    some.add(Prefix.parse("2a00::/16"));
    assertThat(RangeAlgebra.of(AddressFamily.IPV4, some)).hasToString("[10.0.0.0-10.1.255.255]");
    assertThat(RangeAlgebra.of(AddressFamily.IPV6, some).size()).isEqualTo(1);
  }
}
