package savd.cetp.fsm;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Message;
import savd.cetp.message.Octets;
import savd.cetp.message.Operation;
import savd.cetp.message.ResponseCode;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.cetp.policy.Check;
import savd.cetp.policy.Policy;
import savd.cetp.policy.SourceRule;
import savd.cetp.wire.MessageEncoder;
import savd.net.IpAddress;

/**
 * The inbound edge's door: decides about messages that belong to no session. Keeps nothing of a
 * caller before it has decided to let it in, but for checks under way, whose number is bounded and
 * which only those get that have shown a cookie where the policy asks for one.
 */
final class Door {
  /** Octets of the shortest first message that is listened to. */
  static final int LEAST_OCTETS = 64;

  private static final long CHECK_NANOS = 3_000_000_000L;
  private static final long TIGHT_NANOS = 600_000_000_000L;
  private static final Optional<SourceVerdict> BLOCKED = Optional.of(SourceVerdict.BLOCKED);

  /** Who wants to talk to whom, from where: one forged elsewhere does not keep it waiting. */
  private record Caller(Identity source, Identity destination, IpAddress from) {
    static Caller of(EdgeInput.Received r) {
      return new Caller(
          r.message().source(), r.message().destination(), r.path().remote().address());
    }
  }

  /** A caller whose name or identity is being checked. */
  private static final class Pending {
    private final EdgeInput.Received received;
    private final Host host;
    private final boolean proven;
    private final long deadlineNanos;
    private final Set<Check> open;

    /** What it is called when all checks are good; empty where that is not checked. */
    private final String name;

    /** Whether the source address is still asked about. */
    private boolean sourceOpen;

    private long nameTicket = -1;

    Pending(
        EdgeInput.Received received,
        Host host,
        boolean proven,
        Set<Check> open,
        String name,
        long until) {
      this.name = name;
      this.received = received;
      this.host = host;
      this.proven = proven;
      this.open = open;
      deadlineNanos = until;
    }
  }

  private final EdgeMachine machine;
  private final Map<Caller, Pending> pending = new LinkedHashMap<>();
  private final Map<Long, Caller> tickets = new LinkedHashMap<>();
  private long tightUntilNanos = Long.MIN_VALUE;

  Door(EdgeMachine machine) {
    this.machine = machine;
  }

  /** A message without session; {@code host} is null when nobody here has the destination. */
  void received(EdgeInput.Received r, Host host, long now) {
    Message m = r.message();
    IpAddress from = r.path().remote().address();
    boolean answers =
        m.elements().stream().anyMatch(e -> e.operation().answers() && !e.is(ElementType.PROBE));
    if (m.first(ElementType.UNEXPECTED).isPresent()) {
      reported(r, host, now);
    } else if (host == null) {
      machine.count(EdgeEvent.UNKNOWN_DESTINATION, r.path());
      // Who asks for a host that is gone answers nothing: it has what the DNS said a while ago.
      if (answers && !isSetUp(m)) {
        unexpected(r, now);
      }
    } else if (!isSetUp(m)) {
      machine.count(EdgeEvent.NO_SESSION, r.path());
    } else if (machine.watch.isIgnored(from, host.name(), now)) {
      machine.count(EdgeEvent.IGNORED_SOURCE, r.path());
    } else if (machine.sources.known(from, r.ruled()).equals(BLOCKED)) {
      machine.count(EdgeEvent.SOURCE_BLOCKED, r.path());
    } else {
      knock(r, host, now);
    }
  }

  /** Whether somebody wants a session. */
  static boolean isSetUp(Message m) {
    return m.elements().stream().anyMatch(Door::isRlocs);
  }

  private static boolean isRlocs(Element e) {
    ElementType type = ElementType.ofCode(e.type());
    return type != null && type.carriesRlocs() && e.operation() == Operation.RELIABLE_RESPONSE;
  }

  /** Where a first message came from, with the port on which its sender says that it is. */
  static Path asTold(EdgeInput.Received r) {
    Locator from = r.path().remote();
    return r.message().elements().stream()
        .filter(Door::isRlocs)
        .map(Element::value)
        .filter(Value.Rlocs.class::isInstance)
        .flatMap(v -> ((Value.Rlocs) v).rlocs().stream())
        .map(Rloc::locator)
        .filter(from::isSameStation)
        .findFirst()
        .map(told -> new Path(r.path().local(), told))
        .orElse(r.path());
  }

  /** Somebody got an answer of ours it had not asked for: from now on everyone proves first. */
  private void reported(EdgeInput.Received r, Host host, long now) {
    if (host == null) {
      machine.count(EdgeEvent.UNKNOWN_DESTINATION, r.path());
      return;
    }
    machine.count(EdgeEvent.REPORT_RECEIVED, r.path());
    tightUntilNanos = now + TIGHT_NANOS;
  }

  private boolean isTight(long now) {
    return tightUntilNanos != Long.MIN_VALUE && now - tightUntilNanos < 0;
  }

  private void unexpected(EdgeInput.Received r, long now) {
    machine.count(EdgeEvent.UNEXPECTED_ANSWER, r.path());
    int count =
        machine.watch.unexpected(
            r.path().remote().address(), machine.settings.unexpectedBeforeReport(), now);
    if (count == 0) {
      return;
    }
    int room = r.octets() - 48;
    Octets head = r.head().slice(0, Math.clamp(room, 0, Math.min(64, r.head().length())));
    Message report =
        Message.control(
            r.message().destination(),
            r.message().source(),
            List.of(
                Element.of(
                    ElementType.UNEXPECTED,
                    Operation.RESPONSE,
                    0,
                    new Value.Unexpected(count, 10, head))));
    if (MessageEncoder.encode(report).length < r.octets()) {
      machine.count(EdgeEvent.REPORT_SENT, r.path());
      machine.send(r.path(), report);
    }
  }

  /** Somebody wants in. */
  private void knock(EdgeInput.Received r, Host host, long now) {
    if (r.octets() < LEAST_OCTETS) {
      // There is no answer that would not be longer.
      machine.count(EdgeEvent.SHORT_SET_UP, r.path());
      return;
    }
    Policy policy = host.policy();
    Message m = r.message();
    boolean proven = false;
    Optional<Element> cookie = m.first(ElementType.COOKIE, Operation.ACKNOWLEDGEMENT);
    if (cookie.isPresent()) {
      Octets octets = ((Value.Opaque) cookie.get().value()).octets();
      CookieCheck.Verdict verdict =
          machine.cookies.look(octets, r.path(), m.source(), m.destination(), now);
      machine.count(
          switch (verdict) {
            case GOOD -> EdgeEvent.COOKIE_GOOD;
            case BAD -> EdgeEvent.COOKIE_BAD;
            case OLD -> EdgeEvent.COOKIE_OLD;
            case REPLAYED -> EdgeEvent.COOKIE_REPLAYED;
          },
          r.path());
      if (verdict != CookieCheck.Verdict.GOOD
          || CookieCheck.kind(octets) == CookieCheck.Kind.RLOC) {
        return;
      }
      proven = true;
    }
    IpAddress from = r.path().remote().address();
    boolean tooMany = machine.watch.tooMany(from, proven, machine.settings.setupsPerSecond(), now);
    if (tooMany && proven) {
      machine.count(EdgeEvent.RATE_LIMITED, r.path());
      return;
    }
    boolean mustProve =
        // They may be anyone's: a cookie each costs little, and finds out who is there.
        tooMany
            // A signature costs us more than it costs who sends it.
            || policy.inbound().required().contains(ElementType.SIGNATURE)
            || policy.checks().contains(Check.RETURN_ROUTABILITY)
            || isTight(now)
            || machine.sessionOf(m) != null
            || machine.watch.isDoubtful(from, now)
            || machine.halfOpen() >= machine.settings.maxHalfOpen();
    List<Element> wanted = wanted(m, policy);
    if (!wanted.isEmpty() && proven) {
      if (wanted.getFirst().is(ElementType.IDENTITY_TYPE)) {
        machine.watch.insists(from, host.name(), policy.refusals(), policy.ignoreSeconds(), now);
      }
      refuse(r, host, ResponseCode.DENIED_BY_POLICY, wanted.getFirst().type(), now);
    } else if (!wanted.isEmpty() || mustProve && !proven) {
      ask(r, policy, wanted, now);
    } else {
      judge(r, host, proven, now);
    }
  }

  /** Queries for what the policy requires and the message does not have. */
  private static List<Element> wanted(Message m, Policy policy) {
    List<Element> wanted = new ArrayList<>();
    if (!policy.identityTypes().isEmpty() && !policy.identityTypes().contains(m.source().type())) {
      wanted.add(
          Element.of(
              ElementType.IDENTITY_TYPE,
              Operation.QUERY,
              0,
              new Value.Types(policy.identityTypes())));
    }
    Set<ElementType> required = EnumSet.noneOf(ElementType.class);
    required.addAll(policy.inbound().required());
    if (policy.checks().contains(Check.NAMING)
        || policy.sources().stream().anyMatch(s -> s.name().isPresent())) {
      required.add(ElementType.NAME);
    }
    for (ElementType type : required) {
      if (m.elements().stream().noneMatch(e -> e.is(type) && !(e.value() instanceof Value.Empty))) {
        wanted.add(Element.query(type, 0));
      }
    }
    return wanted;
  }

  /** Answers with a cookie, and with what else is wanted; never with more than came in. */
  private void ask(EdgeInput.Received r, Policy policy, List<Element> wanted, long now) {
    Message m = r.message();
    boolean otherIdentity = !wanted.isEmpty() && wanted.getFirst().is(ElementType.IDENTITY_TYPE);
    Octets cookie =
        machine.cookies.make(
            otherIdentity ? CookieCheck.Kind.ANY_IDENTITY : CookieCheck.Kind.ADMISSION,
            r.path(),
            m.source(),
            m.destination(),
            now);
    List<Element> elements = new ArrayList<>();
    elements.add(
        Element.of(
            ElementType.COOKIE,
            Operation.RELIABLE_RESPONSE,
            1 + (int) (now & 7),
            new Value.Opaque(cookie)));
    elements.addAll(wanted);
    Message answer = Message.control(m.destination(), m.source(), elements);
    if (MessageEncoder.encode(answer).length > r.octets()) {
      machine.count(EdgeEvent.NO_ROOM_FOR_COOKIE, r.path());
      return;
    }
    machine.count(EdgeEvent.COOKIE_SENT, r.path());
    machine.send(r.path(), answer);
  }

  /** All that was required is there: who is it, and may it? */
  private void judge(EdgeInput.Received r, Host host, boolean proven, long now) {
    Policy policy = host.policy();
    Message m = r.message();
    Set<Check> checks = EnumSet.noneOf(Check.class);
    checks.addAll(policy.checks());
    String name = name(m);
    if (policy.inbound().required().contains(ElementType.SIGNATURE)
        && !machine.signer.isGood(m, name)) {
      machine.count(EdgeEvent.SIGNATURE_BAD, r.path());
      refuseProven(r, host, proven, ResponseCode.RLOC_CHECK_FAILED, now);
      return;
    }
    for (SourceRule rule : policy.sources()) {
      if (rule.matches(r.path().remote().address(), m.source()) && rule.matchesName(name)) {
        if (!rule.admit()) {
          refuseProven(r, host, proven, ResponseCode.DENIED_BY_POLICY, now);
          return;
        }
        checks.addAll(rule.checks());
        if (rule.name().isPresent()) {
          checks.add(Check.NAMING);
        }
        break;
      }
    }
    // A look-up costs us, and others who want one, more than it costs who is not there.
    boolean costly = checks.contains(Check.NAMING);
    if ((checks.contains(Check.RETURN_ROUTABILITY) || costly) && !proven) {
      ask(r, policy, List.of(), now);
      return;
    }
    checks.remove(Check.RETURN_ROUTABILITY);
    Optional<SourceVerdict> source =
        machine.sources.look(r.path().remote().address(), r.ruled(), false, now);
    if (source.isPresent()) {
      suspect(r, source.get());
    }
    if (checks.isEmpty() && source.isPresent()) {
      boolean signed = policy.inbound().required().contains(ElementType.SIGNATURE);
      admit(r, host, proven, signed ? name : "", now);
    } else if (pending.size() >= machine.settings.maxPending()) {
      machine.count(EdgeEvent.TOO_MANY_CHECKS, r.path());
    } else {
      check(r, host, proven, checks, source.isEmpty(), name, now);
    }
  }

  private void suspect(EdgeInput.Received r, SourceVerdict verdict) {
    if (verdict == SourceVerdict.SUSPECT) {
      machine.count(EdgeEvent.SOURCE_SUSPECT, r.path());
    }
  }

  /** What is said of an address, for those who wait for it. */
  void sourceChecked(SourceVerdicts.Source source, SourceVerdict verdict, long now) {
    for (Map.Entry<Caller, Pending> e : List.copyOf(pending.entrySet())) {
      Pending p = e.getValue();
      boolean meant =
          p.sourceOpen
              && p.received.path().remote().address().equals(source.address())
              && p.received.ingress().equals(Optional.of(source.ingress()));
      if (!meant) {
        continue;
      }
      machine.about(p.received.ingress());
      p.sourceOpen = false;
      if (verdict == SourceVerdict.BLOCKED) {
        drop(e.getKey());
        machine.count(EdgeEvent.SOURCE_BLOCKED, p.received.path());
      } else {
        suspect(p.received, verdict);
        admitWhenDone(e.getKey(), p, now);
      }
    }
  }

  private void drop(Caller caller) {
    pending.remove(caller);
    tickets.values().removeIf(caller::equals);
  }

  private void admitWhenDone(Caller caller, Pending p, long now) {
    if (p.open.isEmpty() && !p.sourceOpen) {
      pending.remove(caller);
      admit(p.received, p.host, p.proven, p.name, now);
    }
  }

  private static String name(Message m) {
    return m.elements().stream()
        .filter(e -> e.value() instanceof Value.Name)
        .map(e -> ((Value.Name) e.value()).name())
        .findFirst()
        .orElse("");
  }

  private void check(
      EdgeInput.Received r,
      Host host,
      boolean proven,
      Set<Check> checks,
      boolean source,
      String name,
      long now) {
    Caller caller = Caller.of(r);
    if (pending.containsKey(caller)) {
      return;
    }
    if (checks.contains(Check.NAMING) && name.isEmpty()) {
      refuseProven(r, host, proven, ResponseCode.NAMING_CHECK_FAILED, now);
      return;
    }
    boolean signed = host.policy().inbound().required().contains(ElementType.SIGNATURE);
    String named = signed || checks.contains(Check.NAMING) ? name : "";
    Pending p = new Pending(r, host, proven, checks, named, now + CHECK_NANOS);
    p.sourceOpen = source;
    pending.put(caller, p);
    for (Check check : List.copyOf(checks)) {
      long ticket = machine.newTicket();
      tickets.put(ticket, caller);
      if (check == Check.NAMING) {
        p.nameTicket = ticket;
        machine.emit(new EdgeAction.CheckName(ticket, name, r.path()));
      } else {
        machine.emit(
            new EdgeAction.CheckIdentity(ticket, r.message().source(), authority(r.message())));
      }
    }
  }

  private static Optional<Value.Endpoint> authority(Message m) {
    return m.elements().stream()
        .filter(e -> e.value() instanceof Value.Endpoint)
        .map(e -> (Value.Endpoint) e.value())
        .findFirst();
  }

  /** A check has an outcome. */
  void checked(EdgeInput.Checked c, long now) {
    Caller caller = tickets.remove(c.ticket());
    Pending p = caller == null ? null : pending.get(caller);
    if (p == null) {
      return;
    }
    machine.about(p.received.ingress());
    Check check = c.ticket() == p.nameTicket ? Check.NAMING : Check.ASSURANCE;
    if (c.outcome() == CheckOutcome.GOOD) {
      p.open.remove(check);
      admitWhenDone(caller, p, now);
      return;
    }
    drop(caller);
    EdgeEvent event = EdgeEvent.IDENTITY_NOT_ASSURED;
    ResponseCode code = ResponseCode.IDENTITY_NOT_ASSURED;
    if (c.outcome() == CheckOutcome.UNANSWERED) {
      event = EdgeEvent.NAMING_CHECK_UNANSWERED;
      code = ResponseCode.EDGE_BUSY;
    } else if (check == Check.NAMING) {
      event = EdgeEvent.NAMING_CHECK_FAILED;
      code = ResponseCode.NAMING_CHECK_FAILED;
    }
    machine.count(event, p.received.path());
    refuseProven(p.received, p.host, p.proven, code, now);
  }

  /**
   * Refuses; who has not proved its RLOC is asked to do that first, so that nobody else is told.
   */
  private void refuseProven(
      EdgeInput.Received r, Host host, boolean proven, ResponseCode code, long now) {
    if (proven) {
      refuse(r, host, code, 0, now);
    } else {
      ask(r, host.policy(), List.of(), now);
    }
  }

  private void refuse(EdgeInput.Received r, Host host, ResponseCode code, int about, long now) {
    machine.count(EdgeEvent.REFUSED, r.path());
    int retry = code.isTemporary() ? host.policy().limit().retryAfterSeconds() : 0;
    machine.send(
        r.path(),
        Message.control(
            r.message().destination(),
            r.message().source(),
            List.of(
                Element.of(
                    ElementType.RESPONSE_CODE,
                    Operation.RESPONSE,
                    0,
                    new Value.Code(code.ordinal(), about, retry, "")))));
  }

  private void admit(EdgeInput.Received r, Host host, boolean proven, String name, long now) {
    Session before = machine.sessionOf(r.message());
    if (before != null && !proven) {
      ask(r, host.policy(), List.of(), now);
      return;
    }
    if (before != null && isSameSetUp(before, r, now)) {
      before.rlocs.seen(r.path().remote(), true);
      machine.paths.proved(before, r.path(), now);
      machine.hear(before, r, false, now);
      return;
    }
    if (before != null) {
      supersede(before, r, now);
    }
    if (machine.inboundFlows(host) >= host.policy().limit().flows()) {
      refuseProven(r, host, proven, host.policy().limit().whenFull(), now);
      return;
    }
    OptionalInt slot =
        machine.slots.inbound(r.path().remote().address(), machine.settings.slotsOfSource(), now);
    if (slot.isEmpty()) {
      machine.count(EdgeEvent.NO_SLOT, r.path());
      refuseProven(r, host, proven, ResponseCode.EDGE_CONGESTED, now);
      return;
    }
    r.message()
        .first(ElementType.COOKIE, Operation.ACKNOWLEDGEMENT)
        .ifPresent(e -> machine.cookies.use(((Value.Opaque) e.value()).octets()));
    Identity local = machine.newIdentity();
    Session s =
        new Session(
            slot.getAsInt(), Session.Role.INBOUND, host, local, machine.settings.probes(), now);
    s.localInitial = r.message().destination();
    s.peerInitial = r.message().source();
    s.peerName = name;
    s.nameIsChecked = !name.isEmpty();
    machine.add(s, now);
    machine.count(EdgeEvent.ADMITTED, r.path());
    if (proven) {
      machine.watch.good(r.path().remote().address());
    }
    machine.talk.admitted(s, r, proven, now);
  }

  /**
   * A slow answer has a caller try another path: what comes over it may have been waiting here, for
   * its name to be checked, when the other was let in.
   */
  private static boolean isSameSetUp(Session before, EdgeInput.Received r, long now) {
    return before.state == Session.State.OPEN
        && before.isBeingSetUp(now)
        && before.rlocs.knows(r.path().remote());
  }

  /**
   * A caller who has a session already sets up another: its edge was started anew. From where the
   * session is that is certain; from elsewhere it may be one who only calls itself so.
   */
  private void supersede(Session before, EdgeInput.Received r, long now) {
    boolean same = before.rlocs.isVerified(r.path().remote());
    if (same || before.state == Session.State.HALF_OPEN) {
      machine.count(EdgeEvent.CLOSED_BY_PEER, r.path());
      machine.end(before, false, now);
    } else {
      machine.ending.doubt(before, now);
    }
  }

  long deadline() {
    return pending.isEmpty() ? Long.MAX_VALUE : pending.values().iterator().next().deadlineNanos;
  }

  void passTime(long now) {
    pending
        .entrySet()
        .removeIf(
            e -> {
              boolean late = e.getValue().deadlineNanos - now <= 0;
              if (late) {
                machine.count(EdgeEvent.CHECK_TIMED_OUT, e.getValue().received.path());
                tickets.values().removeIf(e.getKey()::equals);
              }
              return late;
            });
  }
}
