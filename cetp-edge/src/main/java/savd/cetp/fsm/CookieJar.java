package savd.cetp.fsm;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Octets;
import savd.net.IpAddress;

/**
 * Makes cookies and knows its own: state that the peer carries for us.
 *
 * <p>epoch 8 | seconds 32 | kind 8 | HMAC-SHA256 over all that, the path, the identities, cut to
 * 128 bits. The secret changes every {@link #SECRET_SECONDS}; the one before is good still. A
 * cookie is good for {@link #LIFE_SECONDS}, and once.
 */
final class CookieJar {
  static final int LENGTH = 22;
  static final int LIFE_SECONDS = 20;
  static final int SECRET_SECONDS = 60;
  private static final int MAC_OCTETS = 16;
  private static final int MAX_USED = 1 << 17;
  private static final byte[] CONTEXT = {'c', 'e', 't', 'p', '-', 'c', 'k', '1'};

  /** What a cookie is for. */
  enum Kind {
    /** Admission of this source identity. */
    ADMISSION,
    /** Admission of any source identity: another type was asked for. */
    ANY_IDENTITY,
    /** Proof that a further RLOC of a session is its owner's. */
    RLOC
  }

  /** What a look at a cookie says. */
  enum Verdict {
    GOOD,
    BAD,
    OLD,
    REPLAYED
  }

  private final RandomGenerator random;
  private final Mac mac;
  private final SecretKeySpec[] secrets = new SecretKeySpec[2];
  private final byte[] clear = new byte[LENGTH - MAC_OCTETS];
  private Set<Octets> used = new HashSet<>();
  private Set<Octets> usedBefore = new HashSet<>();
  private long epoch = -1;
  private long usedWindow;

  /**
   * @param random unpredictable
   */
  CookieJar(RandomGenerator random) {
    this.random = random;
    try {
      mac = Mac.getInstance("HmacSHA256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without HmacSHA256", e);
    }
  }

  private void turn(long seconds) {
    long now = seconds / SECRET_SECONDS;
    if (now != epoch) {
      secrets[1] = now == epoch + 1 && secrets[0] != null ? secrets[0] : secret();
      secrets[0] = secret();
      epoch = now;
    }
    long window = seconds / (LIFE_SECONDS + 1);
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
    byte[] cookie = new byte[LENGTH];
    cookie[0] = (byte) epoch;
    for (int i = 0; i < 4; i++) {
      cookie[1 + i] = (byte) (seconds >>> 24 - 8 * i);
    }
    cookie[5] = (byte) kind.ordinal();
    byte[] tag = tag(secrets[0], cookie, kind, path, source, destination);
    System.arraycopy(tag, 0, cookie, LENGTH - MAC_OCTETS, MAC_OCTETS);
    return Octets.of(cookie);
  }

  private byte[] tag(
      SecretKeySpec secret, byte[] cookie, Kind kind, Path path, Identity source, Identity dest) {
    try {
      mac.init(secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    mac.update(CONTEXT);
    System.arraycopy(cookie, 0, clear, 0, clear.length);
    mac.update(clear);
    mac.update(carriage(path.remote()));
    address(path.remote().address());
    address(path.local());
    identity(dest);
    if (kind != Kind.ANY_IDENTITY) {
      identity(source);
    }
    return mac.doFinal();
  }

  /** Who is there by UDP may be somebody else than who is there without. */
  private static byte carriage(Locator remote) {
    return switch (remote) {
      case Locator.Ip _ -> 0;
      case Locator.Direct _ -> 1;
      case Locator.Ethernet e -> (byte) (2 + (e.vlan() & 0x7F));
    };
  }

  private void address(IpAddress a) {
    byte[] octets = a.octets();
    mac.update((byte) octets.length);
    mac.update(octets);
  }

  private void identity(Identity id) {
    mac.update((byte) id.type());
    mac.update((byte) id.value().length());
    mac.update(id.value().toArray());
  }

  /**
   * Looks at a cookie that came back with {@code source > destination} over the path. A good one
   * for admission is used up by that.
   */
  Verdict look(Octets cookie, Path path, Identity source, Identity destination, long now) {
    long seconds = now / 1_000_000_000L;
    turn(seconds);
    if (cookie.length() != LENGTH || cookie.at(5) >= Kind.values().length) {
      return Verdict.BAD;
    }
    int age = (int) (epoch - cookie.at(0)) & 0xFF;
    if (age > 1) {
      return Verdict.OLD;
    }
    byte[] octets = cookie.toArray();
    byte[] expected =
        tag(secrets[age], octets, Kind.values()[cookie.at(5)], path, source, destination);
    byte[] got = cookie.slice(LENGTH - MAC_OCTETS, LENGTH).toArray();
    if (!MessageDigest.isEqual(java.util.Arrays.copyOf(expected, MAC_OCTETS), got)) {
      return Verdict.BAD;
    }
    long made = 0;
    for (int i = 1; i <= 4; i++) {
      made = made << 8 | cookie.at(i);
    }
    if (((int) seconds - (int) made & 0xFFFF_FFFFL) > LIFE_SECONDS) {
      return Verdict.OLD;
    }
    return used.contains(cookie) || usedBefore.contains(cookie) ? Verdict.REPLAYED : Verdict.GOOD;
  }

  /** Notes that a cookie has let somebody in; it does so no second time. */
  void use(Octets cookie) {
    if (used.size() < MAX_USED) {
      used.add(cookie);
    }
  }

  static Kind kind(Octets cookie) {
    return Kind.values()[cookie.at(5)];
  }
}
