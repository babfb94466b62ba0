package savd.cetp.fsm;

import java.util.List;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Locator;
import savd.cetp.message.Message;
import savd.cetp.message.Operation;
import savd.cetp.message.Payload;
import savd.cetp.message.ResponseCode;
import savd.cetp.message.Value;
import savd.cetp.wire.MessageEncoder;

/** What the two edges of a session say to each other while it lives. */
final class Talk {
  /** Octets sent to an RLOC that has proved nothing, for each received from it. */
  private static final int CREDIT = 3;

  /** RLOCs of a session that are asked for a cookie at a time. */
  private static final int MAX_COOKIES = 4;

  private final EdgeMachine machine;

  Talk(EdgeMachine machine) {
    this.machine = machine;
  }

  /** The door has let somebody in: tells it, and gives the host its packet. */
  void admitted(Session s, EdgeInput.Received r, boolean proven, long now) {
    s.rlocs.seen(r.path().remote(), proven);
    r.ingress().ifPresent(i -> s.rlocs.heard(r.path().remote().address(), i, true));
    machine.sources.look(r.path().remote().address(), r.ruled(), true, now);
    machine.paths.aim(s, r.path(), now);
    if (proven) {
      machine.paths.proved(s, r.path(), now);
    }
    s.creditOctets = CREDIT * r.octets();
    s.exchanges.add(
        Ending.timeToLive(
            Operation.RELIABLE_RESPONSE,
            s.exchanges.nextTag(),
            s.host.policy().timeToLiveSeconds()),
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
    Saying reply = new Saying(s, proven ? Saying.ANY : r.octets());
    // What it is let in by comes first, and last what may as well be asked for later.
    addDue(s, r.path(), reply, now);
    machine.hearing.hear(s, r, reply, now);
    machine.outset.ownRlocs(s, Operation.RESPONSE).forEach(reply::add);
    if (s.host.policy().inbound().offered().contains(ElementType.NAME)) {
      reply.add(Outset.name(s));
    }
    if (proven) {
      machine.setOpen(s, now);
      machine.count(EdgeEvent.OPENED, r.path());
      s.changed = true;
    }
    machine.paths.choose(s, now);
    say(s, r.path(), reply, now);
    proveOthers(s, now);
    machine.toHost(s, r.message().payload());
    machine.queue(s);
  }

  /** A message of the session, control or data that the data plane could not place. */
  void received(Session s, EdgeInput.Received r, boolean bySession, long now) {
    if (s.isEstablished()) {
      machine.paths.received(s, r.path(), now);
    }
    switch (s.state) {
      case BOUND, BACKOFF -> {
        return;
      }
      case SETUP, COOKIED -> {
        if (!machine.outset.answered(s, r, now)
            || s.predecessor != null && !machine.renewal.succeeds(s, now)) {
          return;
        }
        // Our identity in the header is of the session already, unless another was asked for.
        if (bySession) {
          s.localSessionIsUsed(now);
        }
        opened(s, r, now);
        return;
      }
      case ENDED -> {
        machine.ending.asked(s, r);
        return;
      }
      case HALF_OPEN -> s.creditOctets += CREDIT * r.octets();
      case OPEN, DOUBTED -> {}
    }
    s.keepAlive.received(now);
    machine.renewal.heard(s);
    if (bySession && !s.isLocalSessionUsed()) {
      used(s, r, now);
    }
    if (discards(s, r)) {
      return;
    }
    if (s.state == Session.State.DOUBTED) {
      machine.ending.undoubt(s, r, now);
      if (s.removed || s.state == Session.State.DOUBTED) {
        return;
      }
    }
    Saying reply = new Saying(s, s.rlocs.isVerified(r.path().remote()) ? Saying.ANY : r.octets());
    machine.hearing.hear(s, r, reply, now);
    // What a first message carries its host has got with the first of them.
    boolean repeated = !bySession && Door.isSetUp(r.message());
    if (r.message().hasPayload() && !Bundles.isBundle(r.message()) && !repeated) {
      machine.times.received(s.slot, now);
      machine.toHost(s, r.message().payload());
    }
    if (!s.removed) {
      addDue(s, r.path(), reply, now);
      say(s, r.path(), reply, now);
      machine.queue(s);
    }
  }

  /** The peer calls us by the session's identity: who is there has got what we sent. */
  private void used(Session s, EdgeInput.Received r, long now) {
    s.localSessionIsUsed(now);
    if (s.state == Session.State.HALF_OPEN) {
      // That is the RLOC the identity was told, wherever this says that it comes from.
      s.rlocs.seen(s.target.path().remote(), true);
      machine.paths.proved(s, s.target.path(), now);
      machine.setOpen(s, now);
      machine.count(EdgeEvent.OPENED, r.path());
    }
    s.changed = true;
    machine.paths.choose(s, now);
    sendHeld(s);
    proveOthers(s, now);
  }

  /** The answer to our set-up. */
  private void opened(Session s, EdgeInput.Received r, long now) {
    s.keepAlive.received(now);
    Saying reply = new Saying(s, Saying.ANY);
    machine.hearing.hear(s, r, reply, now);
    machine.paths.choose(s, now);
    addDue(s, r.path(), reply, now);
    say(s, r.path(), reply, now);
    machine.toHost(s, r.message().payload());
    if (s.firstWaits) {
      send(s, s.target.path(), List.of(), s.first);
    }
    s.first = Session.NOTHING;
    sendHeld(s);
    proveOthers(s, now);
    machine.queue(s);
  }

  private void sendHeld(Session s) {
    for (Payload p : s.takeHeld()) {
      send(s, s.target.path(), List.of(), p);
    }
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
    if (s.rlocs.isVerified(r.path().remote())) {
      send(
          s,
          r.path(),
          List.of(Replies.code(ResponseCode.UNKNOWN_ELEMENT, r.unknownType())),
          Session.NOTHING);
    }
  }

  /** Sends, if the receiver has proved to be there or has not got its share yet; true then. */
  boolean send(Session s, Path path, List<Element> elements, Payload payload) {
    return send(s, path, new Message(s.source(), s.peer(), elements, payload));
  }

  boolean send(Session s, Path path, Message m) {
    if (s.state == Session.State.HALF_OPEN) {
      int octets = MessageEncoder.encode(m).length;
      if (octets > s.creditOctets) {
        machine.count(EdgeEvent.NO_CREDIT, path);
        return false;
      }
      s.creditOctets -= octets;
    }
    machine.send(path, m);
    return true;
  }

  /** Adds what is to be told until it is acknowledged; what is about other paths goes over them. */
  private void addDue(Session s, Path path, Saying saying, long now) {
    s.exchanges.take(
        now,
        due ->
            due.path() == null || due.path().equals(path)
                ? saying.add(due.element())
                : send(s, due.path(), List.of(due.element()), Session.NOTHING));
  }

  private void say(Session s, Path path, Saying saying, long now) {
    if (!saying.isEmpty() && send(s, path, saying.message(Session.NOTHING, machine.signer))) {
      s.keepAlive.sent(now);
    }
  }

  /** Says what is due, if anything is. */
  private void sayDue(Session s, long now) {
    Path path = s.target.path();
    Saying saying = new Saying(s, s.state == Session.State.HALF_OPEN ? s.creditOctets : Saying.ANY);
    addDue(s, path, saying, now);
    say(s, path, saying, now);
  }

  /** Asks RLOCs that have yet to prove themselves to return a cookie. */
  void proveOthers(Session s, long now) {
    if (s.state != Session.State.OPEN) {
      return;
    }
    for (Locator remote : s.rlocs.unverified()) {
      List<Path> paths = machine.paths.towards(remote);
      if (paths.isEmpty() || !mayAsk(s, paths.getFirst(), now)) {
        continue;
      }
      // Which device leads to a station is found out by asking over each.
      boolean each = remote instanceof Locator.Ethernet;
      for (Path path : each ? paths : paths.subList(0, 1)) {
        addCookie(s, path, now);
      }
    }
    for (Path path : s.silent()) {
      if (s.isSilent(path) && mayAsk(s, path, now)) {
        addCookie(s, path, now);
      }
    }
    if (s.target != null) {
      sayDue(s, now);
    }
  }

  /** Is the session's peer at the other end of a path? That it is there, is not enough. */
  void askProof(Session s, Path path, long now) {
    if (s.state == Session.State.OPEN
        && s.target != null
        && s.exchanges.count(ElementType.COOKIE.code()) < MAX_COOKIES) {
      addCookie(s, path, now);
      sayDue(s, now);
    }
  }

  /** Asks for a cookie back, over the path it goes. */
  void addCookie(Session s, Path path, long now) {
    if (!s.exchanges.has(ElementType.COOKIE.code(), path)) {
      s.exchanges.add(
          Element.of(
              ElementType.COOKIE,
              Operation.RELIABLE_RESPONSE,
              s.exchanges.nextTag(),
              new Value.Opaque(
                  machine.cookies.make(
                      CookieCheck.Kind.RLOC, path, s.peer(), s.localSession, now))),
          path,
          now);
    }
  }

  /** Who tells an RLOC says nothing of who is there, and may have us ask that one and no other. */
  private boolean mayAsk(Session s, Path path, long now) {
    return !s.exchanges.has(ElementType.COOKIE.code(), path)
        && s.exchanges.count(ElementType.COOKIE.code()) < MAX_COOKIES
        && s.rlocs.mayBeAsked(path.remote(), now)
        && (machine.paths.isUsed(path) || machine.watch.mayBeAsked(path.remote().address(), now))
        && s.rlocs.asks(path.remote(), now);
  }

  /** A packet of the host that the data plane does not carry yet. */
  void fromHost(Session s, Payload payload, long now) {
    if (s.target == null) {
      machine.count(EdgeEvent.NO_PATH, null);
    } else if (send(s, s.target.path(), List.of(), payload)) {
      machine.paths.sent(s.target.path(), now);
      machine.times.sent(s.slot, now);
    } else {
      // It goes when the peer has proved to be there.
      s.hold(payload);
    }
  }

  /** Is the path there? The answer comes back over it. */
  void probe(Session s, Path path) {
    send(
        s,
        path,
        List.of(
            Ending.timeToLive(
                Operation.QUERY, s.exchanges.nextTag(), s.host.policy().timeToLiveSeconds())),
        Session.NOTHING);
  }

  /** Tells what nobody acknowledged again. */
  void repeat(Session s, long now) {
    for (Exchanges.Due failed : s.exchanges.failed(now)) {
      if (!failed.element().is(ElementType.COOKIE)) {
        machine.count(EdgeEvent.EXCHANGE_FAILED, s.target == null ? null : s.target.path());
      }
    }
    if (s.target == null) {
      s.exchanges.take(now, due -> false);
    } else {
      sayDue(s, now);
    }
  }

  /** An open session's deadline: something to tell again, or the peer to be asked, or the end. */
  void due(Session s, long now) {
    s.keepAlive.received(machine.times.received(s.slot));
    s.keepAlive.sent(machine.times.sent(s.slot));
    s.dueNanos = machine.ending.idleAt(s);
    if (s.dueNanos - now <= 0) {
      machine.ending.close(s, EdgeEvent.CLOSED_IDLE, now);
      return;
    }
    repeat(s, now);
    switch (s.keepAlive.look(now)) {
      case WAIT -> proveOthers(s, now);
      case ASK -> {
        probe(s, s.target.path());
        proveOthers(s, now);
      }
      case GIVE_UP -> {
        machine.count(EdgeEvent.CLOSED_SILENT, s.target.path());
        machine.end(s, true, now);
      }
    }
  }

  /** Tells the peer of our RLOCs as they are now. */
  void tellRlocs(Session s, long now) {
    for (Element e : machine.outset.ownRlocs(s, Operation.RELIABLE_RESPONSE)) {
      s.exchanges.add(e, null, now);
    }
    if (s.target != null) {
      sayDue(s, now);
    }
    machine.paths.choose(s, now);
    machine.queue(s);
  }

  void askName(Session s, long now) {
    send(
        s,
        s.target.path(),
        List.of(
            Element.of(
                ElementType.QUERY_LIST,
                Operation.QUERY,
                s.exchanges.nextTag(),
                new Value.Types(List.of(ElementType.NAME.code())))),
        Session.NOTHING);
    s.keepAlive.sent(now);
  }
}
