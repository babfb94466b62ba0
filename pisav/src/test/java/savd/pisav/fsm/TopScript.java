package savd.pisav.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import savd.net.Asn;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.message.Nonce;
import savd.pisav.message.Role;
import savd.relation.MemberStatement;

/** A top on a clock of the test's, with members that say what the test wants. */
final class TopScript {
  /** A member's router, which numbers and tags as it should. */
  final class Caller {
    final long id;
    final Asn asn;
    final int routerId;
    final int key;
    final Binding binding = new Binding(Role.MEMBER);
    final List<Frame> heard = new ArrayList<>();
    final Map<SessionTimer, Long> timers = new HashMap<>();
    ConeMessage.Hello mine;
    int number;
    boolean closed;
    boolean takes = true;
    Optional<Ending> ending = Optional.empty();

    Caller(long id, Asn asn, int routerId, int key) {
      this.id = id;
      this.asn = asn;
      this.routerId = routerId;
      this.key = key;
    }

    Caller secure() {
      on(new ConeInput.Secured(id, Cone.key(key)));
      return this;
    }

    Caller hello() {
      mine =
          new ConeMessage.Hello(
              Role.MEMBER, 1, 1, asn, routerId, 30_000, new Nonce(1, id), Optional.empty());
      say(mine);
      return this;
    }

    void say(ConeMessage m) {
      give(binding.out(m));
    }

    void give(Frame f) {
      on(new ConeInput.Received(id, f));
    }

    void state(int serial, MemberStatement s) {
      say(Cone.response(ConeMessage.Occasion.NOTICE, serial, ++number, s));
    }

    void lose() {
      on(new ConeInput.Lost(id, "gone"));
    }

    private void hear(Frame f) {
      assertThat(binding.in(f)).isEmpty();
      if (f.message() instanceof ConeMessage.Hello h) {
        binding.bind(mine, h);
      }
      heard.add(f);
    }

    List<ConeMessage.Notice> notices() {
      return heard.stream()
          .map(Frame::message)
          .filter(ConeMessage.Notice.class::isInstance)
          .map(ConeMessage.Notice.class::cast)
          .toList();
    }

    /** The serial it was told last. */
    int serial() {
      return notices().getLast().serial();
    }

    ErrorCode error() {
      ConeMessage last = heard.getLast().message();
      return last instanceof ConeMessage.Error e ? ErrorCode.of(e.code()).orElseThrow() : null;
    }
  }

  private final TopSettings settings;
  private final ConeTop top;
  private final Map<Long, Caller> callers = new HashMap<>();
  private long nowNanos;
  private long nextId = 1;
  private Long noticeAt;
  private Long lapseAt;
  Map<Asn, MemberStatement> inForce = Map.of();
  int changes;

  TopScript(TopSettings settings) {
    this.settings = settings;
    top = new ConeTop(settings, Cone.nonces(7), new SplittableRandom(1));
    on(
        new ConeInput.KeysChanged(
            Cone.keys(Map.of(1, Cone.A, 2, Cone.B, 3, Cone.STRANGER, 4, Cone.A))));
  }

  static TopSettings settings() {
    return TopSettings.of(Cone.TOP, Cone.TOP_ROUTER);
  }

  ConeTop top() {
    return top;
  }

  void notice(ConeNotice n) {
    on(new ConeInput.NoticeChanged(n));
  }

  Caller connect(Asn asn, int routerId, int key) {
    Caller c = new Caller(nextId++, asn, routerId, key);
    callers.put(c.id, c);
    on(new ConeInput.Accepted(c.id, "192.0.2." + routerId));
    return c;
  }

  /** A router of A (keys 1 and 4) or B (2) with a session. */
  Caller join(Asn asn, int routerId) {
    Caller c = connect(asn, routerId, asn.equals(Cone.A) ? 1 : 2).secure().hello();
    assertThat(c.closed).as("refused: %s", c.ending).isFalse();
    return c;
  }

  void on(ConeInput input) {
    for (ConeAction a : top.on(nowNanos, input)) {
      switch (a) {
        case ConeAction.OfSession s -> perform(callers.get(s.session()), s.action());
        case ConeAction.ArmNotice n -> noticeAt = nowNanos + n.delayNanos();
        case ConeAction.ArmLapse l -> lapseAt = nowNanos + l.delayNanos();
        case ConeAction.StatementsChanged _ -> {
          inForce = top.inForce();
          changes++;
        }
        case ConeAction.Joined _ -> {}
        case ConeAction.Left l -> callers.get(l.session()).ending = Optional.of(l.ending());
      }
    }
  }

  private void perform(Caller c, SessionAction action) {
    switch (action) {
      case SessionAction.Send s -> c.hear(s.frame());
      case SessionAction.Pull _ -> pull(c);
      case SessionAction.Close _ -> c.closed = true;
      case SessionAction.Arm a -> c.timers.put(a.timer(), nowNanos + a.delayNanos());
      case SessionAction.Cancel x -> c.timers.remove(x.timer());
      case SessionAction.Connect _,
          SessionAction.Greeted _,
          SessionAction.Established _,
          SessionAction.Stated _,
          SessionAction.NoticeInForce _,
          SessionAction.Ended _ ->
          throw new AssertionError(action);
    }
  }

  void pull(Caller c) {
    while (c.takes) {
      Optional<Frame> f = top.pull(nowNanos, c.id);
      if (f.isEmpty()) {
        return;
      }
      c.hear(f.get());
    }
  }

  /** Lets time pass; timers expire in order. */
  void pass(long millis) {
    long end = nowNanos + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      long next = end;
      Runnable what = null;
      if (noticeAt != null && noticeAt <= next) {
        next = noticeAt;
        what =
            () -> {
              noticeAt = null;
              on(new ConeInput.NoticeExpired());
            };
      }
      if (lapseAt != null && lapseAt <= next) {
        next = lapseAt;
        what =
            () -> {
              lapseAt = null;
              on(new ConeInput.LapseExpired());
            };
      }
      for (Caller c : List.copyOf(callers.values())) {
        for (Map.Entry<SessionTimer, Long> t : c.timers.entrySet()) {
          if (t.getValue() <= next) {
            next = t.getValue();
            SessionTimer timer = t.getKey();
            what =
                () -> {
                  c.timers.remove(timer);
                  on(new ConeInput.TimerExpired(c.id, timer));
                };
          }
        }
      }
      nowNanos = next;
      if (what == null) {
        return;
      }
      what.run();
    }
  }

  /** The same, with members that keep their sessions alive. */
  void passAlive(long millis) {
    for (long left = millis; left > 0; left -= 5_000) {
      callers.values().stream()
          .filter(c -> !c.closed && c.ending.isEmpty() && !c.notices().isEmpty())
          .toList()
          .forEach(c -> c.say(new ConeMessage.Keepalive()));
      pass(Math.min(left, 5_000));
    }
  }

  TopSettings used() {
    return settings;
  }
}
