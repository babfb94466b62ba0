package savd.cetp.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import savd.net.IpAddress;

class LocatorTest {
  private static final IpAddress FOUR = IpAddress.parse("192.0.2.1");

  @Test
  void a_station_has_the_link_local_address_of_its_mac() {
    // RFC 2464, section 4: 34-56-78-9A-BC-DE is 36-56-78-FF-FE-9A-BC-DE.
    Locator.Ethernet station = Locator.Ethernet.parse("34:56:78:9a:BC:de", 7);
    assertThat(station.address()).isEqualTo(IpAddress.parse("fe80::3656:78ff:fe9a:bcde"));
    assertThat(Locator.Ethernet.of(station.address(), 7)).isEqualTo(station);
    assertThat(station).hasToString("34:56:78:9a:bc:de%7");
  }

  @Test
  void what_is_no_mac_address_is_refused() {
    for (String text : List.of("", "34:56:78:9a:bc", "34:56:78:9a:bc:dg", "34-56-78-9a-bc-de")) {
      assertThatThrownBy(() -> Locator.Ethernet.parse(text, -1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void the_same_address_reached_another_way_is_another_station() {
    Locator udp = new Locator.Ip(FOUR, 0);
    Locator direct = new Locator.Direct(FOUR);
    assertThat(udp.isSameStation(new Locator.Ip(FOUR, 4000))).isTrue();
    assertThat(udp.isSameStation(direct)).isFalse();
    assertThat(direct.isSameStation(new Locator.Direct(FOUR))).isTrue();
    assertThat(udp.reaches(new Locator.Ip(IpAddress.parse("2001:db8::1"), 0))).isFalse();
    Locator station = new Locator.Ethernet(2, 7);
    assertThat(station.reaches(new Locator.Ethernet(4, 7))).isTrue();
    assertThat(station.reaches(new Locator.Ethernet(4, 8))).isFalse();
    assertThat(station.isSameStation(new Locator.Ip(station.address(), 0))).isFalse();
  }
}
