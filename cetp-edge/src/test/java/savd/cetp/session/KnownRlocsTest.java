package savd.cetp.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import savd.net.IpAddress;
import savd.net.Ipv4Address;

class KnownRlocsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final IpAddress WEST = IpAddress.parse("192.0.2.1");

  @Test
  void who_has_proved_itself_is_heard_for_ten_minutes() {
    KnownRlocs known = new KnownRlocs();
    assertThat(known.isHeard(WEST, 5 * SECOND)).isFalse();
    known.proven(WEST, 5 * SECOND);
    assertThat(known.isHeard(WEST, 604 * SECOND)).isTrue();
    assertThat(known.isHeard(WEST, 606 * SECOND)).isFalse();
  }

  @Test
  void a_flood_that_forges_a_known_address_is_heard_so_often_a_second_only() {
    KnownRlocs known = new KnownRlocs();
    known.proven(WEST, 0);
    int heard = 0;
    for (int i = 0; i < 50_000; i++) {
      long now = i * SECOND / 25_000;
      if (known.isHeard(WEST, now)) {
        known.heard(WEST, now);
        heard++;
      }
    }
    assertThat(heard).isEqualTo(2 * KnownRlocs.PER_SECOND);
  }

  @Test
  void no_number_of_addresses_makes_it_grow_without_bound() {
    KnownRlocs known = new KnownRlocs();
    for (int i = 0; i < 200_000; i++) {
      known.proven(new Ipv4Address(i), SECOND);
    }
    assertThat(known.isHeard(new Ipv4Address(199_999), SECOND)).isFalse();
    // Those that were there first are forgotten when their time is over, and others take the room.
    known.proven(new Ipv4Address(199_999), 700 * SECOND);
    assertThat(known.isHeard(new Ipv4Address(199_999), 700 * SECOND)).isTrue();
  }
}
