package savd.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTextTest {
  @ParameterizedTest
  @CsvSource({
    "::,::",
    "::1,::1",
    "2001:db8::,2001:db8::",
    "2001:DB8:0:0:1:0:0:1,2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1",
    "::ffff:192.0.2.1,::ffff:c000:201",
    "1::,1::",
    "fe80::1,fe80::1",
    "192.0.2.1,192.0.2.1",
    "0.0.0.0,0.0.0.0",
    "255.255.255.255,255.255.255.255"
  })
  void addressesAreWrittenInCanonicalForm(String text, String canonical) {
    assertThat(IpAddress.parse(text)).hasToString(canonical);
    assertThat(IpAddress.ofOctets(IpAddress.parse(text).octets())).isEqualTo(IpAddress.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "256.0.0.1",
        "01.2.3.4",
        "1..2.3",
        "a.b.c.d",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "g::",
        "::1.2.3",
        "1:2:3:4:5:6:7::8:9",
        "192.0.2.1/",
        "fe80::1%eth0"
      })
  void whatIsNoAddressIsRefusedWithItsText(String text) {
    assertThatThrownBy(() -> IpAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPrefixRefusesBitsBeyondItsLength() {
    assertThat(Prefix.parse("10.0.0.0/8")).hasToString("10.0.0.0/8");
    assertThat(Prefix.parse("2001:db8::/33").last())
        .hasToString("2001:db8:7fff:ffff:ffff:ffff:ffff:ffff");
    assertThatThrownBy(() -> Prefix.parse("10.0.0.1/8")).hasMessageContaining("bits set beyond");
    assertThatThrownBy(() -> Prefix.parse("10.0.0.0/33")).hasMessageContaining("over 32");
    assertThatThrownBy(() -> Prefix.parse("2001:db8::1/64"))
        .hasMessageContaining("bits set beyond");
  }

  @Test
  void coveringIsByBits() {
    assertThat(Prefix.parse("10.0.0.0/8").covers(Prefix.parse("10.1.0.0/16"))).isTrue();
    assertThat(Prefix.parse("10.1.0.0/16").covers(Prefix.parse("10.0.0.0/8"))).isFalse();
    assertThat(Prefix.parse("::/0").covers(Prefix.parse("0.0.0.0/0"))).isFalse();
    assertThat(Prefix.parse("0.0.0.0/0").last()).hasToString("255.255.255.255");
  }
}
