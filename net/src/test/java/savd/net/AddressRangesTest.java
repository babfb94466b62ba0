package savd.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressRangesTest {
  @Test
  void rangesAddedInOrderMergeWhereTheyTouch() {
    AddressRanges r = new AddressRanges(AddressFamily.IPV4);
    add(r, "10.0.0.0/24");
    add(r, "10.0.1.0/24");
    add(r, "10.0.1.128/25");
    add(r, "10.0.3.0/24");
    assertThat(r).hasToString("[10.0.0.0-10.0.1.255, 10.0.3.0-10.0.3.255]");
    assertThat(r.contains(0, Ipv4Address.parse("10.0.1.200").low())).isTrue();
    assertThat(r.contains(0, Ipv4Address.parse("10.0.2.0").low())).isFalse();
  }

  @Test
  void nothingIsAddedBehindTheLastAddress() {
    AddressRanges r = new AddressRanges(AddressFamily.IPV6);
    add(r, "::/0");
    add(r, "ffff::/16");
    assertThat(r.size()).isEqualTo(1);
  }

  private static void add(AddressRanges r, String prefix) {
    Prefix p = Prefix.parse(prefix);
    r.addMerging(p.high(), p.low(), p.lastHigh(), p.lastLow());
  }
}
