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
 * @param handover how long the data of a cache that is no longer configured stay in force, at most,
 *     while those that are have none yet; never beyond their expiry
 */
public record RtrConfig(List<CacheConfig> caches, Duration patience, Duration handover) {
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

  /** A full set takes seconds; who removes a cache does not want its word for hours. */
  public static final Duration DEFAULT_HANDOVER = Duration.ofMinutes(1);

  public RtrConfig {
    caches = List.copyOf(caches);
    Set<String> names = new HashSet<>();
    for (CacheConfig c : caches) {
      if (!names.add(c.name())) {
        throw new IllegalArgumentException("two caches are called " + c.name());
      }
    }
    if (patience.isNegative() || handover.isNegative()) {
      throw new IllegalArgumentException("patience and handover must not be negative");
    }
  }

  public static RtrConfig of(List<CacheConfig> caches) {
    return new RtrConfig(caches, DEFAULT_PATIENCE, DEFAULT_HANDOVER);
  }
}
