package savd.pisav.fsm;

import java.util.concurrent.TimeUnit;
import savd.net.Asn;

/**
 * How a member behaves towards one top. All durations in nanoseconds.
 *
 * @param asn our AS
 * @param top the top's AS; nobody else is accepted
 * @param session what concerns each session
 * @param retryNanos until the second attempt; then it doubles
 * @param maxRetryNanos at most
 * @param maxMembers a notice may have
 * @param maxPrefixes a notice may have
 */
public record MemberSettings(
    Asn asn,
    Asn top,
    SessionSettings session,
    long retryNanos,
    long maxRetryNanos,
    int maxMembers,
    int maxPrefixes) {
  /** The defaults of docs/pi-sav-protocol.md. */
  public static MemberSettings of(Asn asn, int routerId, Asn top) {
    return new MemberSettings(
        asn,
        top,
        SessionSettings.of(routerId),
        TimeUnit.SECONDS.toNanos(1),
        TimeUnit.SECONDS.toNanos(60),
        100_000,
        1_000_000);
  }

  public MemberSettings withSession(SessionSettings value) {
    return new MemberSettings(asn, top, value, retryNanos, maxRetryNanos, maxMembers, maxPrefixes);
  }

  public MemberSettings withRetry(long first, long longest) {
    return new MemberSettings(asn, top, session, first, longest, maxMembers, maxPrefixes);
  }
}
