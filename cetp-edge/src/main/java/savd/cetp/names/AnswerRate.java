package savd.cetp.names;

import java.util.Arrays;
import java.util.SplittableRandom;
import savd.net.IpAddress;
import savd.net.Prefix;

/**
 * How many answers go by datagrams to one network. Who asks by UDP may name anybody as source, and
 * answers are longer than questions: so many a second each network gets, and beyond that half of
 * its questions get an answer without content, as long as the question, that sends whoever is
 * really there to TCP; the other half gets nothing. Networks share places by chance, so that memory
 * is what it is from the start; a flood from forged addresses everywhere makes the world ask by
 * TCP.
 */
final class AnswerRate {
  private static final int PER_SECOND = 100;
  private static final long SECOND = 1_000_000_000L;
  private static final int PLACES = 1 << 14;

  /** What to do with a question. */
  enum Verdict {
    ANSWER,
    COME_BY_TCP,
    NOTHING
  }

  /** When all that was answered is used up, at the pace that is allowed; by place. */
  private final long[] usedUpNanos = new long[PLACES];

  private final long intervalNanos;
  private final long atOnceNanos;
  private final long seed;
  private boolean everyOther;

  /**
   * A rate.
   *
   * @param atOnce answers that may go at once
   * @param seed of the places of networks
   */
  AnswerRate(long now, long intervalNanos, int atOnce, long seed) {
    this.intervalNanos = intervalNanos;
    atOnceNanos = atOnce * intervalNanos;
    this.seed = seed;
    Arrays.fill(usedUpNanos, now);
  }

  /** 100 a second, and at once. */
  static AnswerRate usual(long now) {
    return new AnswerRate(now, SECOND / PER_SECOND, PER_SECOND, new SplittableRandom().nextLong());
  }

  /** A question came from there. */
  synchronized Verdict look(IpAddress source, long now) {
    int place = place(Networks.network(source));
    long from = usedUpNanos[place] - now > 0 ? usedUpNanos[place] : now;
    if (from + intervalNanos - now <= atOnceNanos) {
      usedUpNanos[place] = from + intervalNanos;
      return Verdict.ANSWER;
    }
    everyOther = !everyOther;
    return everyOther ? Verdict.COME_BY_TCP : Verdict.NOTHING;
  }

  /** Nobody can know whose place is whose. */
  private int place(Prefix network) {
    long x = seed ^ network.high() * 0x9E3779B97F4A7C15L ^ network.low();
    return (int) (new SplittableRandom(x).nextLong() >>> 50);
  }
}
