package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import savd.cetp.fsm.CookieCheck.Kind;
import savd.cetp.fsm.CookieCheck.Verdict;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Octets;
import savd.net.IpAddress;

/** A check beside the jar says of a cookie what the jar says. */
class CookieCheckTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Identity WEST = Identity.session(1);
  private static final Identity EAST = Identity.session(2);
  private static final IpAddress HERE = IpAddress.parse("192.0.2.2");
  private static final Path PATH = new Path(HERE, new Locator.Ip(IpAddress.parse("192.0.2.1"), 0));
  private final CookieJar jar = new CookieJar(new Random(8));
  private final CookieCheck check = jar.check();

  @Test
  void nothing_is_good_before_the_first_cookie_is_made() {
    for (int epoch = 0; epoch < 256; epoch++) {
      byte[] octets = new byte[CookieCheck.LENGTH];
      octets[0] = (byte) epoch;
      assertThat(check.look(Octets.of(octets), PATH, WEST, EAST, 0)).isNotEqualTo(Verdict.GOOD);
    }
  }

  @Test
  void a_cookie_is_good_for_twenty_seconds_also_when_the_secret_has_changed() {
    long made = 59 * SECOND;
    Octets cookie = jar.make(Kind.ADMISSION, PATH, WEST, EAST, made);
    assertThat(check.look(cookie, PATH, WEST, EAST, made)).isEqualTo(Verdict.GOOD);
    jar.make(Kind.ADMISSION, PATH, WEST, EAST, 65 * SECOND);
    assertThat(check.look(cookie, PATH, WEST, EAST, 79 * SECOND)).isEqualTo(Verdict.GOOD);
    assertThat(check.look(cookie, PATH, WEST, EAST, 80 * SECOND)).isEqualTo(Verdict.OLD);
    jar.make(Kind.ADMISSION, PATH, WEST, EAST, 121 * SECOND);
    assertThat(check.look(cookie, PATH, WEST, EAST, 60 * SECOND)).isEqualTo(Verdict.OLD);
  }

  @Test
  void a_cookie_with_any_octet_changed_or_for_another_is_not_good() {
    long now = 100 * SECOND;
    Octets cookie = jar.make(Kind.ADMISSION, PATH, WEST, EAST, now);
    for (int i = 0; i < CookieCheck.LENGTH; i++) {
      byte[] octets = cookie.toArray();
      octets[i] ^= 1;
      assertThat(check.look(Octets.of(octets), PATH, WEST, EAST, now)).isNotEqualTo(Verdict.GOOD);
    }
    Path other = new Path(HERE, new Locator.Ip(IpAddress.parse("192.0.2.9"), 0));
    Path direct = new Path(HERE, new Locator.Direct(IpAddress.parse("192.0.2.1")));
    assertThat(check.look(cookie, other, WEST, EAST, now)).isEqualTo(Verdict.BAD);
    assertThat(check.look(cookie, direct, WEST, EAST, now)).isEqualTo(Verdict.BAD);
    assertThat(check.look(cookie, PATH, Identity.session(3), EAST, now)).isEqualTo(Verdict.BAD);
    assertThat(check.look(cookie, PATH, WEST, Identity.session(3), now)).isEqualTo(Verdict.BAD);
    assertThat(check.look(cookie.slice(0, 21), PATH, WEST, EAST, now)).isEqualTo(Verdict.BAD);
    Octets any = jar.make(Kind.ANY_IDENTITY, PATH, WEST, EAST, now);
    assertThat(check.look(any, PATH, Identity.session(3), EAST, now)).isEqualTo(Verdict.GOOD);
  }

  @Test
  void only_the_jar_knows_what_has_been_used() {
    Octets cookie = jar.make(Kind.ADMISSION, PATH, WEST, EAST, SECOND);
    jar.use(cookie);
    assertThat(check.look(cookie, PATH, WEST, EAST, SECOND)).isEqualTo(Verdict.GOOD);
    assertThat(jar.look(cookie, PATH, WEST, EAST, SECOND)).isEqualTo(Verdict.REPLAYED);
  }
}
