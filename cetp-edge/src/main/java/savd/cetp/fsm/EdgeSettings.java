package savd.cetp.fsm;

import java.util.List;
import savd.cetp.message.Rloc;

/**
 * Numbers an edge works with.
 *
 * @param rlocs our own, with addresses
 * @param probes monitoring messages without answer before a session is given up: the slides' K
 * @param pathProbeNanos how long a path in use may be silent before it is probed
 * @param pathProbes probes without answer before it is not used any more
 * @param deadPathProbeNanos how often it is looked for again
 * @param maxPending sessions being set up, and messages being checked, each
 * @param maxHalfOpen sessions admitted without proof; beyond, everyone has to prove
 * @param unexpectedBeforeReport answers nobody asked for, in ten seconds, before their sender is
 *     told
 * @param setupsPerSecond of one source address: beyond, who has not proved to be there has to, and
 *     who has is not listened to
 * @param slotsOfHost slots of one host of ours, for names it has asked for
 * @param slotsOfSource slots of the callers behind one address
 * @param checksSources whether somebody knows what may come in by which interface
 */
public record EdgeSettings(
    List<Rloc> rlocs,
    int probes,
    long pathProbeNanos,
    int pathProbes,
    long deadPathProbeNanos,
    int maxPending,
    int maxHalfOpen,
    int unexpectedBeforeReport,
    int setupsPerSecond,
    int slotsOfHost,
    int slotsOfSource,
    boolean checksSources) {
  /** More names than any host talks to at a time. */
  private static final int SLOTS_OF_HOST = 1024;

  private static final int SLOTS_OF_SOURCE = 8192;

  public EdgeSettings {
    rlocs = List.copyOf(rlocs);
  }

  /** The usual numbers. */
  public static EdgeSettings of(List<Rloc> rlocs) {
    return new EdgeSettings(
        rlocs,
        3,
        300_000_000L,
        3,
        2_000_000_000L,
        4096,
        1024,
        10,
        200,
        SLOTS_OF_HOST,
        SLOTS_OF_SOURCE,
        false);
  }

  public EdgeSettings withRlocs(List<Rloc> other) {
    return new EdgeSettings(
        other,
        probes,
        pathProbeNanos,
        pathProbes,
        deadPathProbeNanos,
        maxPending,
        maxHalfOpen,
        unexpectedBeforeReport,
        setupsPerSecond,
        slotsOfHost,
        slotsOfSource,
        checksSources);
  }

  /** With somebody who knows what may come in by which interface. */
  public EdgeSettings withSourceCheck() {
    return new EdgeSettings(
        rlocs,
        probes,
        pathProbeNanos,
        pathProbes,
        deadPathProbeNanos,
        maxPending,
        maxHalfOpen,
        unexpectedBeforeReport,
        setupsPerSecond,
        slotsOfHost,
        slotsOfSource,
        true);
  }
}
