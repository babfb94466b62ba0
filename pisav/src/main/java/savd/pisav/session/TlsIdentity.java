package savd.pisav.session;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLException;
import savd.pisav.fsm.PeerKey;

/**
 * Who we are: a P-256 key and a certificate around it, whoever signed it and whatever it says.
 *
 * @param certificateFile in PEM
 * @param keyFile in PEM (PKCS #8, "BEGIN PRIVATE KEY")
 */
public record TlsIdentity(Path certificateFile, Path keyFile) {
  private static final String VERSION = "TLSv1.3";

  /**
   * Our public key, for whom it is configured or published as a Router Key.
   *
   * @throws IOException when the certificate cannot be read or its key is not of P-256
   */
  public PeerKey key() throws IOException {
    return keyOf(certificateFile);
  }

  /**
   * The key in a certificate, as one is configured for an AS without Router Keys.
   *
   * @throws IOException when it cannot be read or its key is not of P-256
   */
  public static PeerKey keyOf(Path certificateFile) throws IOException {
    try (InputStream in = Files.newInputStream(certificateFile)) {
      byte[] key =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(in)
              .getPublicKey()
              .getEncoded();
      if (!PeerKey.isP256(key)) {
        throw new IOException(certificateFile + ": not a P-256 key");
      }
      return new PeerKey(key);
    } catch (GeneralSecurityException e) {
      throw new IOException(certificateFile + ": " + e.getMessage(), e);
    }
  }

  SslContext forTop() throws IOException {
    key();
    return built(
        builder(
            () ->
                SslContextBuilder.forServer(certificateFile.toFile(), keyFile.toFile())
                    .clientAuth(ClientAuth.REQUIRE)));
  }

  SslContext forMember() throws IOException {
    key();
    return built(
        builder(
            () ->
                SslContextBuilder.forClient()
                    .keyManager(certificateFile.toFile(), keyFile.toFile())
                    // The name of a host says nothing; the key does.
                    .endpointIdentificationAlgorithm(null)));
  }

  private interface Maker {
    SslContextBuilder make();
  }

  private SslContextBuilder builder(Maker maker) throws IOException {
    try {
      return maker
          .make()
          .sslProvider(SslProvider.JDK)
          .protocols(VERSION)
          // Whoever continues a session does not show its key again, and is refused by Connection.
          .sessionTimeout(1)
          .sessionCacheSize(1)
          .trustManager(new KeyTrust());
    } catch (IllegalArgumentException e) {
      throw new IOException(certificateFile + ", " + keyFile + ": " + e.getMessage(), e);
    }
  }

  private static SslContext built(SslContextBuilder builder) throws SSLException {
    return builder.build();
  }
}
