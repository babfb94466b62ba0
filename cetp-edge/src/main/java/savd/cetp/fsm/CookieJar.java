package savd.cetp.fsm;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.crypto.spec.SecretKeySpec;
import savd.cetp.fsm.CookieCheck.Kind;
import savd.cetp.fsm.CookieCheck.Secrets;
import savd.cetp.fsm.CookieCheck.Verdict;
import savd.cetp.message.Identity;
import savd.cetp.message.Octets;

/**
 * Makes cookies and knows its own: state that the peer carries for us.
 *
 * <p>epoch 8 | seconds 32 | kind 8 | HMAC-SHA256 over all that, the path, the identities, cut to
 * 128 bits. The secret changes every {@link #SECRET_SECONDS}; the one before is good still. A
 * cookie is good for {@link CookieCheck#LIFE_SECONDS}, and once.
 */
final class CookieJar {
  static final int SECRET_SECONDS = 60;
  private static final int MAX_USED = 1 << 17;

  private final RandomGenerator random;
  private final CookieCheck check = check();
  private Set<Octets> used = new HashSet<>();
  private Set<Octets> usedBefore = new HashSet<>();
  private long usedWindow;

  /** Before the first cookie there is none that could be good. */
  private volatile Secrets secrets = new Secrets(-1, null, null);

  /**
   * @param random unpredictable
   */
  CookieJar(RandomGenerator random) {
    this.random = random;
  }

  /** Knows the cookies of this jar, on another thread. */
  CookieCheck check() {
    return new CookieCheck(() -> secrets);
  }

  private void turn(long seconds) {
    long now = seconds / SECRET_SECONDS;
    Secrets s = secrets;
    if (now != s.epoch()) {
      SecretKeySpec before = now == s.epoch() + 1 && s.now() != null ? s.now() : secret();
      secrets = new Secrets(now, secret(), before);
    }
    long window = seconds / (CookieCheck.LIFE_SECONDS + 1);
    if (window != usedWindow) {
      usedBefore = window == usedWindow + 1 ? used : new HashSet<>();
      used = new HashSet<>();
      usedWindow = window;
    }
  }

  private SecretKeySpec secret() {
    byte[] octets = new byte[32];
    random.nextBytes(octets);
    return new SecretKeySpec(octets, "HmacSHA256");
  }

  /** A cookie for who sent {@code source > destination} over the path. */
  Octets make(Kind kind, Path path, Identity source, Identity destination, long now) {
    long seconds = now / 1_000_000_000L;
    turn(seconds);
    byte[] cookie = new byte[CookieCheck.LENGTH];
    cookie[0] = (byte) secrets.epoch();
    for (int i = 0; i < 4; i++) {
      cookie[1 + i] = (byte) (seconds >>> 24 - 8 * i);
    }
    cookie[5] = (byte) kind.ordinal();
    byte[] tag = check.tag(secrets.now(), cookie, kind, path, source, destination);
    int clear = CookieCheck.LENGTH - CookieCheck.MAC_OCTETS;
    System.arraycopy(tag, 0, cookie, clear, CookieCheck.MAC_OCTETS);
    return Octets.of(cookie);
  }

  /**
   * Looks at a cookie that came back with {@code source > destination} over the path. A good one
   * for admission is used up by {@link #use}.
   */
  Verdict look(Octets cookie, Path path, Identity source, Identity destination, long now) {
    turn(now / 1_000_000_000L);
    Verdict verdict = check.look(cookie, path, source, destination, now);
    boolean spent = used.contains(cookie) || usedBefore.contains(cookie);
    return verdict == Verdict.GOOD && spent ? Verdict.REPLAYED : verdict;
  }

  /** Notes that a cookie has let somebody in; it does so no second time. */
  void use(Octets cookie) {
    if (used.size() < MAX_USED) {
      used.add(cookie);
    }
  }
}
