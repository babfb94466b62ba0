package savd.rpki.session;

import savd.rpki.payload.Payload;

/** Gets to know what the caches say. Called on the event loop, in order; must not block. */
public interface CacheListener {
  /**
   * This set is in force from now on.
   *
   * @param cache the name of the cache it is from
   */
  void payload(String cache, Payload payload);

  /** No set is in force any more. Not called before the first {@link #payload}. */
  void noPayload(String why);

  /** The state of a cache changed, or the cache was chosen or given up. */
  default void state(CacheStatus status) {}
}
