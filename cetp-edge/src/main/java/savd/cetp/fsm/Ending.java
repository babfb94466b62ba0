package savd.cetp.fsm;

import java.util.List;
import java.util.Optional;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Message;
import savd.cetp.message.Operation;
import savd.cetp.message.Value;

/**
 * How sessions end: by a revocation, ours or the peer's. In plain text the peer's might be
 * anyone's; so it only puts the session in doubt, and the peer itself is asked.
 */
final class Ending {
  private static final long SECOND = 1_000_000_000L;
  private static final long ENDED_NANOS = 3_000_000_000L;
  private static final long DOUBT_NANOS = 500_000_000L;
  private static final int DOUBTS = 3;

  private final EdgeMachine machine;

  Ending(EdgeMachine machine) {
    this.machine = machine;
  }

  /** When a session in which nothing more is said ends. */
  long idleAt(Session s) {
    return machine.times.last(s.slot) + s.host.policy().idleSeconds() * SECOND;
  }

  /**
   * Ends a session for the data plane, keeping it to answer questions for a little while.
   *
   * @param why what to count
   */
  void close(Session s, EdgeEvent why, long now) {
    if (!s.isEstablished()) {
      machine.forget(s);
      return;
    }
    machine.talk.send(
        s,
        s.target.path(),
        List.of(timeToLive(Operation.QUERY, s.exchanges.nextTag(), 0)),
        Session.NOTHING);
    machine.count(why, s.target.path());
    machine.emit(new EdgeAction.Remove(s.slot, s.localSession));
    machine.paths.leave(s);
    s.state = Session.State.ENDED;
    s.dueNanos = now + ENDED_NANOS;
    machine.queue(s);
  }

  static Element timeToLive(Operation operation, int exchange, int seconds) {
    return Element.of(ElementType.TIME_TO_LIVE, operation, exchange, new Value.Seconds(seconds));
  }

  /** An ended session only says that it has ended. */
  void asked(Session s, EdgeInput.Received r) {
    for (Element e : r.message().elements()) {
      if (e.is(ElementType.TIME_TO_LIVE, Operation.QUERY)) {
        machine.send(
            r.path(),
            Message.control(
                s.source(), s.peer(), List.of(timeToLive(Operation.RESPONSE, e.exchange(), 0))));
      }
    }
  }

  /** The peer is said to be gone: asks the peer itself. */
  void doubt(Session s, long now) {
    if (s.state == Session.State.OPEN) {
      s.state = Session.State.DOUBTED;
      s.doubts = 0;
      s.doubtedNanos = now;
      s.dueNanos = now;
      machine.queue(s);
    }
  }

  /** Something has come in from the peer of a session in doubt. */
  void undoubt(Session s, EdgeInput.Received r, long now) {
    Optional<Element> ttl = r.message().first(ElementType.TIME_TO_LIVE);
    boolean gone =
        ttl.map(e -> e.value() instanceof Value.Seconds v && v.seconds() == 0).orElse(false);
    if (!gone) {
      lives(s, r.path(), now);
    } else if (ttl.get().operation() == Operation.RESPONSE) {
      machine.count(EdgeEvent.CLOSED_BY_PEER, r.path());
      machine.end(s, true, now);
    }
  }

  private void lives(Session s, Path path, long now) {
    machine.count(EdgeEvent.FORGED_REVOCATION, path);
    machine.setOpen(s, now);
  }

  /** The next question to a peer that is said to be gone; or the end. */
  void due(Session s, long now) {
    if (s.doubts > 0 && machine.times.received(s.slot) - s.doubtedNanos > DOUBT_NANOS / 2) {
      // Data has come in meanwhile: it lives.
      lives(s, s.target.path(), now);
    } else if (s.doubts++ >= DOUBTS) {
      machine.count(EdgeEvent.CLOSED_BY_PEER, s.target.path());
      machine.end(s, true, now);
    } else {
      s.dueNanos = now + DOUBT_NANOS;
      machine.talk.probe(s, s.target.path());
    }
  }
}
