package savd.fib.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.rules.CoverageChange;

class ListShadowTest {
  private static final long LOW_32 = 0xFFFF_FFFFL;

  private static CoverageChange whole(AddressRanges ranges) {
    AddressFamily f = ranges.family();
    return new CoverageChange(0, 0, f.lastHigh(), f.lastLow(), ranges);
  }

  private static AddressRanges million(AddressFamily family) {
    AddressRanges ranges = new AddressRanges(family);
    for (long i = 0; i < 1_000_000; i++) {
      long first = 0x0100_0000L + i * 512;
      if (family == AddressFamily.IPV4) {
        ranges.add(0, first, 0, first + 255);
      } else {
        ranges.add(first << 16, 0, first << 16, -1L);
      }
    }
    return ranges;
  }

  @ParameterizedTest
  @CsvSource({"IPV4, 20000000", "IPV6, 50000000"})
  void aMillionIntervalsStaySmall(AddressFamily family, long bytes) {
    ListShadow shadow = new ListShadow(family, Sharding.standard());
    assertThat(shadow.apply(whole(million(family)))).isTrue();
    assertThat(shadow.needsBuild()).isTrue();
    shadow.layOut();
    assertThat(shadow.intervalCount()).isEqualTo(1_000_000);
    assertThat(shadow.footprintBytes()).isLessThan(bytes);
    for (Shard s : shadow.shards()) {
      assertThat(s.intervals().size()).isBetween(1, Sharding.standard().of(1_000_000).fill());
    }
  }

  @Test
  void aSealedStateIsNotChangedByWhatComesAfter() {
    ListShadow shadow = new ListShadow(AddressFamily.IPV4, Sharding.standard());
    shadow.apply(whole(million(AddressFamily.IPV4)));
    shadow.layOut();
    Shard[] sealed = shadow.shards();
    Intervals before = sealed[7].intervals().copy();
    long first = before.firstLow(3);
    CoverageChange gone =
        new CoverageChange(0, first, 0, first + 255, new AddressRanges(AddressFamily.IPV4));
    assertThat(shadow.apply(gone)).isTrue();
    assertThat(shadow.apply(gone)).as("the same statement again").isFalse();
    assertThat(sealed[7].intervals()).isEqualTo(before);
    assertThat(shadow.shards()[7].intervals()).isNotEqualTo(before);
    assertThat(shadow.shards()[8]).isSameAs(sealed[8]);
    assertThat(shadow.intervalCount()).isEqualTo(999_999);
  }

  @Test
  void intervalsAreCutAtTheBordersOfShardsAndJoinedWhenLaidOutAnew() {
    ListShadow shadow = new ListShadow(AddressFamily.IPV4, new Sharding(2, 2, 4, 8));
    AddressRanges ranges = new AddressRanges(AddressFamily.IPV4);
    for (long i = 0; i < 8; i++) {
      ranges.add(0, i << 28, 0, (i << 28) + 255);
    }
    shadow.apply(whole(ranges));
    shadow.layOut();
    assertThat(shadow.shards()).hasSize(4);
    AddressRanges everything = new AddressRanges(AddressFamily.IPV4);
    everything.add(0, 0, 0, 0xFFFF_FFFFL);
    shadow.apply(whole(everything));
    assertThat(shadow.intervalCount()).isEqualTo(4);
    assertThat(shadow.shards()[0].intervals()).hasToString("[0.0.0.0-31.255.255.255]");
    assertThat(shadow.shards()[3].intervals()).hasToString("[96.0.0.0-255.255.255.255]");
    shadow.layOut();
    assertThat(shadow.shards()).hasSize(1);
    assertThat(shadow.shards()[0].intervals()).hasToString("[0.0.0.0-255.255.255.255]");
  }

  /** Many ranges about whole shards go another way through the shadow than a few at a time. */
  @ParameterizedTest
  @CsvSource({"IPV4", "IPV6"})
  void aLargeStatementIsTheSameAsManySmallOnes(AddressFamily family) {
    Random random = new Random(7);
    Sharding small = new Sharding(2, 2, 4, 8);
    ListShadow large = new ListShadow(family, small);
    ListShadow pieces = new ListShadow(family, small);
    for (int round = 0; round < 300; round++) {
      AddressRanges ranges = sparse(family, random, random.nextInt(40));
      Shard[] sealed = large.shards();
      List<Intervals> before = Arrays.stream(sealed).map(s -> s.intervals().copy()).toList();
      large.seal();
      boolean changed = large.apply(whole(ranges));
      assertThat(sealed).extracting(Shard::intervals).isEqualTo(before);
      assertThat(pieceByPiece(pieces, ranges)).as("round %d", round).isEqualTo(changed);
      assertThat(large.apply(whole(ranges))).as("the same again").isFalse();
      if (random.nextBoolean()) {
        large.layOut();
      }
      assertThat(joined(large)).isEqualTo(ranges);
      assertThat(joined(pieces)).isEqualTo(ranges);
      assertThat(large.intervalCount()).isEqualTo(countOf(large));
    }
  }

  private static AddressRanges sparse(AddressFamily family, Random random, int count) {
    AddressRanges ranges = new AddressRanges(family);
    TreeSet<Integer> slots = new TreeSet<>();
    while (slots.size() < count) {
      slots.add(random.nextInt(64));
    }
    for (int slot : slots) {
      long first = (long) slot << 26;
      boolean four = family == AddressFamily.IPV4;
      // A full slot touches the next one, and both become one range.
      long last = first + (random.nextInt(3) == 0 ? (1L << 26) - 1 : random.nextInt(1 << 26));
      ranges.addMerging(
          four ? 0 : first << 32,
          four ? first : 0,
          four ? 0 : last << 32 | LOW_32,
          four ? last : -1L);
    }
    return ranges;
  }

  /** Says the same slot by slot; true where anything changed. */
  private static boolean pieceByPiece(ListShadow shadow, AddressRanges ranges) {
    boolean four = shadow.family() == AddressFamily.IPV4;
    boolean changed = false;
    for (long slot = 0; slot < 64; slot++) {
      long first = slot << 26;
      long end = first + (1L << 26) - 1;
      AddressRanges covered = new AddressRanges(shadow.family());
      for (int k = 0; k < ranges.size(); k++) {
        long from = Math.max(first, four ? ranges.firstLow(k) : ranges.firstHigh(k) >>> 32);
        long to = Math.min(end, four ? ranges.lastLow(k) : ranges.lastHigh(k) >>> 32);
        if (from <= to) {
          covered.add(
              four ? 0 : from << 32,
              four ? from : 0,
              four ? 0 : to << 32 | LOW_32,
              four ? to : -1L);
        }
      }
      changed |=
          shadow.apply(
              new CoverageChange(
                  four ? 0 : first << 32,
                  four ? first : 0,
                  four ? 0 : end << 32 | LOW_32,
                  four ? end : -1L,
                  covered));
    }
    return changed;
  }

  private static AddressRanges joined(ListShadow shadow) {
    AddressRanges all = new AddressRanges(shadow.family());
    for (Shard s : shadow.shards()) {
      Intervals v = s.intervals();
      for (int k = 0; k < v.size(); k++) {
        all.addMerging(v.firstHigh(k), v.firstLow(k), v.lastHigh(k), v.lastLow(k));
      }
    }
    return all;
  }

  private static int countOf(ListShadow shadow) {
    return Arrays.stream(shadow.shards()).mapToInt(s -> s.intervals().size()).sum();
  }
}
