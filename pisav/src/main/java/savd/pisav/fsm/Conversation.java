package savd.pisav.fsm;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.message.Malformed;
import savd.pisav.message.Role;

/**
 * What both sides of one connection do alike: number and check messages, keep it alive, notice that
 * the other side does not, send what is long bit by bit, and end it with a word.
 *
 * <p>Timers other than KEEPALIVE are lazy: what they watch only notes the time, and one that
 * expires too early is armed for the rest.
 */
final class Conversation {
  private static final byte[] NO_HEADER = {};
  private static final int ITEMS_LIKE_A_MESSAGE = 100;

  private final SessionSettings settings;
  private final Binding binding;
  private final TokenBucket bucket;
  private final List<SessionAction> actions = new ArrayList<>();

  private boolean canSend;
  private boolean ended;
  private boolean established;
  private long heardAtNanos;
  private long holdNanos;
  private long keepaliveNanos;
  private Iterator<ConeMessage> sending;
  private long sendingSinceNanos;
  private boolean sendingTimed;
  private long receivingSinceNanos;
  private boolean receiving;
  private boolean receivingTimed;

  Conversation(SessionSettings settings, Role own, long nowNanos) {
    this.settings = settings;
    binding = new Binding(own);
    bucket = new TokenBucket(nowNanos, settings.messagesPerSecond(), settings.burst());
    add(new SessionAction.Arm(SessionTimer.HANDSHAKE, settings.handshakeNanos()));
  }

  void add(SessionAction action) {
    actions.add(action);
  }

  /** What has come together since the last call. */
  List<SessionAction> drain() {
    List<SessionAction> out = List.copyOf(actions);
    actions.clear();
    return out;
  }

  boolean isEnded() {
    return ended;
  }

  /** The channel is there: from now on an ending has a word. */
  void secured() {
    canSend = true;
  }

  // ---- hearing

  /** Takes a message; false when it was refused, and the session with it. */
  boolean hear(long nowNanos, Frame frame) {
    if (!bucket.take(nowNanos, weight(frame.message()))) {
      refuse(ErrorCode.RATE, "over " + settings.messagesPerSecond() + " messages a second");
      return false;
    }
    Optional<String> wrong = binding.in(frame);
    if (wrong.isPresent()) {
      refuse(ErrorCode.REPLAY, wrong.get());
      return false;
    }
    heardAtNanos = nowNanos;
    return true;
  }

  /** A long response costs what so many short ones would; how long a notice is, the top decides. */
  private static int weight(ConeMessage message) {
    return message instanceof ConeMessage.Response r
        ? 1
            + (r.detoured().size()
                    + r.providers().size()
                    + r.partialTransit().size()
                    + r.outsideOrigins().size())
                / ITEMS_LIKE_A_MESSAGE
        : 1;
  }

  /** True for a message that ends the session, which it does. */
  boolean isLastWord(ConeMessage message) {
    if (message instanceof ConeMessage.Error e) {
      end(Ending.By.THEM, ErrorCode.of(e.code()).orElse(ErrorCode.UNEXPECTED), e.summary());
      return true;
    }
    if (message instanceof ConeMessage.Cease c) {
      String text = savd.pisav.message.Printable.text(c.text());
      end(Ending.By.THEM, ErrorCode.CEASE, text.isEmpty() ? "cease" : text);
      return true;
    }
    return false;
  }

  /** Whether something long is being collected now, which must not take forever. */
  void receiving(long nowNanos, boolean now) {
    if (ended) {
      return;
    }
    if (now && !receiving) {
      receivingSinceNanos = nowNanos;
      if (!receivingTimed) {
        receivingTimed = true;
        add(new SessionAction.Arm(SessionTimer.RECEIVING, settings.transferNanos()));
      }
    }
    receiving = now;
  }

  // ---- being established

  /** Both HELLOs are known: messages have tags from now on. */
  void bind(ConeMessage.Hello mine, ConeMessage.Hello theirs) {
    binding.bind(mine, theirs);
  }

  /** Why two sides cannot talk, if so. */
  Optional<Ending> objection(ConeMessage.Hello theirs) {
    if (theirs.minVersion() > ConeMessage.VERSION) {
      return Optional.of(
          new Ending(
              Ending.By.US,
              ErrorCode.UNSUPPORTED_VERSION,
              "version " + theirs.minVersion() + " or above is asked for, 1 is spoken"));
    }
    if (theirs.holdMillis() < TimeUnit.NANOSECONDS.toMillis(SessionSettings.MIN_HOLD_NANOS)) {
      return Optional.of(
          new Ending(
              Ending.By.US, ErrorCode.LIMIT, "a hold time of " + theirs.holdMillis() + " ms"));
    }
    return Optional.empty();
  }

  void establish(long nowNanos, ConeMessage.Hello theirs) {
    established = true;
    heardAtNanos = nowNanos;
    holdNanos = Math.min(settings.holdNanos(), TimeUnit.MILLISECONDS.toNanos(theirs.holdMillis()));
    keepaliveNanos = Math.min(settings.keepaliveNanos(), holdNanos / 3);
    add(new SessionAction.Cancel(SessionTimer.HANDSHAKE));
    add(new SessionAction.Arm(SessionTimer.KEEPALIVE, keepaliveNanos));
    add(new SessionAction.Arm(SessionTimer.HOLD, holdNanos));
    add(new SessionAction.Established(theirs.asn(), theirs.routerId()));
  }

  long holdNanos() {
    return holdNanos;
  }

  // ---- sending

  void send(ConeMessage message) {
    add(new SessionAction.Send(binding.out(message)));
  }

  boolean isSending() {
    return sending != null;
  }

  /** Begins to send something long; not while something else is under way. */
  void offer(long nowNanos, Iterator<ConeMessage> parts) {
    sending = parts;
    sendingSinceNanos = nowNanos;
    if (!sendingTimed) {
      sendingTimed = true;
      add(new SessionAction.Arm(SessionTimer.SENDING, settings.transferNanos()));
    }
    add(new SessionAction.Pull());
  }

  /** The next message of what is long; empty when there is none, now. */
  Optional<Frame> pull() {
    if (ended || sending == null) {
      return Optional.empty();
    }
    Frame next = binding.out(sending.next());
    if (!sending.hasNext()) {
      sending = null;
    }
    return Optional.of(next);
  }

  // ---- time

  void expired(long nowNanos, SessionTimer timer) {
    switch (timer) {
      case HANDSHAKE -> {
        if (!established) {
          refuse(ErrorCode.TOO_SLOW, "no HELLO within the time for it");
        }
      }
      case KEEPALIVE -> keepalive();
      case HOLD -> hold(nowNanos);
      case SENDING -> {
        sendingTimed = false;
        if (sending != null) {
          sendingTimed = true;
          late(nowNanos, timer, sendingSinceNanos, "does not take what it is sent");
        }
      }
      case RECEIVING -> {
        receivingTimed = false;
        if (receiving) {
          receivingTimed = true;
          late(nowNanos, timer, receivingSinceNanos, "does not end what it sends");
        }
      }
      // A member's, between sessions.
      case RETRY -> {}
    }
  }

  private void keepalive() {
    if (!established) {
      return;
    }
    if (binding.isUsedUp()) {
      cease("no message number is left");
      return;
    }
    send(new ConeMessage.Keepalive());
    add(new SessionAction.Arm(SessionTimer.KEEPALIVE, keepaliveNanos));
  }

  private void hold(long nowNanos) {
    if (!established) {
      return;
    }
    long left = heardAtNanos + holdNanos - nowNanos;
    if (left > 0) {
      add(new SessionAction.Arm(SessionTimer.HOLD, left));
    } else {
      refuse(
          ErrorCode.HOLD_TIME, "nothing for " + TimeUnit.NANOSECONDS.toMillis(holdNanos) + " ms");
    }
  }

  private void late(long nowNanos, SessionTimer timer, long sinceNanos, String text) {
    long left = sinceNanos + settings.transferNanos() - nowNanos;
    if (left > 0) {
      add(new SessionAction.Arm(timer, left));
    } else {
      refuse(ErrorCode.TOO_SLOW, text);
    }
  }

  // ---- the end

  void refuse(ErrorCode code, String text) {
    refuse(code, text, NO_HEADER);
  }

  void broken(Malformed m) {
    refuse(m.code(), m.text(), m.header());
  }

  private void refuse(ErrorCode code, String text, byte[] header) {
    if (ended) {
      return;
    }
    if (canSend) {
      send(new ConeMessage.Error(code.code(), cut(text), header));
    }
    end(Ending.By.US, code, text);
  }

  /** Ends in good order. */
  void cease(String text) {
    if (ended) {
      return;
    }
    if (canSend) {
      send(new ConeMessage.Cease(cut(text)));
    }
    end(Ending.By.US, ErrorCode.CEASE, text);
  }

  void lost(String why) {
    end(Ending.By.NOBODY, ErrorCode.CEASE, why);
  }

  private void end(Ending.By by, ErrorCode code, String text) {
    if (ended) {
      return;
    }
    ended = true;
    sending = null;
    for (SessionTimer t : SessionTimer.values()) {
      add(new SessionAction.Cancel(t));
    }
    add(new SessionAction.Close());
    add(new SessionAction.Ended(new Ending(by, code, text)));
  }

  /** In ASCII, so that octets are characters. */
  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), ConeMessage.MAX_TEXT))
        .replaceAll("[^ -~]", "?");
  }
}
