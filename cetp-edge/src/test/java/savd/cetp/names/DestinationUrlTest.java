package savd.cetp.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Rloc;
import savd.net.AddressFamily;
import savd.net.IpAddress;

class DestinationUrlTest {
  private static Rloc ip(int order, int preference, String address) {
    return new Rloc(order, preference, new Locator.Ip(IpAddress.parse(address), 0));
  }

  @Test
  void the_examples_of_the_tutorial_are_read() {
    assertThat(DestinationUrl.parse("dest:1234?ip=123.45.67.89", 100, 10).locators())
        .containsExactly(ip(100, 10, "123.45.67.89"));
    assertThat(DestinationUrl.parse("dest:1234?ipv6=1234:56::7890:ABCD", 100, 10).identity())
        .isEqualTo(Identity.parse("1234"));
    // "Combined example"
    assertThat(
            DestinationUrl.parse(
                    "dest:1234?eth=12:34:56:78:90:AB&ip=123.45.67.89&ipv6=1234:56::7890:ABCD",
                    100,
                    10)
                .locators())
        .containsExactly(
            new Rloc(100, 10, new Locator.Ethernet(0x1234567890ABL, -1)),
            ip(100, 10, "123.45.67.89"),
            ip(100, 10, "1234:56::7890:abcd"));
    // "In a NAPTR record"
    assertThat(
            DestinationUrl.ofNaptr("!^(.*)$!dest:1234?eth=12:34:56:78:90:AB!", 100, 10)
                .orElseThrow()
                .locators())
        .containsExactly(new Rloc(100, 10, new Locator.Ethernet(0x1234567890ABL, -1)));
  }

  @Test
  void order_and_preference_are_those_of_the_record_unless_told_and_never_drain_or_failed() {
    assertThat(DestinationUrl.parse("dest:1234?ip=192.0.2.1", 9000, 254).locators())
        .isEqualTo(List.of(ip(9000, 254, "192.0.2.1")));
    assertThat(
            DestinationUrl.ofNaptr("!^.*$!dest:1234?ip=192.0.2.1!", 9000, 254)
                .orElseThrow()
                .locators())
        .containsExactly(ip(253, 253, "192.0.2.1"));
    assertThat(DestinationUrl.parse("dest:1234?ip=192.0.2.1&order=1&pref=2", 7, 7).locators())
        .containsExactly(ip(1, 2, "192.0.2.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!^a(.*)$!dest:1234?ip=192.0.2.1!",
        "!^(.*)$!dest:1234?ip=192.0.2.1",
        "!^(.*)$!dest:1234?ip=192.0.2.1!i!",
        "!^(.*)$!http://example/!",
        "!^(.*)$!dest:1?ip=192.0.2.1!",
        "!^(.*)$!dest:1234?ip=192.0.2!",
        "!^(.*)$!dest:1234?order=300&ip=192.0.2.1&order=300!",
        "!^(.*)$!dest:1234?ip!",
        "!^(.*)$!dest:1234?ip=127.0.0.1&port=53!",
        "!^(.*)$!dest:1234?ip=0.0.0.0!",
        "!^(.*)$!dest:1234?ip=224.0.0.251!",
        "!^(.*)$!dest:1234?ip=255.255.255.255!",
        "!^(.*)$!dest:1234?ipv6=::1!",
        "!^(.*)$!dest:1234?ipv6=ff02::1!",
        "!^(.*)$!dest:1234?ip=192.0.2.1&ipv6=::!",
        "!^(.*)$!",
        ""
      })
  void anything_else_is_no_destination(String regexp) {
    assertThat(DestinationUrl.ofNaptr(regexp, 1, 1)).isEmpty();
  }

  @Test
  void what_is_written_is_read_again() {
    Identity id = Identity.parse("5=bob.east.example");
    for (Locator l :
        List.of(
            new Locator.Ip(IpAddress.parse("192.0.2.1"), 0),
            new Locator.Ip(IpAddress.parse("2001:db8::1"), 4000),
            new Locator.Direct(IpAddress.parse("192.0.2.1")),
            new Locator.Direct(IpAddress.parse("2001:db8::1")),
            new Locator.Ethernet(0x1234567890ABL, 77),
            new Locator.Ethernet(0x1234567890ABL, -1))) {
      String regexp = DestinationUrl.naptr(id, l, EnumSet.of(AddressFamily.IPV6));
      DestinationUrl read = DestinationUrl.ofNaptr(regexp, 3, 4).orElseThrow();
      assertThat(read.identity()).isEqualTo(id);
      assertThat(read.locators()).containsExactly(new Rloc(3, 4, l));
      assertThat(read.families()).containsExactly(AddressFamily.IPV6);
    }
  }
}
