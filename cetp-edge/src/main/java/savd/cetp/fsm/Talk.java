package savd.cetp.fsm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Locator;
import savd.cetp.message.Message;
import savd.cetp.message.Octets;
import savd.cetp.message.Operation;
import savd.cetp.message.Payload;
import savd.cetp.message.ResponseCode;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.cetp.wire.MessageEncoder;
import savd.net.IpAddress;

/** What the two edges of a session say to each other while it lives. */
final class Talk {
  private static final long HALF_OPEN_NANOS = 5_000_000_000L;
  private static final long DOUBT_NANOS = 500_000_000L;
  private static final int DOUBTS = 3;

  /** Octets sent to an RLOC that has proved nothing, for each received from it. */
  private static final int CREDIT = 3;

  private static final int EXCHANGES_OCTETS = 16;

  private static final int MAX_ANSWERS = 24;

  private final EdgeMachine machine;
  private final Replies replies;

  Talk(EdgeMachine machine) {
    this.machine = machine;
    this.replies = new Replies(machine);
  }

  Replies replies() {
    return replies;
  }

  /** The door has let somebody in: tells it, and gives the host its packet. */
  void admitted(Session s, EdgeInput.Received r, boolean proven, long now) {
    s.rlocs.seen(r.path().remote(), proven);
    r.ingress().ifPresent(i -> s.rlocs.heard(r.path().remote().address(), i, true));
    machine.sources.look(r.path().remote().address(), r.ingress(), true, now);
    machine.setHalfOpen(s);
    machine.paths.aim(s, r.path(), now);
    s.creditOctets = CREDIT * r.octets();
    s.dueNanos = now + HALF_OPEN_NANOS;
    s.exchanges.add(
        Element.of(
            ElementType.TIME_TO_LIVE,
            Operation.RELIABLE_RESPONSE,
            s.exchanges.nextTag(),
            new Value.Seconds(s.host.policy().timeToLiveSeconds())),
        r.path(),
        now);
    s.exchanges.add(
        Element.of(
            ElementType.SESSION_IDENTITY,
            Operation.RELIABLE_RESPONSE,
            s.exchanges.nextTag(),
            new Value.Session(s.localSession)),
        r.path(),
        now);
    List<Element> reply = new ArrayList<>();
    List<Element> more = new ArrayList<>();
    for (Element e : apply(s, r, now)) {
      // The time to live is told reliably below: not twice.
      if (e.operation() == Operation.ACKNOWLEDGEMENT) {
        reply.add(e);
      } else if (!e.is(ElementType.TIME_TO_LIVE)) {
        more.add(e);
      }
    }
    more.addAll(machine.outset.ownRlocs(s, Operation.RESPONSE));
    if (s.host.policy().inbound().offered().contains(ElementType.NAME)) {
      more.add(Outset.name(s));
    }
    more.forEach(e -> addIfFits(s, reply, e, r.octets()));
    machine.paths.choose(s, now);
    say(s, r.path(), reply, now);
    if (proven) {
      machine.setOpen(s);
      machine.count(EdgeEvent.OPENED, r.path());
      s.changed = true;
      machine.paths.choose(s, now);
      proveOthers(s, now);
    }
    machine.toHost(s, r.message().payload());
    machine.queue(s);
  }

  /** Adds what may as well be asked for later, if the answer stays no longer than the question. */
  private static void addIfFits(Session s, List<Element> reply, Element more, int octets) {
    reply.add(more);
    // Room for what exchanges add: a time to live and a session identity.
    Message m = Message.control(s.source(), s.peer(), reply);
    if (MessageEncoder.encode(m).length + EXCHANGES_OCTETS > octets) {
      reply.removeLast();
    }
  }

  /**
   * Whether the rules of the interface let the sender's address come in by it. While nobody has
   * said so it may: the session has other proof, and what comes later is acted upon.
   */
  boolean mayComeFrom(Session s, EdgeInput.Received r, long now) {
    if (r.ingress().isEmpty()) {
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
  void sourceChecked(Session s, SourceVerdicts.Source source, SourceVerdict verdict, long now) {
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

  /** A message of the session, control or data that the data plane could not place. */
  void received(Session s, EdgeInput.Received r, boolean bySession, long now) {
    machine.paths.received(r.path(), now);
    switch (s.state) {
      case BOUND, BACKOFF -> {
        return;
      }
      case SETUP, COOKIED -> {
        if (!machine.outset.answered(s, r, now)) {
          return;
        }
        // Our identity in the header is of the session already, unless another was asked for.
        s.localSessionUsed = s.localInitial.equals(s.localSession);
        opened(s, r, now);
        return;
      }
      case ENDED -> {
        ended(s, r);
        return;
      }
      case HALF_OPEN, OPEN, DOUBTED -> {}
    }
    s.keepAlive.received(now);
    if (bySession && !s.localSessionUsed) {
      s.localSessionUsed = true;
      s.rlocs.seen(r.path().remote(), true);
      boolean was = s.state == Session.State.HALF_OPEN;
      if (was) {
        machine.setOpen(s);
        machine.count(EdgeEvent.OPENED, r.path());
      }
      s.changed = true;
      machine.paths.choose(s, now);
      proveOthers(s, now);
    }
    if (discards(s, r)) {
      return;
    }
    if (s.state == Session.State.DOUBTED) {
      undoubt(s, r, now);
      if (s.removed || s.state == Session.State.DOUBTED) {
        return;
      }
    }
    List<Element> reply = apply(s, r, now);
    machine.toHost(s, r.message().payload());
    if (!s.removed) {
      say(s, r.path(), reply, now);
      machine.queue(s);
    }
  }

  /** The answer to our set-up. */
  private void opened(Session s, EdgeInput.Received r, long now) {
    s.keepAlive.received(now);
    List<Element> reply = apply(s, r, now);
    machine.paths.choose(s, now);
    say(s, r.path(), reply, now);
    machine.toHost(s, r.message().payload());
    s.first = Session.NOTHING;
    for (Payload p : s.takeHeld()) {
      machine.send(s.target.path(), new Message(s.source(), s.peer(), List.of(), p));
    }
    proveOthers(s, now);
    machine.queue(s);
  }

  /** An ended session only says that it has ended. */
  private void ended(Session s, EdgeInput.Received r) {
    for (Element e : r.message().elements()) {
      if (e.is(ElementType.TIME_TO_LIVE, Operation.QUERY)) {
        machine.send(r.path(), Message.control(s.source(), s.peer(), List.of(gone(e.exchange()))));
      }
    }
  }

  private static Element gone(int exchange) {
    return Element.of(ElementType.TIME_TO_LIVE, Operation.RESPONSE, exchange, new Value.Seconds(0));
  }

  private boolean discards(Session s, EdgeInput.Received r) {
    return switch (r.unknown()) {
      case SKIP -> false;
      case SKIP_AND_REPORT -> {
        reportUnknown(s, r);
        yield false;
      }
      case DISCARD -> {
        machine.count(EdgeEvent.UNKNOWN_ELEMENT, r.path());
        yield true;
      }
      case DISCARD_AND_REPORT -> {
        reportUnknown(s, r);
        yield true;
      }
    };
  }

  private void reportUnknown(Session s, EdgeInput.Received r) {
    machine.count(EdgeEvent.UNKNOWN_ELEMENT, r.path());
    if (s.rlocs.isVerified(r.path().remote().address())) {
      machine.send(
          r.path(),
          Message.control(
              s.source(),
              s.peer(),
              List.of(Replies.code(ResponseCode.UNKNOWN_ELEMENT, r.unknownType()))));
    }
  }

  /** Takes in what the elements say, and returns what is to be said in return. */
  private List<Element> apply(Session s, EdgeInput.Received r, long now) {
    List<Element> reply = new ArrayList<>();
    boolean moved = false;
    for (Element e : r.message().elements()) {
      ElementType type = ElementType.ofCode(e.type());
      if (type == null || reply.size() > MAX_ANSWERS) {
        continue;
      }
      if (e.operation() == Operation.ACKNOWLEDGEMENT) {
        moved |= acknowledged(s, e, r.path(), now);
        continue;
      }
      if (e.operation() == Operation.RELIABLE_RESPONSE) {
        reply.add(Element.acknowledge(e));
      } else if (e.operation() == Operation.QUERY && type != ElementType.QUERY_LIST) {
        for (Element told : replies.answer(s, e, type, r.octets())) {
          tell(s, told, reply, now);
        }
      }
      switch (e.value()) {
        case Value.Rlocs rlocs -> moved |= isSignedWell(s, r) && rlocs(s, type, rlocs, r.path());
        case Value.Seconds ttl -> timeToLive(s, e, ttl.seconds(), r.path(), now);
        case Value.Name name -> named(s, name.name());
        case Value.Session other -> {
          if (!other.identity().equals(s.peerSession)) {
            s.peerSession = other.identity();
            s.changed = true;
            moved = true;
          }
        }
        case Value.Types list -> {
          if (type == ElementType.QUERY_LIST) {
            onDemand(s, list, e.exchange(), reply, now);
          }
        }
        case Value.Unexpected _ -> machine.count(EdgeEvent.REPORT_RECEIVED, r.path());
        case Value.Empty _,
            Value.Opaque _,
            Value.Granted _,
            Value.Endpoint _,
            Value.Signatures _,
            Value.Probe _,
            Value.Observed _,
            Value.Code _ -> {}
      }
    }
    if (moved && s.isEstablished() && !s.removed) {
      machine.paths.choose(s, now);
      proveOthers(s, now);
    }
    return reply;
  }

  /** Tells an element with the reply, or, where the policy wants so, until it is acknowledged. */
  private static void tell(Session s, Element told, List<Element> reply, long now) {
    ElementType type = ElementType.ofCode(told.type());
    boolean reliably =
        told.operation() == Operation.RESPONSE
            && type != ElementType.TIME_TO_LIVE
            && !type.carriesRlocs()
            && s.host.policy().reliable().contains(type);
    if (reliably) {
      s.exchanges.add(
          Element.of(type, Operation.RELIABLE_RESPONSE, s.exchanges.nextTag(), told.value()),
          null,
          now);
    } else {
      reply.add(told);
    }
  }

  /** True when a path has become usable. */
  private boolean acknowledged(Session s, Element e, Path path, long now) {
    Exchanges.Due done = s.exchanges.acknowledged(e);
    if (!e.is(ElementType.COOKIE) || done == null) {
      return false;
    }
    Octets cookie = ((Value.Opaque) e.value()).octets();
    boolean good =
        done.element().value().equals(e.value())
            && machine.cookies.look(cookie, path, s.peer(), s.localSession, now)
                == CookieJar.Verdict.GOOD;
    machine.count(good ? EdgeEvent.COOKIE_GOOD : EdgeEvent.COOKIE_BAD, path);
    if (good) {
      s.rlocs.seen(path.remote(), true);
    }
    return good;
  }

  /** Whether RLOCs are signed by who may, where the policy asks for it. */
  private boolean isSignedWell(Session s, EdgeInput.Received r) {
    boolean good =
        s.role == Session.Role.OUTBOUND
            || !s.host.policy().inbound().required().contains(ElementType.SIGNATURE)
            || machine.signer.isGood(r.message(), name(s, r.message()));
    if (!good) {
      machine.count(EdgeEvent.SIGNATURE_BAD, r.path());
    }
    return good;
  }

  private static String name(Session s, Message m) {
    return m.elements().stream()
        .filter(e -> e.value() instanceof Value.Name)
        .map(e -> ((Value.Name) e.value()).name())
        .findFirst()
        .orElse(s.peerName);
  }

  /** True when there is something to choose anew. */
  private boolean rlocs(Session s, ElementType type, Value.Rlocs told, Path path) {
    if (!s.rlocs.isVerified(path.remote().address()) && s.state != Session.State.HALF_OPEN) {
      return false;
    }
    List<Rloc> usable =
        told.rlocs().stream()
            .filter(r -> r.locator() instanceof Locator.Ip ip && !machine.isOwn(ip.address()))
            .toList();
    s.rlocs.update(type, usable, false);
    return true;
  }

  private void timeToLive(Session s, Element e, long seconds, Path path, long now) {
    if (seconds > 0) {
      s.keepAlive.peerTimeToLive(seconds);
    } else if (e.operation() == Operation.QUERY
        && s.state == Session.State.OPEN
        && s.rlocs.isVerified(path.remote().address())) {
      // In plain text anyone might have said so: ask the peer itself.
      s.state = Session.State.DOUBTED;
      s.doubts = 0;
      s.doubtedNanos = now;
      s.dueNanos = now;
    }
  }

  private void undoubt(Session s, EdgeInput.Received r, long now) {
    Optional<Element> ttl = r.message().first(ElementType.TIME_TO_LIVE);
    boolean gone =
        ttl.map(e -> e.value() instanceof Value.Seconds v && v.seconds() == 0).orElse(false);
    if (!gone) {
      machine.count(EdgeEvent.FORGED_REVOCATION, r.path());
      s.state = Session.State.OPEN;
    } else if (ttl.get().operation() == Operation.RESPONSE) {
      machine.count(EdgeEvent.CLOSED_BY_PEER, r.path());
      machine.end(s, true, now);
    }
  }

  /** The next question to a peer that is said to have revoked; or the end. */
  void doubt(Session s, long now) {
    if (s.doubts > 0 && machine.times.received(s.slot) - s.doubtedNanos > DOUBT_NANOS / 2) {
      // Data has come in meanwhile: it lives.
      machine.count(EdgeEvent.FORGED_REVOCATION, s.target.path());
      s.state = Session.State.OPEN;
    } else if (s.doubts++ >= DOUBTS) {
      machine.count(EdgeEvent.CLOSED_BY_PEER, s.target.path());
      machine.end(s, true, now);
    } else {
      s.dueNanos = now + DOUBT_NANOS;
      probe(s, s.target.path());
    }
  }

  private void named(Session s, String name) {
    if (s.role == Session.Role.INBOUND || s.peerName.isEmpty()) {
      s.peerName = name;
    }
    if (s.nameWanted) {
      s.nameWanted = false;
      machine.emit(new EdgeAction.Named(s.slot, name));
    }
  }

  private void onDemand(Session s, Value.Types list, int exchange, List<Element> reply, long now) {
    for (int code : list.types()) {
      ElementType type = ElementType.ofCode(code);
      if (type == null || type == ElementType.QUERY_LIST || reply.size() > MAX_ANSWERS) {
        reply.add(Replies.code(ResponseCode.UNKNOWN_ELEMENT, code));
        return;
      }
      Element asked = Element.query(type, exchange);
      for (Element told : replies.answer(s, asked, type, 0)) {
        tell(s, told, reply, now);
      }
    }
  }

  /** Sends what is to be said, with what is due anyway. */
  private void say(Session s, Path path, List<Element> elements, long now) {
    List<Element> all = new ArrayList<>(elements);
    for (Exchanges.Due due : s.exchanges.take(now)) {
      if (due.path() == null || due.path().equals(path)) {
        all.add(due.element());
      } else {
        machine.send(due.path(), Message.control(s.source(), s.peer(), List.of(due.element())));
      }
    }
    if (!all.isEmpty()) {
      Message m = Message.control(s.source(), s.peer(), Replies.once(all));
      machine.send(
          path, s.signs ? Message.control(s.source(), s.peer(), machine.signer.signed(m)) : m);
      s.keepAlive.sent(now);
    }
  }

  /** Asks RLOCs that have yet to prove themselves to return a cookie. */
  void proveOthers(Session s, long now) {
    if (s.state != Session.State.OPEN) {
      return;
    }
    for (Locator.Ip remote : s.rlocs.unverified()) {
      Optional<Path> path = machine.paths.towards(remote).stream().findFirst();
      if (path.isPresent() && !s.exchanges.has(ElementType.COOKIE.code(), path.get())) {
        s.exchanges.add(
            Element.of(
                ElementType.COOKIE,
                Operation.RELIABLE_RESPONSE,
                s.exchanges.nextTag(),
                new Value.Opaque(
                    machine.cookies.make(
                        CookieJar.Kind.RLOC, path.get(), s.peer(), s.localSession, now))),
            path.get(),
            now);
      }
    }
    if (s.target != null) {
      say(s, s.target.path(), List.of(), now);
    }
  }

  /** A packet of the host that the data plane does not carry yet. */
  void fromHost(Session s, Payload payload, long now) {
    if (s.target == null) {
      machine.count(EdgeEvent.NO_PATH, null);
      return;
    }
    Message m = new Message(s.source(), s.peer(), List.of(), payload);
    if (s.state == Session.State.HALF_OPEN) {
      s.creditOctets -= MessageEncoder.encode(m).length;
      if (s.creditOctets < 0) {
        machine.count(EdgeEvent.NO_CREDIT, s.target.path());
        return;
      }
    }
    machine.send(s.target.path(), m);
    machine.paths.sent(s.target.path(), now);
  }

  /** Is the path there? The answer comes back over it. */
  void probe(Session s, Path path) {
    machine.send(
        path,
        Message.control(
            s.source(),
            s.peer(),
            List.of(
                Element.of(
                    ElementType.TIME_TO_LIVE,
                    Operation.QUERY,
                    s.exchanges.nextTag(),
                    new Value.Seconds(s.host.policy().timeToLiveSeconds())))));
  }

  /** Tells what nobody acknowledged again. */
  void repeat(Session s, long now) {
    for (Exchanges.Due failed : s.exchanges.failed(now)) {
      if (!failed.element().is(ElementType.COOKIE)) {
        machine.count(EdgeEvent.EXCHANGE_FAILED, s.target == null ? null : s.target.path());
      }
    }
    if (s.target == null) {
      s.exchanges.take(now);
    } else {
      say(s, s.target.path(), List.of(), now);
    }
  }

  /** An open session's deadline: something to tell again, or the peer to be asked. */
  void due(Session s, long now) {
    s.keepAlive.received(machine.times.received(s.slot));
    s.keepAlive.sent(machine.times.sent(s.slot));
    repeat(s, now);
    switch (s.keepAlive.look(now)) {
      case WAIT -> {}
      case ASK -> probe(s, s.target.path());
      case GIVE_UP -> {
        machine.count(EdgeEvent.CLOSED_SILENT, s.target.path());
        machine.end(s, true, now);
      }
    }
  }

  /** Tells the peer of our RLOCs as they are now. */
  void tellRlocs(Session s, long now) {
    for (Element e : machine.outset.ownRlocs(s, Operation.RELIABLE_RESPONSE)) {
      s.exchanges.drop(e.type());
      s.exchanges.add(e, null, now);
    }
    if (s.target != null) {
      say(s, s.target.path(), List.of(), now);
    }
    machine.paths.choose(s, now);
    machine.queue(s);
  }

  void askName(Session s, long now) {
    s.nameWanted = true;
    say(
        s,
        s.target.path(),
        List.of(
            Element.of(
                ElementType.QUERY_LIST,
                Operation.QUERY,
                s.exchanges.nextTag(),
                new Value.Types(List.of(ElementType.NAME.code())))),
        now);
  }

  /** Tells the peer that the session has ended. */
  void revoke(Session s, long now) {
    machine.send(
        s.target.path(),
        Message.control(
            s.source(),
            s.peer(),
            List.of(
                Element.of(
                    ElementType.TIME_TO_LIVE,
                    Operation.QUERY,
                    s.exchanges.nextTag(),
                    new Value.Seconds(0)))));
  }
}
