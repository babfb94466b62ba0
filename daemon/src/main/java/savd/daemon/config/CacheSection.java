package savd.daemon.config;

import java.nio.file.Path;
import java.util.Optional;
import savd.net.IpAddress;

/**
 * {@code [cache.NAME]}: an RPKI cache that speaks RTR (RFC 8210). Defaults are filled in.
 *
 * @param port its TCP port
 * @param preference the lowest of the caches that have data is used, 1 to 255
 * @param transport how it is reached
 * @param md5 key of TCP-MD5 (RFC 2385), 1 to 80 octets; with {@link Transport#TCP} only
 * @param tls with {@link Transport#TLS} only
 * @param maxVersion the highest version offered, 0 to 2
 * @param lenient put up with what known caches do wrong: withdrawals of ASPAs with providers,
 *     duplicates
 */
public record CacheSection(
    String name,
    IpAddress address,
    int port,
    int preference,
    Transport transport,
    Optional<IpAddress> localAddress,
    Optional<String> md5,
    Tls tls,
    int maxVersion,
    boolean lenient,
    Optional<String> description) {

  /** How a cache is reached (RFC 8210, section 9). */
  public enum Transport {
    TCP,
    TLS
  }

  /**
   * Where certificates are.
   *
   * @param caFile trusted authorities in PEM; empty: those of the Java runtime
   * @param certificate ours, with its chain, in PEM
   * @param privateKey of our certificate, PKCS #8 in PEM
   * @param serverName the name its certificate must have; empty: the address
   */
  public record Tls(
      Optional<Path> caFile,
      Optional<Path> certificate,
      Optional<Path> privateKey,
      Optional<String> serverName) {
    public static final Tls NONE =
        new Tls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
