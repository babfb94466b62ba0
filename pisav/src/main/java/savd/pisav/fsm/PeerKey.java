package savd.pisav.fsm;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A public key of the other side, as Router Keys carry it (RFC 8608).
 *
 * @param publicKey SubjectPublicKeyInfo in DER of a P-256 key, 91 octets, not to be written
 */
public record PeerKey(byte[] publicKey) {
  /** Of every P-256 key with its curve by name and its point not compressed. */
  public static final int OCTETS = 91;

  /** What all of them begin with (RFC 5480): id-ecPublicKey, prime256v1, a point as it is. */
  private static final byte[] BEGINNING =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

  private static final int POINT_OCTETS = 65;

  public PeerKey {
    if (!isP256(publicKey)) {
      throw new IllegalArgumentException("not a P-256 key of " + OCTETS + " octets");
    }
  }

  /** True for what may be made a key. */
  public static boolean isP256(byte[] publicKey) {
    return publicKey.length == OCTETS
        && Arrays.equals(publicKey, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length);
  }

  /** The Subject Key Identifier in hexadecimal, as Router Keys have it (RFC 6487, 4.8.2). */
  public String ski() {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(publicKey, OCTETS - POINT_OCTETS, POINT_OCTETS);
      return HexFormat.of().withUpperCase().formatHex(sha1.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof PeerKey k && Arrays.equals(publicKey, k.publicKey);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(publicKey);
  }

  @Override
  public String toString() {
    return ski();
  }
}
