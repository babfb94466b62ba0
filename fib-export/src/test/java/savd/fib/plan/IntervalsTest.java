package savd.fib.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import savd.net.AddressFamily;
import savd.net.AddressRanges;

class IntervalsTest {
  private record Interval(long firstHigh, long firstLow, long lastHigh, long lastLow) {}

  private static List<Interval> list(Intervals v) {
    List<Interval> out = new ArrayList<>();
    for (int i = 0; i < v.size(); i++) {
      out.add(new Interval(v.firstHigh(i), v.firstLow(i), v.lastHigh(i), v.lastLow(i)));
    }
    return out;
  }

  /** Bounds from so few that neighbours, one within another and equal halves are frequent. */
  private static Intervals some(AddressFamily family, Random random) {
    AddressRanges ranges = new AddressRanges(family);
    long at = 1 + random.nextInt(3);
    for (int n = random.nextInt(12); n > 0; n--) {
      long last = at + random.nextInt(3);
      if (family == AddressFamily.IPV4) {
        ranges.add(0, at, 0, last);
      } else {
        boolean far = random.nextBoolean();
        ranges.add(far ? at : at - 1, at, far ? at : at - 1, last);
      }
      at = last + 2 + random.nextInt(2);
    }
    return Intervals.of(ranges);
  }

  @ParameterizedTest
  @EnumSource
  void theDifferenceIsWhatOneHasAndTheOtherHasNot(AddressFamily family) {
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      Intervals before = some(family, random);
      Intervals now = random.nextInt(5) == 0 ? before.copy() : some(family, random);
      Intervals gone = new Intervals(family);
      Intervals come = new Intervals(family);
      before.difference(now, gone, come);
      Set<Interval> wantedGone = new LinkedHashSet<>(list(before));
      wantedGone.removeAll(list(now));
      Set<Interval> wantedCome = new LinkedHashSet<>(list(now));
      wantedCome.removeAll(list(before));
      assertThat(list(gone)).as("%s to %s", before, now).containsExactlyElementsOf(wantedGone);
      assertThat(list(come)).as("%s to %s", before, now).containsExactlyElementsOf(wantedCome);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 256", "262147, 256", "262148, 512", "1000000, 512", "1048580, 1024"})
  void setsGrowWithTheListButSlower(int intervals, int fill) {
    assertThat(Sharding.standard().of(intervals).fill()).isEqualTo(fill);
  }
}
