package savd.cetp.fsm;

import java.util.Optional;
import savd.net.IpAddress;

/** What the rules of interfaces mean for sessions: which of their RLOCs are in use. */
final class SourceGuard {
  private final EdgeMachine machine;

  SourceGuard(EdgeMachine machine) {
    this.machine = machine;
  }

  /**
   * Whether the rules of the interface let the sender's address come in by it. While nobody has
   * said so it may: the session has other proof, and what comes later is acted upon.
   */
  boolean mayComeFrom(Session s, EdgeInput.Received r, long now) {
    if (r.ruled().isEmpty()) {
      return true;
    }
    IpAddress from = r.path().remote().address();
    Optional<SourceVerdict> verdict = machine.sources.look(from, r.ingress(), true, now);
    boolean blocked = verdict.equals(Optional.of(SourceVerdict.BLOCKED));
    if (!blocked) {
      // What the rules block there does not make the RLOC's own place another.
      s.rlocs.heard(from, r.ingress().get(), verdict.isPresent());
    }
    if (s.rlocs.block(from, r.ingress().get(), blocked)) {
      blockedOrNot(s, now);
    }
    return !blocked;
  }

  /** What is said of an address, where the session has heard from it. */
  void checked(Session s, SourceVerdicts.Source source, SourceVerdict verdict, long now) {
    boolean blocked = verdict == SourceVerdict.BLOCKED;
    if (s.rlocs.block(source.address(), source.ingress(), blocked)) {
      if (blocked) {
        machine.count(EdgeEvent.SOURCE_BLOCKED, s.target == null ? null : s.target.path());
      }
      blockedOrNot(s, now);
    }
  }

  private void blockedOrNot(Session s, long now) {
    if (!s.isEstablished()) {
      return;
    }
    if (s.rlocs.usable().isEmpty() && s.state != Session.State.HALF_OPEN) {
      // Nothing may be sent any more, also not that it has ended.
      machine.count(EdgeEvent.CLOSED_HERE, s.target == null ? null : s.target.path());
      machine.end(s, true, now);
    } else {
      s.changed = true;
      machine.paths.choose(s, now);
      machine.queue(s);
    }
  }
}
