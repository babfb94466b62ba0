package savd.pisav.fsm;

import java.util.concurrent.TimeUnit;
import savd.net.Asn;

/**
 * How a top behaves. All durations in nanoseconds.
 *
 * @param asn our AS
 * @param session what concerns each session
 * @param noticeEveryNanos notices are at least this far apart; changes between are one
 * @param graceNanos how long a "no detour" about the former cone counts after a change that asks
 *     anew; silence after it is as if nothing had been said
 * @param lingerNanos how long "no detour" counts after its session in aggressive mode
 * @param settleNanos how long after a detour ended it still counts, so that packets under way
 *     arrive
 * @param forgetNanos how long a router whose session is gone counts as one that says nothing, so
 *     that the others cannot speak for it, and how long what it said against blocking counts; more
 *     than {@link ConeTop#LONGEST_PENALTY_NANOS}, or who is kept off would be blocked meanwhile
 * @param statementItems ASes and prefixes a response may hold
 * @param totalItems all statements together
 * @param sessionsPerAs routers of one member
 * @param sessions all together
 * @param unauthenticated connections that have not said HELLO yet
 */
public record TopSettings(
    Asn asn,
    SessionSettings session,
    long noticeEveryNanos,
    long graceNanos,
    long lingerNanos,
    long settleNanos,
    long forgetNanos,
    int statementItems,
    long totalItems,
    int sessionsPerAs,
    int sessions,
    int unauthenticated) {
  public TopSettings {
    if (forgetNanos <= ConeTop.LONGEST_PENALTY_NANOS) {
      throw new IllegalArgumentException("a member is forgotten before it may be back");
    }
  }

  /** The defaults of docs/pi-sav-protocol.md. */
  public static TopSettings of(Asn asn, int routerId) {
    return new TopSettings(
        asn,
        SessionSettings.of(routerId),
        TimeUnit.MILLISECONDS.toNanos(200),
        TimeUnit.SECONDS.toNanos(10),
        TimeUnit.SECONDS.toNanos(30),
        TimeUnit.SECONDS.toNanos(1),
        TimeUnit.HOURS.toNanos(1),
        10_000,
        2_000_000,
        8,
        16_384,
        128);
  }

  public TopSettings withSession(SessionSettings value) {
    return new TopSettings(
        asn,
        value,
        noticeEveryNanos,
        graceNanos,
        lingerNanos,
        settleNanos,
        forgetNanos,
        statementItems,
        totalItems,
        sessionsPerAs,
        sessions,
        unauthenticated);
  }

  public TopSettings withTimes(
      long noticeEvery, long grace, long linger, long settle, long forget) {
    return new TopSettings(
        asn,
        session,
        noticeEvery,
        grace,
        linger,
        settle,
        forget,
        statementItems,
        totalItems,
        sessionsPerAs,
        sessions,
        unauthenticated);
  }

  public TopSettings withLimits(int items, long total, int perAs, int all, int strangers) {
    return new TopSettings(
        asn,
        session,
        noticeEveryNanos,
        graceNanos,
        lingerNanos,
        settleNanos,
        forgetNanos,
        items,
        total,
        perAs,
        all,
        strangers);
  }
}
