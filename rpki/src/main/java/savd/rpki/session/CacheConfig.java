package savd.rpki.session;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import savd.net.IpAddress;
import savd.rpki.fsm.RouterConfig;

/**
 * One cache, as the operator wants it. Make one with {@link #builder}.
 *
 * @param name unique among the caches
 * @param host its address, or a name that is resolved before each attempt
 * @param port 323 unless configured, 324 with TLS
 * @param preference the lower the better; among equals the order of the configuration counts
 * @param router what concerns the protocol
 * @param localAddress what we connect from; empty for any
 * @param md5Key the key of RFC 2385, 1 to 80 octets of UTF-8
 * @param tls empty for plain TCP
 */
public record CacheConfig(
    String name,
    String host,
    int port,
    int preference,
    RouterConfig router,
    Optional<IpAddress> localAddress,
    Optional<String> md5Key,
    Optional<TlsConfig> tls) {
  public static final int DEFAULT_PORT = 323;
  public static final int DEFAULT_TLS_PORT = 324;
  public static final int DEFAULT_PREFERENCE = 100;

  /** Longest key the kernel takes. */
  private static final int MAX_KEY = 80;

  public CacheConfig {
    require(!name.isEmpty(), "a cache needs a name");
    require(!host.isEmpty(), "a cache needs an address");
    require(port >= 1 && port <= 65535, "port must be 1 to 65535");
    require(preference >= 0, "a preference must not be negative");
    int key = md5Key.map(k -> k.getBytes(StandardCharsets.UTF_8).length).orElse(1);
    require(key >= 1 && key <= MAX_KEY, "an MD5 key must have 1 to 80 octets, not " + key);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** True when a connection to this one serves the other too. */
  boolean sameConnection(CacheConfig other) {
    return sameCache(other)
        && localAddress.equals(other.localAddress)
        && md5Key.equals(other.md5Key)
        && router.maxVersion() == other.router.maxVersion()
        && router.minVersion() == other.router.minVersion();
  }

  /** True when data of this one are data of the other. */
  boolean sameCache(CacheConfig other) {
    return name.equals(other.name)
        && host.equals(other.host)
        && port == other.port
        && tls.equals(other.tls);
  }

  /** "192.0.2.1:323", "[2001:db8::1]:323", "cache.example:324 with TLS". */
  public String description() {
    String h = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return h
        + ":"
        + port
        + (tls.isPresent() ? " with TLS" : "")
        + (md5Key.isPresent() ? " with TCP-MD5" : "");
  }

  public static Builder builder(String name, String host) {
    return new Builder(name, host);
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final String name;
    private final String host;
    private int port;
    private int preference = DEFAULT_PREFERENCE;
    private RouterConfig router = RouterConfig.DEFAULT;
    private Optional<IpAddress> localAddress = Optional.empty();
    private Optional<String> md5Key = Optional.empty();
    private Optional<TlsConfig> tls = Optional.empty();

    private Builder(String name, String host) {
      this.name = name;
      this.host = host;
    }

    public Builder port(int value) {
      port = value;
      return this;
    }

    public Builder preference(int value) {
      preference = value;
      return this;
    }

    public Builder router(RouterConfig value) {
      router = value;
      return this;
    }

    public Builder localAddress(IpAddress value) {
      localAddress = Optional.of(value);
      return this;
    }

    public Builder md5Key(String value) {
      md5Key = Optional.of(value);
      return this;
    }

    public Builder tls(TlsConfig value) {
      tls = Optional.of(value);
      return this;
    }

    /** Throws {@link IllegalArgumentException} saying what is wrong. */
    public CacheConfig build() {
      int standard = tls.isPresent() ? DEFAULT_TLS_PORT : DEFAULT_PORT;
      return new CacheConfig(
          name, host, port == 0 ? standard : port, preference, router, localAddress, md5Key, tls);
    }
  }
}
