package savd.rpki.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.rpki.fsm.CacheFsmConfig;

/**
 * A cache.
 *
 * @param listen where it listens; port 0 for any free one
 * @param protocol what concerns the protocol
 * @param keepDeltas for how many former serials it answers with changes only
 * @param maxRouters connections at a time; more are closed at once
 * @param tls empty for plain TCP
 * @param md5Keys keys of RFC 2385 by router
 */
public record RtrCacheConfig(
    List<InetSocketAddress> listen,
    CacheFsmConfig protocol,
    int keepDeltas,
    int maxRouters,
    Optional<Tls> tls,
    Map<InetAddress, String> md5Keys) {
  public static final int DEFAULT_KEEP_DELTAS = 32;
  public static final int DEFAULT_MAX_ROUTERS = 256;

  /**
   * @param certificateFile its chain in PEM
   * @param keyFile its key in PEM (PKCS #8)
   * @param routerCaFile who may have signed the certificates of routers; empty to ask for none
   */
  public record Tls(Path certificateFile, Path keyFile, Optional<Path> routerCaFile) {}

  public RtrCacheConfig {
    listen = List.copyOf(listen);
    md5Keys = Map.copyOf(md5Keys);
    if (keepDeltas < 0 || maxRouters < 1) {
      throw new IllegalArgumentException("deltas kept 0 or more, routers 1 or more");
    }
  }

  /** Plain TCP with the defaults of the documents. */
  public static RtrCacheConfig on(InetSocketAddress listen) {
    return new RtrCacheConfig(
        List.of(listen),
        CacheFsmConfig.DEFAULT,
        DEFAULT_KEEP_DELTAS,
        DEFAULT_MAX_ROUTERS,
        Optional.empty(),
        Map.of());
  }

  public RtrCacheConfig withProtocol(CacheFsmConfig value) {
    return new RtrCacheConfig(listen, value, keepDeltas, maxRouters, tls, md5Keys);
  }

  public RtrCacheConfig withKeepDeltas(int value) {
    return new RtrCacheConfig(listen, protocol, value, maxRouters, tls, md5Keys);
  }

  public RtrCacheConfig withTls(Tls value) {
    return new RtrCacheConfig(
        listen, protocol, keepDeltas, maxRouters, Optional.of(value), md5Keys);
  }

  public RtrCacheConfig withMd5Keys(Map<InetAddress, String> value) {
    return new RtrCacheConfig(listen, protocol, keepDeltas, maxRouters, tls, value);
  }
}
