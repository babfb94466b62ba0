package savd.cetp.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import savd.cetp.fsm.CookieCheck.Verdict;
import savd.cetp.fsm.EdgeEvent;
import savd.cetp.fsm.Path;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Octets;
import savd.cetp.tun.ControlSink.Claim;
import savd.net.IpAddress;
import savd.net.Ipv4Address;

class CookieGateTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Identity WEST = Identity.session(1);
  private static final Identity EAST = Identity.session(2);
  private static final Octets COOKIE = Octets.of(new byte[22]);
  private int looks;

  private CookieGate gate(Verdict verdict) {
    return new CookieGate(
        (_, _, _, _, _) -> {
          looks++;
          return verdict;
        });
  }

  private static Path from(int address) {
    return new Path(IpAddress.parse("192.0.2.2"), new Locator.Ip(new Ipv4Address(address), 0));
  }

  private static int of(CookieGate gate, Claim claim, int n, boolean oneAddress, long now) {
    int count = 0;
    for (int i = 0; i < n; i++) {
      Path path = from(oneAddress ? 7 : 0x0B00_0000 + i);
      count += gate.look(path, WEST, EAST, COOKIE, 5, now) == claim ? 1 : 0;
    }
    return count;
  }

  @Test
  void bad_cookies_are_counted_where_they_come_in_and_some_are_handed_on() {
    CookieGate gate = gate(Verdict.BAD);
    int told = of(gate, Claim.KNOCK, 50_000, false, 9 * SECOND);
    assertThat(told).isEqualTo(CookieGate.TOLD_PER_SECOND);
    assertThat(gate.counted()).isEqualTo(Map.of(5, Map.of(EdgeEvent.COOKIE_BAD, 50_000L - told)));
    assertThat(of(gate, Claim.KNOCK, 1, false, 10 * SECOND)).isEqualTo(1);
  }

  @Test
  void so_many_cookies_are_computed_a_second_however_many_come() {
    CookieGate gate = gate(Verdict.OLD);
    of(gate, Claim.NOTHING, 200_000, false, 9 * SECOND);
    assertThat(looks).isEqualTo(CookieGate.LOOKS_PER_SECOND);
    assertThat(gate.counted().get(5).get(EdgeEvent.RATE_LIMITED))
        .isEqualTo(200_000L - CookieGate.LOOKS_PER_SECOND);
  }

  @Test
  void who_repeats_a_good_cookie_takes_no_more_than_its_own_share() {
    CookieGate gate = gate(Verdict.GOOD);
    assertThat(of(gate, Claim.COOKIE, 10_000, true, 9 * SECOND))
        .isEqualTo(CookieGate.GOOD_PER_SECOND);
    assertThat(gate.look(from(8), WEST, EAST, COOKIE, 5, 9 * SECOND)).isEqualTo(Claim.COOKIE);
    assertThat(gate.look(from(7), WEST, EAST, COOKIE, 5, 10 * SECOND)).isEqualTo(Claim.COOKIE);
  }

  @Test
  void a_cookie_about_a_further_rloc_is_for_the_session_to_look_at() {
    byte[] octets = new byte[22];
    octets[5] = 2;
    CookieGate gate = gate(Verdict.GOOD);
    assertThat(gate.look(from(1), WEST, EAST, Octets.of(octets), 5, 0)).isEqualTo(Claim.KNOCK);
    assertThat(looks).isZero();
  }
}
