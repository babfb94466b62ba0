package savd.rpki.session;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All caches.
 *
 * @param caches in the order of the configuration, names unique
 * @param patience how long a cache may be without confirmation before the next one is asked
 */
public record RtrConfig(List<CacheConfig> caches, Duration patience) {
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

  public RtrConfig {
    caches = List.copyOf(caches);
    Set<String> names = new HashSet<>();
    for (CacheConfig c : caches) {
      if (!names.add(c.name())) {
        throw new IllegalArgumentException("two caches are called " + c.name());
      }
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException("patience must not be negative");
    }
  }

  public static RtrConfig of(List<CacheConfig> caches) {
    return new RtrConfig(caches, DEFAULT_PATIENCE);
  }
}
