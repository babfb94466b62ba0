package savd.cetp.fsm;

import java.util.List;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Octets;
import savd.cetp.message.Operation;
import savd.cetp.message.ResponseCode;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;

/** Takes in what the elements of a session's message say, and answers them. */
final class Hearing {
  private final EdgeMachine machine;
  private final Replies replies;

  Hearing(EdgeMachine machine) {
    this.machine = machine;
    replies = new Replies(machine);
  }

  Replies replies() {
    return replies;
  }

  /**
   * Takes in what a message says.
   *
   * @param reply what is said in return; what has no room there is told again, or asked again
   */
  void hear(Session s, EdgeInput.Received r, Saying reply, long now) {
    boolean moved = false;
    for (Element e : r.message().elements()) {
      ElementType type = ElementType.ofCode(e.type());
      if (type == null) {
        continue;
      }
      if (e.operation() == Operation.ACKNOWLEDGEMENT) {
        moved |= acknowledged(s, e, r.path(), now);
        continue;
      }
      if (e.operation() == Operation.RELIABLE_RESPONSE) {
        reply.add(Element.acknowledge(e));
      } else if (e.operation() == Operation.QUERY && type != ElementType.QUERY_LIST) {
        answer(s, e, type, r.octets(), reply, now);
      }
      switch (e.value()) {
        case Value.Rlocs rlocs -> moved |= isSignedWell(s, r) && rlocs(s, type, rlocs, r.path());
        case Value.Seconds ttl -> timeToLive(s, e, ttl.seconds(), r.path(), now);
        case Value.Name name -> machine.names.claimed(s, name.name());
        case Value.Session other -> moved |= renamed(s, other);
        case Value.Types list -> {
          if (type == ElementType.QUERY_LIST) {
            onDemand(s, list, e.exchange(), reply, now);
          }
        }
        case Value.Probe p when e.operation() == Operation.RESPONSE ->
            machine.paths.arrived(s, r.path(), p.size(), now);
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
      machine.talk.proveOthers(s, now);
    }
  }

  /** Answers with the reply, or, where the policy wants so, tells until it is acknowledged. */
  private boolean answer(
      Session s, Element query, ElementType type, int octets, Saying reply, long now) {
    boolean room = true;
    for (Element told : replies.answer(s, query, type, octets)) {
      ElementType toldType = ElementType.ofCode(told.type());
      boolean reliably =
          told.operation() == Operation.RESPONSE
              && toldType != ElementType.TIME_TO_LIVE
              && !toldType.carriesRlocs()
              && s.host.policy().reliable().contains(toldType);
      if (reliably) {
        s.exchanges.add(
            Element.of(toldType, Operation.RELIABLE_RESPONSE, s.exchanges.nextTag(), told.value()),
            null,
            now);
      } else {
        room &= reply.add(told);
      }
    }
    return room;
  }

  private void onDemand(Session s, Value.Types list, int exchange, Saying reply, long now) {
    for (int code : list.types()) {
      ElementType type = ElementType.ofCode(code);
      if (type == null || type == ElementType.QUERY_LIST) {
        reply.add(Replies.code(ResponseCode.UNKNOWN_ELEMENT, code));
        return;
      }
      if (!answer(s, Element.query(type, exchange), type, 0, reply, now)) {
        return;
      }
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
                == CookieCheck.Verdict.GOOD;
    machine.count(good ? EdgeEvent.COOKIE_GOOD : EdgeEvent.COOKIE_BAD, path);
    if (good) {
      s.rlocs.seen(path.remote(), true);
      machine.paths.proved(s, path, now);
    }
    return good;
  }

  /** Whether RLOCs are signed by who may, where the policy asks for it. */
  private boolean isSignedWell(Session s, EdgeInput.Received r) {
    boolean good =
        s.role == Session.Role.OUTBOUND
            || !s.host.policy().inbound().required().contains(ElementType.SIGNATURE)
            || machine.signer.isGood(r.message(), s.peerName);
    if (!good) {
      machine.count(EdgeEvent.SIGNATURE_BAD, r.path());
    }
    return good;
  }

  /** True when there is something to choose anew. */
  private boolean rlocs(Session s, ElementType type, Value.Rlocs told, Path path) {
    if (!s.rlocs.isVerified(path.remote()) && s.state != Session.State.HALF_OPEN) {
      return false;
    }
    List<Rloc> usable =
        told.rlocs().stream().filter(r -> !machine.isOwn(r.locator().address())).toList();
    s.rlocs.update(type, usable, false);
    return true;
  }

  private void timeToLive(Session s, Element e, long seconds, Path path, long now) {
    if (seconds > 0) {
      // Who says that its state lives for days must not make us wait for days when it is gone.
      s.keepAlive.peerTimeToLive(Math.min(seconds, s.host.policy().timeToLiveSeconds()));
    } else if (e.operation() == Operation.QUERY && s.rlocs.isVerified(path.remote())) {
      machine.ending.doubt(s, now);
    }
  }

  /** The peer wants to be called so from now on; true when it was not so before. */
  private static boolean renamed(Session s, Value.Session other) {
    // Of another form it would not be one that nobody can guess, nor one the data plane reads.
    if (!other.identity().isSession() || other.identity().equals(s.peerSession)) {
      return false;
    }
    s.peerSession = other.identity();
    s.changed = true;
    return true;
  }
}
