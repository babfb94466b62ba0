package savd.rpki.payload;

import java.util.Arrays;
import java.util.HexFormat;
import savd.net.Asn;

/**
 * A router key of an AS (RFC 8635), as RTR carries it (RFC 8210, section 5.10).
 *
 * @param asn whose routers have it
 * @param ski the Subject Key Identifier, 20 octets, not to be written
 * @param publicKey SubjectPublicKeyInfo in DER, not to be written
 */
public record RouterKey(Asn asn, byte[] ski, byte[] publicKey) {
  public static final int SKI_OCTETS = 20;

  public RouterKey {
    if (ski.length != SKI_OCTETS) {
      throw new IllegalArgumentException("a key identifier of " + ski.length + " octets");
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RouterKey k
        && asn.equals(k.asn)
        && Arrays.equals(ski, k.ski)
        && Arrays.equals(publicKey, k.publicKey);
  }

  @Override
  public int hashCode() {
    return 31 * asn.hashCode() + Arrays.hashCode(ski);
  }

  @Override
  public String toString() {
    return "AS" + asn + " " + HexFormat.of().withUpperCase().formatHex(ski);
  }
}
