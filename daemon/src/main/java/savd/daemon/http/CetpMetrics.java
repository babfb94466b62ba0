package savd.daemon.http;

import savd.control.CetpCountersAnswer;
import savd.control.CetpEvidence;
import savd.control.ControlException;
import savd.daemon.control.CetpHandler;

/**
 * The answers of a CETP edge as meters: {@code savd_cetp_sessions}, {@code
 * savd_cetp_events_total{event}} of everything the edge counts, {@code
 * savd_cetp_evidence_total{interface,kind,event}} of what speaks of spoofing.
 */
final class CetpMetrics {
  private final Meters meters;

  CetpMetrics(Meters meters) {
    this.meters = meters;
  }

  void take(CetpHandler handler) throws ControlException, InterruptedException {
    CetpCountersAnswer c = handler.counters();
    meters.gauge("savd.cetp.sessions", "sessions in any state", c.sessions());
    for (CetpCountersAnswer.Counter e : c.counters()) {
      meters.counter("savd.cetp.events", "what the edge counted", e.count(), "event", e.name());
    }
    for (CetpEvidence e : c.evidence()) {
      meters.counter(
          "savd.cetp.evidence",
          "what speaks of spoofing, by the interface it came in by",
          e.count(),
          "interface",
          e.ingress().name(),
          "kind",
          e.kind(),
          "event",
          e.event());
    }
  }
}
