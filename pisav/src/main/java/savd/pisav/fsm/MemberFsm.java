package savd.pisav.fsm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import savd.net.Asn;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.message.Nonce;
import savd.pisav.message.Role;
import savd.relation.MemberStatement;

/**
 * A member's talk with one top: dials, says HELLO, takes notices whole, says what it is given to
 * say, and begins anew when the connection is lost.
 */
public final class MemberFsm {
  /** How far it is. */
  public enum State {
    IDLE,
    /** Between attempts. */
    WAITING,
    /** TCP or TLS is under way. */
    CONNECTING,
    /** HELLO is sent. */
    AWAITING_HELLO,
    ESTABLISHED
  }

  /** The longest delay while we are no member to the top, in first delays. */
  private static final int UNKNOWN_RETRIES = 5;

  private record Said(int serial, MemberStatement statement) {}

  private final MemberSettings settings;
  private final Supplier<Nonce> nonces;
  private final RandomGenerator random;
  private final Backoff backoff;
  private State state = State.IDLE;

  // Of the connection.
  private Conversation conversation;
  private ConeMessage.Hello mine;
  private NoticeAssembly assembly;
  private Optional<Numbered> current = Optional.empty();
  private int firstSerial;
  private long statementItems;
  private int number;
  private Said said;
  private Said waiting;

  private final Refusals refusals = new Refusals();
  private Optional<Ending> lastEnding = Optional.empty();

  /**
   * @param nonces never the same twice, and not to be guessed
   * @param random shortens delays
   */
  public MemberFsm(MemberSettings settings, Supplier<Nonce> nonces, RandomGenerator random) {
    this.settings = settings;
    this.nonces = nonces;
    this.random = random;
    backoff = new Backoff(settings.retryNanos(), settings.maxRetryNanos());
  }

  /** Takes one event; the actions are to be performed in order. */
  public List<SessionAction> on(long nowNanos, MemberInput input) {
    return switch (state) {
      case IDLE -> input instanceof MemberInput.Start ? connect(nowNanos) : List.of();
      case WAITING -> onWaiting(nowNanos, input);
      case CONNECTING, AWAITING_HELLO, ESTABLISHED -> onConnection(nowNanos, input);
    };
  }

  private List<SessionAction> onWaiting(long nowNanos, MemberInput input) {
    if (input instanceof MemberInput.Stop) {
      state = State.IDLE;
      return List.of(new SessionAction.Cancel(SessionTimer.RETRY));
    }
    return input instanceof MemberInput.TimerExpired t && t.timer() == SessionTimer.RETRY
        ? connect(nowNanos)
        : List.of();
  }

  private List<SessionAction> connect(long nowNanos) {
    state = State.CONNECTING;
    conversation = new Conversation(settings.session(), Role.MEMBER, nowNanos);
    conversation.add(new SessionAction.Connect());
    current = Optional.empty();
    number = 0;
    said = null;
    waiting = null;
    return conversation.drain();
  }

  private List<SessionAction> onConnection(long nowNanos, MemberInput input) {
    switch (input) {
      case MemberInput.Start _ -> {}
      case MemberInput.Stop s -> conversation.cease(s.why());
      case MemberInput.Secured s -> secured(s.ases());
      case MemberInput.KeysChanged k -> keysChanged(k.ases());
      case MemberInput.Received r -> received(nowNanos, r.frame());
      case MemberInput.Broken b -> conversation.broken(b.malformed());
      case MemberInput.TimerExpired t -> conversation.expired(nowNanos, t.timer());
      case MemberInput.Lost l -> conversation.lost(l.why());
      case MemberInput.Answer a -> answer(nowNanos, new Said(a.serial(), a.statement()));
    }
    List<SessionAction> actions = conversation.drain();
    if (!conversation.isEnded()) {
      return actions;
    }
    return ended(actions, input instanceof MemberInput.Stop);
  }

  private List<SessionAction> ended(List<SessionAction> actions, boolean stopped) {
    Ending ending = ((SessionAction.Ended) actions.getLast()).ending();
    lastEnding = Optional.of(ending);
    if (ending.by() == Ending.By.US && ending.code() != ErrorCode.CEASE) {
      refusals.add(ending.code(), "AS " + settings.top(), ending.text());
    }
    conversation = null;
    assembly = null;
    current = Optional.empty();
    if (stopped) {
      state = State.IDLE;
      return actions;
    }
    state = State.WAITING;
    List<SessionAction> all = new ArrayList<>(actions);
    long delay = backoff.next(random);
    if (ending.by() == Ending.By.THEM && ending.code() == ErrorCode.NOT_A_MEMBER) {
      // Nothing is wrong: the top has not seen our routes yet.
      delay = Math.min(delay, UNKNOWN_RETRIES * settings.retryNanos());
    }
    all.add(new SessionAction.Arm(SessionTimer.RETRY, delay));
    return all;
  }

  // ---- the beginning

  private void secured(Set<Asn> ases) {
    if (state != State.CONNECTING) {
      return;
    }
    conversation.secured();
    if (!ases.contains(settings.top())) {
      conversation.refuse(ErrorCode.NOT_AUTHORISED, "this key is not one of AS " + settings.top());
      return;
    }
    state = State.AWAITING_HELLO;
    mine =
        new ConeMessage.Hello(
            Role.MEMBER,
            ConeMessage.VERSION,
            ConeMessage.VERSION,
            settings.asn(),
            settings.session().routerId(),
            TimeUnit.NANOSECONDS.toMillis(settings.session().holdNanos()),
            nonces.get(),
            Optional.of(new ConeMessage.Limits(settings.maxMembers(), settings.maxPrefixes(), 0)));
    conversation.send(mine);
  }

  private void keysChanged(Set<Asn> ases) {
    if (state != State.CONNECTING && !ases.contains(settings.top())) {
      conversation.refuse(ErrorCode.KEY_WITHDRAWN, "no longer of AS " + settings.top());
    }
  }

  // ---- messages

  private void received(long nowNanos, Frame frame) {
    if (state == State.CONNECTING) {
      conversation.refuse(ErrorCode.UNEXPECTED, "before the channel is there");
      return;
    }
    if (!conversation.hear(nowNanos, frame) || conversation.isLastWord(frame.message())) {
      return;
    }
    switch (frame.message()) {
      case ConeMessage.Hello h when state == State.AWAITING_HELLO -> hello(nowNanos, h);
      case ConeMessage.Notice n when state == State.ESTABLISHED -> notice(nowNanos, n);
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

  private void hello(long nowNanos, ConeMessage.Hello h) {
    conversation.bind(mine, h);
    Optional<Ending> objection = conversation.objection(h);
    if (objection.isPresent()) {
      conversation.refuse(objection.get().code(), objection.get().text());
    } else if (h.role() != Role.TOP || !h.asn().equals(settings.top())) {
      conversation.refuse(
          ErrorCode.NOT_THE_TOP,
          "AS " + h.asn() + " where AS " + settings.top() + " is configured");
    } else {
      state = State.ESTABLISHED;
      assembly = new NoticeAssembly(settings.top(), settings.maxMembers(), settings.maxPrefixes());
      statementItems = h.limits().map(ConeMessage.Limits::statementItems).orElse(Long.MAX_VALUE);
      conversation.establish(nowNanos, h);
    }
  }

  private void notice(long nowNanos, ConeMessage.Notice part) {
    switch (assembly.take(part, current)) {
      case Collected.More<Numbered> _ -> {}
      case Collected.Whole<Numbered> w -> {
        if (current.isEmpty()) {
          firstSerial = w.value().serial();
          backoff.reset();
        }
        current = Optional.of(w.value());
        conversation.add(new SessionAction.NoticeInForce(w.value().serial(), w.value().notice()));
      }
      case Collected.Wrong<Numbered> w -> conversation.refuse(w.code(), w.text());
    }
    conversation.receiving(nowNanos, assembly.isCollecting());
  }

  // ---- what we say

  private void answer(long nowNanos, Said next) {
    if (current.isEmpty()
        || Integer.compareUnsigned(next.serial(), firstSerial) < 0
        || Integer.compareUnsigned(next.serial(), current.get().serial()) > 0
        || next.equals(waiting)
        || waiting == null && next.equals(said)) {
      return;
    }
    waiting = next;
    say(nowNanos);
  }

  private void say(long nowNanos) {
    if (waiting == null || conversation.isSending()) {
      return;
    }
    Said next = waiting;
    waiting = null;
    ConeMessage.Occasion occasion =
        said != null && said.serial() == next.serial()
            ? ConeMessage.Occasion.CHANGE
            : ConeMessage.Occasion.NOTICE;
    said = next;
    conversation.offer(
        nowNanos,
        new ResponseParts(occasion, next.serial(), ++number, next.statement(), statementItems));
  }

  /** The next message of a response; empty when there is none, now. */
  public Optional<Frame> pull(long nowNanos) {
    if (conversation == null) {
      return Optional.empty();
    }
    Optional<Frame> next = conversation.pull();
    if (next.isEmpty() || !conversation.isSending()) {
      say(nowNanos);
    }
    return next.isPresent() ? next : conversation.pull();
  }

  // ---- answers

  public State state() {
    return state;
  }

  /** The serial in force; empty for none. */
  public Optional<Integer> serial() {
    return current.map(Numbered::serial);
  }

  /** What was said last in this session. */
  public Optional<MemberStatement> lastStatement() {
    return Optional.ofNullable(said).map(Said::statement);
  }

  /** The serial that was answered last in this session; empty for none. */
  public Optional<Integer> serialAnswered() {
    return Optional.ofNullable(said).map(Said::serial);
  }

  /** How the last session, or attempt, ended. */
  public Optional<Ending> lastEnding() {
    return lastEnding;
  }

  /** What was refused so far. */
  public Refusals refusals() {
    return refusals;
  }
}
