package savd.testbed.rpki;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
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

  /** TLS 1.3 with this key, for a client that believes whatever key a server shows. */
  public SSLContext tlsOfAClient() {
    try (InputStream in = Files.newInputStream(certificate)) {
      byte[] der =
          Base64.getMimeDecoder()
              .decode(Files.readString(privateKey).replaceAll("-----[^-]+-----", ""));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "own",
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)),
          new char[0],
          new Certificate[] {CertificateFactory.getInstance("X.509").generateCertificate(in)});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), new TrustManager[] {new Anybody()}, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new LabException("the key of " + certificate, e);
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
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
