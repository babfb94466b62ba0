package savd.daemon.http;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import savd.control.ControlException;
import savd.control.PiSavAnswer;
import savd.control.PiSavSession;
import savd.daemon.control.ControlHandler;

/**
 * What there is to say of PI-SAV as meters: {@code savd_pisav_in_force}, {@code
 * savd_pisav_members{state}}, {@code savd_pisav_waited_for}, {@code savd_pisav_second_uses_total},
 * {@code savd_pisav_protected_ratio{family,unit,mode}}, where the unit is prefixes, or networks for
 * addresses in IPv4 and /64 networks in IPv6, and the mode is standalone and the one in use; {@code
 * savd_pisav_sessions{with,state}}, {@code savd_pisav_refused_total{with,kind}}, with members or
 * tops. None where PI-SAV is not in use.
 */
final class PiSavMetrics {
  /** To weigh the cone costs its size, and scrapers come often. */
  private static final Duration AT_MOST_OLD = Duration.ofSeconds(10);

  private final Meters meters;

  PiSavMetrics(Meters meters) {
    this.meters = meters;
  }

  void take(ControlHandler handler) throws ControlException, InterruptedException {
    PiSavAnswer answer = handler.piSav(AT_MOST_OLD);
    answer.cone().ifPresent(this::cone);
    answer.listener().ifPresent(l -> refused("members", l.refused()));
    sessions("members", answer.members());
    sessions("tops", answer.tops());
  }

  private void cone(PiSavAnswer.Cone c) {
    meters.gauge("savd.pisav.in.force", "members are not waited for", c.inForce() ? 1 : 0);
    meters.gauge(
        "savd.pisav.waited.for",
        "members that may be reached from outside and have not said anything",
        c.waitedFor().size());
    meters.counter(
        "savd.pisav.second.uses",
        "what was blocked no longer because somebody outside the cone uses it too",
        c.secondUses());
    c.standing()
        .forEach(
            (state, n) ->
                meters.gauge("savd.pisav.members", "of our customer cone", n, "state", state));
    for (PiSavAnswer.Shares s : c.shares()) {
      protectedPart(s, "standalone", s.standalone());
      protectedPart(s, c.mode(), s.now());
    }
  }

  /** A cone that originates nothing of a family has no share of it. */
  private void protectedPart(PiSavAnswer.Shares s, String mode, PiSavAnswer.Amount part) {
    if (s.cone().prefixes() > 0) {
      ratio(s, mode, "prefixes", part.prefixesOf(s.cone()));
      ratio(s, mode, "networks", part.networksOf(s.cone()));
    }
  }

  private void ratio(PiSavAnswer.Shares s, String mode, String unit, double share) {
    meters.gauge(
        "savd.pisav.protected.ratio",
        "the share of what our customer cone originates that is blocked from outside",
        share,
        "family",
        s.family().name().toLowerCase(Locale.ROOT),
        "unit",
        unit,
        "mode",
        mode);
  }

  private void sessions(String with, List<PiSavSession> sessions) {
    Map<String, Integer> states = new TreeMap<>();
    for (PiSavSession s : sessions) {
      states.merge(s.state(), 1, Integer::sum);
    }
    String help = "sessions of the member protocol";
    states.forEach(
        (state, n) -> meters.gauge("savd.pisav.sessions", help, n, "with", with, "state", state));
    refused(with, sessions.stream().flatMap(s -> s.refused().stream()).toList());
  }

  private void refused(String with, List<PiSavSession.Refused> refused) {
    Map<String, Long> byKind = new TreeMap<>();
    refused.forEach(r -> byKind.merge(r.kind(), r.count(), Long::sum));
    byKind.forEach(
        (kind, n) ->
            meters.counter(
                "savd.pisav.refused",
                "what was refused to the other side",
                n,
                "with",
                with,
                "kind",
                kind));
  }
}
