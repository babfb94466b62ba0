package savd.cetp.fsm;

import java.util.Arrays;
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
  private static final int COOKIES_PER_SECOND = 10;
  private static final int MAX_MISDEEDS = 64;

  /** Of one address. */
  private static final class Source {
    private long windowNanos;
    private int unexpected;
    private long reportedNanos = Long.MIN_VALUE;
    private int misdeeds;
    private long misdeedNanos;
  }

  /** Who has proved where it is, and to whom it wants to talk. */
  private record Caller(IpAddress from, String host) {}

  /** Of one caller. */
  private static final class Insisting {
    private int refusals;
    private long ignoredUntilNanos = Long.MIN_VALUE;
  }

  private final Map<IpAddress, Source> sources = bounded();
  private final Map<Caller, Insisting> insisting = bounded();
  private final int[] setups = new int[BUCKETS];
  private final int[] provenSetups = new int[BUCKETS];
  private final int[] cookies = new int[BUCKETS];
  private long second;

  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MAX_SOURCES;
      }
    };
  }

  /**
   * Whether one more set-up of this source, an IPv4 address or an IPv6 /56, is too many. Those with
   * proof are counted apart: they cannot be anyone else's.
   */
  boolean tooMany(IpAddress from, boolean proven, int perSecond, long now) {
    turn(now);
    return ++(proven ? provenSetups : setups)[bucket(from)] > perSecond;
  }

  /** Whether one more cookie may go to an RLOC that somebody has told: each may tell anyone's. */
  boolean mayBeAsked(IpAddress remote, long now) {
    turn(now);
    return ++cookies[bucket(remote)] <= COOKIES_PER_SECOND;
  }

  private void turn(long now) {
    if (now / SECOND != second) {
      second = now / SECOND;
      Arrays.fill(setups, 0);
      Arrays.fill(provenSetups, 0);
      Arrays.fill(cookies, 0);
    }
  }

  private static int bucket(IpAddress from) {
    long key = from.family() == AddressFamily.IPV4 ? from.low() : from.high() >>> 8;
    long mixed = key * 0x9E37_79B9_7F4A_7C15L;
    return (int) (mixed >>> 48);
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

  /**
   * One who has proved where it is insists on an identity that the host does not take; after so
   * many times it is ignored there.
   */
  void insists(IpAddress from, String host, int times, int ignoreSeconds, long now) {
    if (times > 0) {
      Insisting i = insisting.computeIfAbsent(new Caller(from, host), c -> new Insisting());
      if (++i.refusals >= times) {
        i.refusals = 0;
        i.ignoredUntilNanos = now + ignoreSeconds * SECOND;
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

  boolean isIgnored(IpAddress from, String host, long now) {
    Insisting i = insisting.get(new Caller(from, host));
    return i != null && i.ignoredUntilNanos != Long.MIN_VALUE && now - i.ignoredUntilNanos < 0;
  }
}
