package savd.cetp.fsm;

import static savd.cetp.message.ElementType.SIGNATURE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Message;
import savd.cetp.message.Operation;
import savd.cetp.message.Payload;
import savd.cetp.message.ResponseCode;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.cetp.wire.MessageEncoder;

/**
 * Sets up what our hosts want, as the outbound edge. The host's first packet rides in the first
 * message, if that stays so short that any path takes it; a cookie, and what the other side
 * requires, costs one round more.
 */
final class Outset {
  private static final long RETRY_NANOS = 500_000_000L;
  private static final long PATIENCE_NANOS = 5_000_000_000L;
  private static final long DENIED_NANOS = 30_000_000_000L;
  private static final long MAX_BACKOFF_NANOS = 60_000_000_000L;
  private static final int MAX_ROUNDS = 3;

  /** How long a silent destination is left alone at most. */
  private static final long MAX_SILENT_NANOS = 8_000_000_000L;

  /** A message so long gets through everywhere: IPv6 asks for 1280 octets of every link. */
  private static final int FIRST_OCTETS = 1200;

  private final EdgeMachine machine;
  private int pending;

  Outset(EdgeMachine machine) {
    this.machine = machine;
  }

  /** A name stands for a slot now, or says something new of its RLOCs. */
  void bound(EdgeInput.Bound b, long now) {
    Session s = machine.session(b.slot());
    if (s != null) {
      boundAgain(s, b.destination(), now);
      return;
    }
    machine.add(session(b.slot(), b.host(), b.destination(), now), now);
  }

  /** A session of which nothing has been sent yet. */
  Session session(int slot, Host host, Destination destination, long now) {
    Session s =
        new Session(
            slot,
            Session.Role.OUTBOUND,
            host,
            machine.newIdentity(),
            machine.settings.probes(),
            now);
    s.destination = destination;
    s.peerInitial = destination.identity();
    s.peerName = destination.name();
    s.nameIsChecked = true;
    s.rlocs.seenAll(destination.rlocs());
    return s;
  }

  /** The DNS has been asked again, and may say something else. */
  private void boundAgain(Session s, Destination destination, long now) {
    boolean other = !destination.equals(s.destination);
    s.destination = destination;
    switch (s.state) {
      case BOUND, BACKOFF -> {
        if (other) {
          machine.unindex(s);
          s.peerInitial = destination.identity();
          s.rlocs.replace(destination.rlocs());
          machine.index(s);
        }
        if (other || s.state == Session.State.BOUND) {
          machine.bind(s, now);
        }
      }
      // What there is goes on; what comes after it is set up with what the DNS says then.
      case SETUP, COOKIED, HALF_OPEN, OPEN, DOUBTED, ENDED -> s.rlocs.seenAll(destination.rlocs());
    }
  }

  /** A packet of the host, with no session to carry it. */
  void fromHost(Session s, Payload payload, long now) {
    switch (s.state) {
      case BOUND -> begin(s, payload, now);
      case SETUP, COOKIED -> s.hold(payload);
      case BACKOFF ->
          machine.emit(
              new EdgeAction.Refuse(s.slot, s.host, payload, ResponseCode.DENIED_BY_POLICY));
      case HALF_OPEN, OPEN, DOUBTED, ENDED -> throw new IllegalStateException("not being set up");
    }
  }

  void begin(Session s, Payload payload, long now) {
    if (pending >= machine.settings.maxPending()) {
      machine.emit(new EdgeAction.Refuse(s.slot, s.host, payload, ResponseCode.EDGE_CONGESTED));
      return;
    }
    pending++;
    s.state = Session.State.SETUP;
    s.startedNanos = now;
    s.tries = 0;
    s.rounds = 0;
    s.cookie = Optional.empty();
    s.signs = machine.signer.signs() && s.host.policy().outbound().offered().contains(SIGNATURE);
    s.answers = List.of();
    s.setupPath = null;
    s.tried = List.of();
    s.first = payload;
    again(s, now);
  }

  /** Sends the first message, or sends it again, perhaps elsewhere. */
  private void again(Session s, long now) {
    Path path = s.cookie.isPresent() ? s.setupPath : setupPath(s);
    if (path == null) {
      machine.count(EdgeEvent.NO_PATH, null);
      failed(s, ResponseCode.HOST_NOT_AVAILABLE, machine.settings.pathProbeNanos(), now);
      return;
    }
    s.setupPath = path;
    s.triedAt(path);
    s.dueNanos = now + (RETRY_NANOS << Math.min(s.tries, 3));
    s.tries++;
    if (s.predecessor != null) {
      // If the peer still knows that one, it says so first.
      machine.talk.probe(s.predecessor, path);
    }
    machine.send(path, padded(first(s)));
  }

  /** It is not wanted any more. */
  void abandon(Session s) {
    pending -= s.state == Session.State.SETUP || s.state == Session.State.COOKIED ? 1 : 0;
  }

  /** The n-th try goes to the n-th path. */
  private Path setupPath(Session s) {
    List<Path> all = new ArrayList<>();
    for (Rloc r : s.rlocs.usable()) {
      all.addAll(machine.paths.towards(r.locator()));
    }
    return all.isEmpty() ? null : all.get(s.tries % all.size());
  }

  private Message first(Session s) {
    Saying saying = new Saying(s, Saying.ANY);
    s.cookie.ifPresent(
        c ->
            saying.add(
                Element.of(ElementType.COOKIE, Operation.ACKNOWLEDGEMENT, 0, new Value.Opaque(c))));
    ownRlocs(s, Operation.RELIABLE_RESPONSE).forEach(saying::add);
    saying.add(
        Ending.timeToLive(
            Operation.QUERY, s.exchanges.nextTag(), s.host.policy().timeToLiveSeconds()));
    if (!s.localInitial.equals(s.localSession)) {
      saying.add(
          Element.of(
              ElementType.SESSION_IDENTITY,
              Operation.RELIABLE_RESPONSE,
              s.exchanges.nextTag(),
              new Value.Session(s.localSession)));
    }
    if (s.host.policy().outbound().offered().contains(ElementType.NAME)) {
      saying.add(name(s));
    }
    s.answers.forEach(saying::add);
    Message m = saying.message(s.first, machine.signer);
    s.firstWaits = MessageEncoder.encode(m).length > FIRST_OCTETS;
    return s.firstWaits
        ? new Message(m.source(), m.destination(), m.elements(), Session.NOTHING)
        : m;
  }

  static Element name(Session s) {
    return Element.of(ElementType.NAME, Operation.RESPONSE, 0, new Value.Name(s.host.name()));
  }

  /** Our RLOCs, an element a type. */
  List<Element> ownRlocs(Session s, Operation operation) {
    Map<ElementType, List<Rloc>> byType = new LinkedHashMap<>();
    for (Rloc r : machine.settings.rlocs()) {
      byType.computeIfAbsent(ElementType.of(r.locator()), t -> new ArrayList<>()).add(r);
    }
    List<Element> elements = new ArrayList<>();
    byType.forEach(
        (type, rlocs) ->
            elements.add(
                Element.rlocs(
                    type,
                    operation,
                    operation == Operation.RESPONSE ? 0 : s.exchanges.nextTag(),
                    rlocs)));
    return elements;
  }

  private static Message padded(Message m) {
    int missing = Door.LEAST_OCTETS - MessageEncoder.encode(m).length;
    if (missing <= 0) {
      return m;
    }
    List<Element> elements = new ArrayList<>(m.elements());
    elements.add(
        Element.of(
            ElementType.PROBE,
            Operation.RESPONSE,
            0,
            new Value.Probe(0, Math.max(0, missing - 5))));
    return new Message(m.source(), m.destination(), elements, m.payload());
  }

  /** Something came from the other side while it is being set up. True when it is open now. */
  boolean answered(Session s, EdgeInput.Received r, long now) {
    Message m = r.message();
    Optional<Element> code = m.first(ElementType.RESPONSE_CODE);
    if (code.isPresent()) {
      refused(s, (Value.Code) code.get().value(), r.path(), now);
      return false;
    }
    Optional<Element> cookie = m.first(ElementType.COOKIE, Operation.RELIABLE_RESPONSE);
    if (cookie.isPresent()) {
      cookied(s, r, ((Value.Opaque) cookie.get().value()), now);
      return false;
    }
    boolean accepted =
        m.first(ElementType.SESSION_IDENTITY, Operation.RELIABLE_RESPONSE).isPresent();
    if (accepted) {
      pending--;
      machine.setOpen(s, now);
      machine.count(EdgeEvent.OPENED, r.path());
      proved(s, r.path(), now);
      List<Path> silent = s.tried.stream().filter(p -> !p.equals(r.path())).toList();
      silent.forEach(p -> machine.paths.suspect(p, s, now));
      silent.forEach(p -> machine.talk.addCookie(s, p, now));
      s.silentAt(silent);
      s.tried = List.of();
    }
    return accepted;
  }

  /** What went over one path only, and is known at the other end, was got there. */
  private void proved(Session s, Path path, long now) {
    if (s.tried.equals(List.of(path))) {
      machine.paths.proved(s, path, now);
    } else {
      machine.talk.addCookie(s, path, now);
    }
  }

  /** The other side wants to see us return a cookie, and perhaps to know more. */
  private void cookied(Session s, EdgeInput.Received r, Value.Opaque cookie, long now) {
    // Perhaps to an earlier try, over another path: a slow one is better than none.
    if (!s.tried.contains(r.path()) || ++s.rounds > MAX_ROUNDS) {
      return;
    }
    s.setupPath = r.path();
    List<Element> answers = new ArrayList<>();
    for (Element e : r.message().elements()) {
      if (e.is(ElementType.SIGNATURE, Operation.QUERY) && machine.signer.signs()) {
        s.signs = true;
      } else if (e.operation() == Operation.QUERY && !e.is(ElementType.PROBE)) {
        Optional<Element> answer = answer(s, e);
        if (answer.isEmpty()) {
          machine.count(EdgeEvent.SETUP_REFUSED, r.path());
          failed(s, ResponseCode.DENIED_BY_POLICY, DENIED_NANOS, now);
          return;
        }
        answers.add(answer.get());
      }
    }
    s.cookie = Optional.of(cookie.octets());
    s.answers = answers;
    s.state = Session.State.COOKIED;
    s.tries = 0;
    again(s, now);
    machine.queue(s);
  }

  /** What we tell of the host when asked during set-up; empty when its policy does not allow it. */
  private Optional<Element> answer(Session s, Element query) {
    ElementType type = ElementType.ofCode(query.type());
    if (type == ElementType.IDENTITY_TYPE) {
      return otherIdentity(s, ((Value.Types) query.value()).types());
    }
    if (type == null || !s.host.policy().outbound().tells(type)) {
      return Optional.empty();
    }
    return machine.hearing.replies().tell(s, type, query.exchange());
  }

  /** Takes an identity of the host of a type the other side accepts: once. */
  private Optional<Element> otherIdentity(Session s, List<Integer> types) {
    if (s.otherIdentityTried) {
      return Optional.empty();
    }
    for (int type : types) {
      for (Identity id : s.host.identities()) {
        if (id.type() == type) {
          s.otherIdentityTried = true;
          machine.unindex(s);
          s.localInitial = id;
          machine.index(s);
          return Optional.of(
              Element.of(
                  ElementType.IDENTITY_TYPE,
                  Operation.RESPONSE,
                  0,
                  new Value.Granted(type, s.host.certification())));
        }
      }
    }
    return Optional.empty();
  }

  private void refused(Session s, Value.Code code, Path path, long now) {
    machine.count(EdgeEvent.SETUP_REFUSED, path);
    ResponseCode known =
        ResponseCode.isKnown(code.code())
            ? ResponseCode.of(code.code())
            : ResponseCode.DENIED_BY_POLICY;
    if (!known.isTemporary()) {
      failed(s, known, DENIED_NANOS, now);
      return;
    }
    long wait = code.retryAfter() > 0 ? code.retryAfter() * 1_000_000_000L : s.backoffNanos;
    s.backoffNanos = Math.min(2 * s.backoffNanos, MAX_BACKOFF_NANOS);
    failed(s, known, Math.min(wait, MAX_BACKOFF_NANOS), now);
  }

  private void failed(Session s, ResponseCode code, long pauseNanos, long now) {
    pending--;
    if (s.predecessor != null) {
      machine.renewal.failed(s, pauseNanos, now);
      return;
    }
    machine.emit(new EdgeAction.Refuse(s.slot, s.host, s.first, code));
    for (Payload held : s.takeHeld()) {
      machine.emit(new EdgeAction.Refuse(s.slot, s.host, held, code));
    }
    s.first = Session.NOTHING;
    machine.unindex(s);
    s.localInitial = s.localSession;
    s.otherIdentityTried = false;
    s.peerInitial = s.destination.identity();
    machine.index(s);
    s.state = Session.State.BACKOFF;
    s.dueNanos = now + pauseNanos;
    machine.queue(s);
  }

  /** No answer yet. */
  void due(Session s, long now) {
    if (now - s.startedNanos >= PATIENCE_NANOS) {
      machine.count(EdgeEvent.SETUP_FAILED, s.setupPath);
      long pause = Math.min(s.backoffNanos, MAX_SILENT_NANOS);
      s.backoffNanos = Math.min(2 * s.backoffNanos, MAX_BACKOFF_NANOS);
      failed(s, ResponseCode.HOST_NOT_AVAILABLE, pause, now);
    } else {
      again(s, now);
    }
  }
}
