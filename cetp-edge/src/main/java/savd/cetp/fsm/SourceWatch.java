package savd.cetp.fsm;

import java.util.LinkedHashMap;
import java.util.Map;
import savd.net.AddressFamily;
import savd.net.IpAddress;

/**
 * What is remembered of source addresses that misbehave: bounded, oldest forgotten first. And how
 * many set-ups each may send, in a table of counters that no number of forged addresses can grow.
 */
final class SourceWatch {
  private static final int MAX_SOURCES = 4096;
  private static final int BUCKETS = 1 << 16;
  private static final long SECOND = 1_000_000_000L;
  private static final long WINDOW = 10 * SECOND;
  private static final long REPORT_PAUSE = 60 * SECOND;
  private static final long MEMORY = 600 * SECOND;
  private static final int DOUBTFUL = 3;
  private static final int MAX_MISDEEDS = 64;

  /** Of one address. */
  private static final class Source {
    private long windowNanos;
    private int unexpected;
    private long reportedNanos = Long.MIN_VALUE;
    private int refusals;
    private int misdeeds;
    private long misdeedNanos;
    private long ignoredUntilNanos = Long.MIN_VALUE;
  }

  private final Map<IpAddress, Source> sources =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<IpAddress, Source> eldest) {
          return size() > MAX_SOURCES;
        }
      };

  private final int[] setups = new int[BUCKETS];
  private long setupSecond;

  /** Whether one more set-up of this source, an IPv4 address or an IPv6 /56, is too many. */
  boolean tooMany(IpAddress from, int perSecond, long now) {
    long second = now / SECOND;
    if (second != setupSecond) {
      java.util.Arrays.fill(setups, 0);
      setupSecond = second;
    }
    long key = from.family() == AddressFamily.IPV4 ? from.low() : from.high() >>> 8;
    long mixed = key * 0x9E37_79B9_7F4A_7C15L;
    return ++setups[(int) (mixed >>> 48)] > perSecond;
  }

  /**
   * An answer nobody asked for came in.
   *
   * @return how many did in the last ten seconds when it is time to tell the sender, else 0
   */
  int unexpected(IpAddress from, int before, long now) {
    Source s = sources.computeIfAbsent(from, a -> new Source());
    if (s.unexpected == 0 || now - s.windowNanos > WINDOW) {
      s.windowNanos = now;
      s.unexpected = 0;
    }
    s.unexpected++;
    boolean pause = s.reportedNanos != Long.MIN_VALUE && now - s.reportedNanos < REPORT_PAUSE;
    if (before == 0 || s.unexpected < before || pause) {
      return 0;
    }
    s.reportedNanos = now;
    return s.unexpected;
  }

  /** A sender was told that it needs another identity; after so many times it is ignored. */
  void refused(IpAddress from, int times, int ignoreSeconds, long now) {
    if (times > 0) {
      Source s = sources.computeIfAbsent(from, a -> new Source());
      if (++s.refusals >= times) {
        s.refusals = 0;
        s.ignoredUntilNanos = now + ignoreSeconds * SECOND;
      }
    }
  }

  /** Something that speaks against this source has happened. */
  void misdeed(IpAddress from, long now) {
    Source s = sources.computeIfAbsent(from, a -> new Source());
    s.misdeeds = now - s.misdeedNanos > MEMORY ? 1 : Math.min(s.misdeeds + 1, MAX_MISDEEDS);
    s.misdeedNanos = now;
  }

  /** Somebody from there has been let in after all checks: half of what was is forgiven. */
  void good(IpAddress from) {
    Source s = sources.get(from);
    if (s != null) {
      s.misdeeds /= 2;
    }
  }

  /** Whether so much speaks against a source that it has to prove more than others. */
  boolean isDoubtful(IpAddress from, long now) {
    Source s = sources.get(from);
    return s != null && s.misdeeds >= DOUBTFUL && now - s.misdeedNanos <= MEMORY;
  }

  boolean isIgnored(IpAddress from, long now) {
    Source s = sources.get(from);
    return s != null && s.ignoredUntilNanos != Long.MIN_VALUE && now - s.ignoredUntilNanos < 0;
  }
}
