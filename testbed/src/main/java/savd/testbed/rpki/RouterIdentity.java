package savd.testbed.rpki;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import savd.net.Asn;
import savd.testbed.lab.Command;
import savd.testbed.lab.LabException;

/**
 * The key of a router, as RFC 8608 wants it (ECDSA, P-256), made by OpenSSL.
 *
 * @param asn the AS it speaks for
 * @param certificate PEM, self-signed
 * @param privateKey PEM, PKCS #8
 */
public record RouterIdentity(Asn asn, Path certificate, Path privateKey) {
  /** An uncompressed point: what a subject key identifier is the SHA-1 hash of. */
  private static final int POINT_OCTETS = 65;

  private static final long EXPIRES = 4_102_444_800L;

  /** Makes a key; its files are in {@code directory}, named after {@code name}. */
  public static RouterIdentity make(Path directory, String name, Asn asn) {
    Path certificate = directory.resolve(name + ".pem");
    Path key = directory.resolve(name + ".key");
    Command.run(
            List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "3650",
                "-subj",
                "/CN=ROUTER-%08X".formatted(asn.value()),
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString()))
        .orThrow();
    return new RouterIdentity(asn, certificate, key);
  }

  private byte[] publicKey() {
    try (InputStream in = Files.newInputStream(certificate)) {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(in)
          .getPublicKey()
          .getEncoded();
    } catch (IOException | GeneralSecurityException e) {
      throw new LabException("the certificate " + certificate, e);
    }
  }

  private String json() {
    byte[] key = publicKey();
    try {
      byte[] point = Arrays.copyOfRange(key, key.length - POINT_OCTETS, key.length);
      byte[] ski = MessageDigest.getInstance("SHA-1").digest(point);
      return "{\"asn\": %s, \"ski\": \"%s\", \"pubkey\": \"%s\", \"ta\": \"lab\", \"expires\": %d}"
          .formatted(
              asn,
              HexFormat.of().withUpperCase().formatHex(ski),
              Base64.getEncoder().encodeToString(key),
              EXPIRES);
    } catch (GeneralSecurityException e) {
      throw new LabException("SHA-1", e);
    }
  }

  /** Writes the public halves as a validator's dump has them, in the form of rpki-client. */
  public static void publish(List<RouterIdentity> identities, Path file) {
    String keys = identities.stream().map(RouterIdentity::json).collect(Collectors.joining(", "));
    try {
      Files.writeString(file, "{\"roas\": [], \"aspas\": [], \"bgpsec_keys\": [" + keys + "]}\n");
    } catch (IOException e) {
      throw new LabException("writing " + file, e);
    }
  }
}
