package savd.rpki.message;

/**
 * The timers a cache asks for, in seconds (RFC 8210, section 6). Whatever the 32 bits of each said
 * is here, as an unsigned number; {@link #clamped} is what may be used.
 *
 * @param refresh from one End of Data to the next query
 * @param retry from a query that failed to the next
 * @param expire from the last End of Data until the data may not be used any more
 */
public record Timing(long refresh, long retry, long expire) {
  public static final Timing DEFAULT = new Timing(3600, 600, 7200);

  public static final long MAX_REFRESH = 86_400;
  public static final long MAX_RETRY = 7_200;
  public static final long MIN_EXPIRE = 600;
  public static final long MAX_EXPIRE = 172_800;

  public Timing {
    for (long v : new long[] {refresh, retry, expire}) {
      if (v < 0 || v > 0xFFFF_FFFFL) {
        throw new IllegalArgumentException("an interval of " + v + " s");
      }
    }
  }

  /**
   * Each in its range, and expire beyond the other two. A cache that asks for nonsense is served
   * with the nearest sense, since to refuse its data would protect nobody.
   */
  public Timing clamped() {
    long r = Math.clamp(refresh, 1, MAX_REFRESH);
    long t = Math.clamp(retry, 1, MAX_RETRY);
    long e = Math.clamp(expire, Math.max(MIN_EXPIRE, Math.max(r, t) + 1), MAX_EXPIRE);
    return new Timing(r, t, e);
  }
}
