package savd.rpki.session;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS to a cache (RFC 8210, section 9.2).
 *
 * @param caFile certificates in PEM that may have signed the cache's; empty for those the JVM
 *     trusts
 * @param certificateFile our certificate chain in PEM, where the cache asks for one
 * @param keyFile its key in PEM (PKCS #8); present when the chain is
 * @param serverName the name the cache's certificate must have; empty for the configured host
 */
public record TlsConfig(
    Optional<Path> caFile,
    Optional<Path> certificateFile,
    Optional<Path> keyFile,
    Optional<String> serverName) {
  public TlsConfig {
    if (certificateFile.isPresent() != keyFile.isPresent()) {
      throw new IllegalArgumentException("a certificate needs its key, and a key its certificate");
    }
  }
}
