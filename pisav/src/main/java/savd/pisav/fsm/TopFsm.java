package savd.pisav.fsm;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import savd.net.Asn;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.message.Nonce;
import savd.pisav.message.Role;
import savd.relation.MemberStatement;

/**
 * A top's session with one router of a member. Whom it lets in, and what follows from statements,
 * is {@link ConeTop}'s.
 *
 * <p>Notices are sent one at a time. Those that come meanwhile are one: the newest.
 */
final class TopFsm {
  /** How far it is. */
  enum State {
    /** TLS is under way. */
    SECURING,
    AWAITING_HELLO,
    /** There was a HELLO; {@link ConeTop} decides. */
    GREETED,
    ESTABLISHED,
    CLOSED
  }

  private final TopSettings settings;
  private final Nonce nonce;
  private final NoticeChanges changes;
  private final Conversation conversation;
  private State state = State.SECURING;
  private Set<Asn> ases = Set.of();
  private ConeMessage.Hello theirs;
  private ResponseAssembly assembly;
  private Numbered told;
  private Numbered waiting;
  private int firstTold;
  private int answered;
  private MemberStatement last;

  TopFsm(TopSettings settings, Nonce nonce, NoticeChanges changes, long nowNanos) {
    this.settings = settings;
    this.nonce = nonce;
    this.changes = changes;
    conversation = new Conversation(settings.session(), Role.TOP, nowNanos);
  }

  /** Takes one event; the actions are to be performed in order. */
  List<SessionAction> on(long nowNanos, TopInput input) {
    if (state != State.CLOSED) {
      take(nowNanos, input);
      if (conversation.isEnded()) {
        state = State.CLOSED;
        waiting = null;
        assembly = null;
      }
    }
    return conversation.drain();
  }

  private void take(long nowNanos, TopInput input) {
    switch (input) {
      // The conversation has begun with itself.
      case TopInput.Accepted _ -> {}
      case TopInput.Secured s -> secured(s.ases());
      case TopInput.KeysChanged k -> keysChanged(k.ases());
      case TopInput.Received r -> received(nowNanos, r.frame());
      case TopInput.Broken b -> conversation.broken(b.malformed());
      case TopInput.TimerExpired t -> conversation.expired(nowNanos, t.timer());
      case TopInput.Admit _ -> admit(nowNanos);
      case TopInput.Refuse r -> conversation.refuse(r.code(), r.text());
      case TopInput.Tell t -> {
        if (state == State.ESTABLISHED) {
          waiting = t.notice();
          tell(nowNanos);
        }
      }
      case TopInput.Lost l -> conversation.lost(l.why());
      case TopInput.Stop s -> conversation.cease(s.why());
    }
  }

  private void secured(Set<Asn> some) {
    if (state != State.SECURING) {
      return;
    }
    conversation.secured();
    state = State.AWAITING_HELLO;
    ases = some;
    if (some.isEmpty()) {
      conversation.refuse(ErrorCode.NOT_AUTHORISED, "this key is nobody's");
    }
  }

  private void keysChanged(Set<Asn> some) {
    if (state == State.SECURING) {
      return;
    }
    ases = some;
    boolean withdrawn = theirs == null ? some.isEmpty() : !some.contains(theirs.asn());
    if (withdrawn) {
      conversation.refuse(
          ErrorCode.KEY_WITHDRAWN,
          theirs == null ? "this key is nobody's now" : "no longer of AS " + theirs.asn());
    }
  }

  // ---- messages

  private void received(long nowNanos, Frame frame) {
    if (state == State.SECURING) {
      conversation.refuse(ErrorCode.UNEXPECTED, "before the channel is there");
      return;
    }
    if (!conversation.hear(nowNanos, frame) || conversation.isLastWord(frame.message())) {
      return;
    }
    switch (frame.message()) {
      case ConeMessage.Hello h when state == State.AWAITING_HELLO -> hello(h);
      case ConeMessage.Response r when state == State.ESTABLISHED -> response(nowNanos, r);
      case ConeMessage.Keepalive _ when state == State.ESTABLISHED -> {}
      case ConeMessage.Hello _,
          ConeMessage.Response _,
          ConeMessage.Keepalive _,
          ConeMessage.Notice _,
          ConeMessage.Error _,
          ConeMessage.Cease _ ->
          conversation.refuse(
              ErrorCode.UNEXPECTED,
              frame.message().getClass().getSimpleName() + " in state " + state);
    }
  }

  private void hello(ConeMessage.Hello h) {
    Optional<Ending> objection = conversation.objection(h);
    if (objection.isPresent()) {
      conversation.refuse(objection.get().code(), objection.get().text());
    } else if (h.role() != Role.MEMBER) {
      conversation.refuse(ErrorCode.UNEXPECTED, "a top dials a top");
    } else if (!ases.contains(h.asn())) {
      conversation.refuse(
          ErrorCode.NOT_AUTHORISED, "AS " + h.asn() + " with a key of " + names(ases));
    } else {
      theirs = h;
      state = State.GREETED;
      conversation.add(new SessionAction.Greeted(h.asn(), h.routerId()));
    }
  }

  private static String names(Set<Asn> ases) {
    return "AS " + String.join(", AS ", ases.stream().limit(5).map(Asn::toString).toList());
  }

  private void admit(long nowNanos) {
    if (state != State.GREETED) {
      return;
    }
    ConeMessage.Hello mine =
        new ConeMessage.Hello(
            Role.TOP,
            ConeMessage.VERSION,
            ConeMessage.VERSION,
            settings.asn(),
            settings.session().routerId(),
            TimeUnit.NANOSECONDS.toMillis(settings.session().holdNanos()),
            nonce,
            Optional.of(new ConeMessage.Limits(0, 0, settings.statementItems())));
    conversation.send(mine);
    conversation.bind(mine, theirs);
    assembly = new ResponseAssembly(theirs.asn(), settings.statementItems());
    state = State.ESTABLISHED;
    conversation.establish(nowNanos, theirs);
  }

  private void response(long nowNanos, ConeMessage.Response r) {
    if (told == null
        || Integer.compareUnsigned(r.serial(), firstTold) < 0
        || Integer.compareUnsigned(r.serial(), told.serial()) > 0) {
      conversation.refuse(
          ErrorCode.OUT_OF_STEP,
          "answers notice " + Integer.toUnsignedString(r.serial()) + ", which it was not told");
      return;
    }
    switch (assembly.take(r)) {
      case Collected.More<SessionAction.Stated> _ -> {}
      case Collected.Whole<SessionAction.Stated> w -> {
        answered = w.value().serial();
        last = w.value().statement();
        conversation.add(w.value());
      }
      case Collected.Wrong<SessionAction.Stated> w -> conversation.refuse(w.code(), w.text());
    }
    conversation.receiving(nowNanos, assembly.isCollecting());
  }

  // ---- notices

  /** The next message of a notice; empty when there is none, now. */
  Optional<Frame> pull(long nowNanos) {
    Optional<Frame> next = conversation.pull();
    if (next.isEmpty() || !conversation.isSending()) {
      tell(nowNanos);
    }
    return next.isPresent() ? next : conversation.pull();
  }

  private void tell(long nowNanos) {
    if (state != State.ESTABLISHED || waiting == null || conversation.isSending()) {
      return;
    }
    Numbered next = waiting;
    waiting = null;
    conversation.offer(nowNanos, told == null ? whole(next) : update(next));
    if (told == null) {
      firstTold = next.serial();
    }
    told = next;
  }

  private static NoticeParts whole(Numbered n) {
    return NoticeParts.whole(n.serial(), n.notice());
  }

  private NoticeParts update(Numbered next) {
    NoticeChange change = changes.between(told, next);
    int all =
        next.notice().members().size()
            + next.notice().subTransit().size()
            + next.notice().prefixes().size();
    return change.size() > all
        ? whole(next)
        : NoticeParts.update(next.serial(), told.serial(), next.notice(), change);
  }

  // ---- answers

  State state() {
    return state;
  }

  /** Empty before a HELLO. */
  Optional<Asn> asn() {
    return Optional.ofNullable(theirs).map(ConeMessage.Hello::asn);
  }

  /** 0 before a HELLO. */
  int routerId() {
    return theirs == null ? 0 : theirs.routerId();
  }

  /** The serial it was told, or is being told; 0 for none. */
  int serialTold() {
    return told == null ? 0 : told.serial();
  }

  /** The serial it answered; 0 for none. */
  int serialAnswered() {
    return answered;
  }

  Optional<MemberStatement> lastStatement() {
    return Optional.ofNullable(last);
  }
}
