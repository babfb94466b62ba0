package savd.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.IpAddress;

class SourceTextTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.0,   192.0.2.255,        192.0.2.0/24",
    "192.0.2.7,   192.0.2.7,          192.0.2.7/32",
    "0.0.0.0,     255.255.255.255,    0.0.0.0/0",
    "128.0.0.0,   255.255.255.255,    128.0.0.0/1",
    "192.0.2.0,   192.0.2.254,        192.0.2.0-192.0.2.254",
    "192.0.2.1,   192.0.2.255,        192.0.2.1-192.0.2.255",
    "192.0.2.128, 192.0.3.127,        192.0.2.128-192.0.3.127",
    "'::',        'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '::/0'",
    "'2001:db8::','2001:db8:0:ffff:ffff:ffff:ffff:ffff', '2001:db8::/48'",
    "'2001:db8::1','2001:db8::1',     '2001:db8::1/128'",
    "'2001:db8::','2001:db8:0:1::',   '2001:db8::-2001:db8:0:1::'"
  })
  void a_range_that_is_a_prefix_is_written_as_one(String first, String last, String text) {
    IpAddress a = IpAddress.parse(first);
    IpAddress b = IpAddress.parse(last);
    AddressRanges ranges = new AddressRanges(a.family());
    ranges.add(a.high(), a.low(), b.high(), b.low());
    assertThat(SourceText.of(ranges, 0)).isEqualTo(text);
  }

  @Test
  void every_length_of_either_family_is_found() {
    for (AddressFamily family : AddressFamily.values()) {
      for (int length = 0; length <= family.bits(); length++) {
        long high = family.maskHigh(length);
        long low = family.maskLow(length);
        assertThat(SourceText.of(family, high, low, family.lastHigh(), family.lastLow()))
            .isEqualTo(IpAddress.of(family, high, low) + "/" + length);
      }
    }
  }
}
