package savd.cetp.fsm;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Octets;
import savd.net.IpAddress;

/**
 * Knows the cookies of a {@link CookieJar}, for one thread, which need not be the jar's: so that
 * what anyone can make up does not get as far as that. It costs no more than a look at the time
 * where that is wrong already, else one HMAC.
 */
public final class CookieCheck {
  static final int LENGTH = 22;
  static final int LIFE_SECONDS = 20;
  static final int MAC_OCTETS = 16;
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

  private static final Kind[] KINDS = Kind.values();

  /** What a look at a cookie says. */
  public enum Verdict {
    GOOD,
    BAD,
    OLD,
    REPLAYED
  }

  /** What cookies are made with at a time; never changes, another takes its place. */
  record Secrets(long epoch, SecretKeySpec now, SecretKeySpec before) {}

  private final Supplier<Secrets> secrets;
  private final Mac mac;
  private final byte[] clear = new byte[LENGTH - MAC_OCTETS];

  CookieCheck(Supplier<Secrets> secrets) {
    this.secrets = secrets;
    try {
      mac = Mac.getInstance("HmacSHA256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without HmacSHA256", e);
    }
  }

  /** What a cookie of ours is for. */
  static Kind kind(Octets cookie) {
    return KINDS[cookie.at(5)];
  }

  /** Whether a cookie is, as it says, about a further RLOC of a session. */
  public static boolean isOfSession(Octets cookie) {
    return cookie.length() == LENGTH && cookie.at(5) == Kind.RLOC.ordinal();
  }

  byte[] tag(
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
   * Looks at a cookie that came back with {@code source > destination} over the path. Whether it
   * has been used up only the jar knows.
   */
  public Verdict look(Octets cookie, Path path, Identity source, Identity destination, long now) {
    if (cookie.length() != LENGTH || cookie.at(5) >= KINDS.length) {
      return Verdict.BAD;
    }
    Secrets s = secrets.get();
    int age = (int) (s.epoch() - cookie.at(0)) & 0xFF;
    SecretKeySpec secret = age == 0 ? s.now() : age == 1 ? s.before() : null;
    if (secret == null || isOld(cookie, now)) {
      return Verdict.OLD;
    }
    byte[] expected = tag(secret, cookie.toArray(), kind(cookie), path, source, destination);
    byte[] got = cookie.slice(LENGTH - MAC_OCTETS, LENGTH).toArray();
    return MessageDigest.isEqual(Arrays.copyOf(expected, MAC_OCTETS), got)
        ? Verdict.GOOD
        : Verdict.BAD;
  }

  private static boolean isOld(Octets cookie, long now) {
    int made = 0;
    for (int i = 1; i <= 4; i++) {
      made = made << 8 | cookie.at(i);
    }
    return ((int) (now / 1_000_000_000L) - made & 0xFFFF_FFFFL) > LIFE_SECONDS;
  }
}
