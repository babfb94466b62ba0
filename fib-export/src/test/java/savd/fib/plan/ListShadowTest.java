package savd.fib.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.rules.CoverageChange;

class ListShadowTest {
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
      assertThat(s.intervals().size()).isBetween(1, Sharding.standard().fill());
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
}
