package savd.rpki.fsm;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.Malformed;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.RtrSerial;
import savd.rpki.message.Timing;
import savd.rpki.payload.Payload;

/** The router's machine on a manual clock: inputs in, actions as short words out. */
final class RouterScript {
  private final RouterFsm fsm;
  private final Map<RtrTimer, Long> timers = new EnumMap<>(RtrTimer.class);
  private final List<RtrAction> last = new ArrayList<>();
  private long nowNanos = -5_000_000_000L;
  private Payload published;

  RouterScript(RouterConfig config) {
    fsm = new RouterFsm(config, Jitter.none());
  }

  RouterScript() {
    this(RouterConfig.DEFAULT);
  }

  RouterFsm fsm() {
    return fsm;
  }

  RouterStatus status() {
    return fsm.status();
  }

  /** What was published last; null after expiry or for never. */
  Payload published() {
    return published;
  }

  List<RtrAction> last() {
    return List.copyOf(last);
  }

  String on(RtrInput input) {
    last.clear();
    if (input instanceof RtrInput.TimerExpired t) {
      timers.remove(t.timer());
    }
    last.addAll(fsm.on(nowNanos, input));
    for (RtrAction action : last) {
      switch (action) {
        case RtrAction.Arm a -> timers.put(a.timer(), nowNanos + a.delayNanos());
        case RtrAction.Cancel c -> timers.remove(c.timer());
        case RtrAction.Publish p -> published = p.payload();
        case RtrAction.Expire _ -> published = null;
        case RtrAction.Connect _,
            RtrAction.Send _,
            RtrAction.Complain _,
            RtrAction.Close _,
            RtrAction.Ended _,
            RtrAction.Note _ -> {}
      }
    }
    return last.stream()
        .map(RouterScript::word)
        .filter(w -> !w.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** Feeds PDUs in a version; returns what they did together. */
  String receive(int version, RtrPdu... pdus) {
    List<String> words = new ArrayList<>();
    for (RtrPdu p : pdus) {
      fsm.heard(nowNanos);
      String w = on(new RtrInput.Received(version, p));
      if (!w.isEmpty()) {
        words.add(w);
      }
    }
    return String.join(" ", words);
  }

  /** Connects; returns the query. */
  String connect() {
    if (fsm.state() == CacheState.IDLE) {
      on(new RtrInput.Start());
    } else if (fsm.state() == CacheState.WAITING) {
      expire(RtrTimer.RETRY);
    }
    return on(new RtrInput.Connected());
  }

  /** Connects and takes a full load in version 2. */
  String load(int session, long serial, RtrPdu... payload) {
    connect();
    return answer(2, session, serial, payload);
  }

  /** A complete answer. */
  String answer(int version, int session, long serial, RtrPdu... payload) {
    List<RtrPdu> all = new ArrayList<>();
    all.add(new RtrPdu.CacheResponse(session));
    all.addAll(List.of(payload));
    all.add(end(version, session, serial));
    return receive(version, all.toArray(RtrPdu[]::new));
  }

  static RtrPdu.EndOfData end(int version, int session, long serial) {
    return new RtrPdu.EndOfData(
        session,
        new RtrSerial((int) serial),
        version == 0 ? Optional.empty() : Optional.of(Timing.DEFAULT));
  }

  static RtrPdu.SerialNotify notify(int session, long serial) {
    return new RtrPdu.SerialNotify(session, new RtrSerial((int) serial));
  }

  static RtrPdu.ErrorReport error(ErrorCode code) {
    return new RtrPdu.ErrorReport(code.code(), new byte[0], "");
  }

  static Malformed malformed(boolean answerable) {
    return new Malformed(2, ErrorCode.CORRUPT_DATA, new byte[8], "rubbish", answerable);
  }

  boolean runs(RtrTimer timer) {
    return timers.containsKey(timer);
  }

  /** Seconds until a timer fires; -1 when it does not run. */
  long secondsUntil(RtrTimer timer) {
    return runs(timer) ? TimeUnit.NANOSECONDS.toSeconds(timers.get(timer) - nowNanos) : -1;
  }

  /** Lets time pass up to the timer's end and fires it. */
  String expire(RtrTimer timer) {
    nowNanos = Math.max(nowNanos, timers.get(timer));
    return on(new RtrInput.TimerExpired(timer));
  }

  void sleep(long seconds) {
    nowNanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  /** One word for an action; nothing for timers. */
  private static String word(RtrAction action) {
    return switch (action) {
      case RtrAction.Connect _ -> "connect";
      case RtrAction.Send s ->
          switch (s.pdu()) {
            case RtrPdu.SerialQuery q -> "serial" + s.version() + "(" + q.serial() + ")";
            case RtrPdu.ResetQuery _ -> "reset" + s.version();
            case RtrPdu.ErrorReport e -> "error" + e.code();
            case RtrPdu.SerialNotify _,
                RtrPdu.CacheResponse _,
                RtrPdu.PrefixPdu _,
                RtrPdu.EndOfData _,
                RtrPdu.CacheReset _,
                RtrPdu.RouterKeyPdu _,
                RtrPdu.AspaPdu _ ->
                throw new AssertionError("a router does not send " + s.pdu());
          };
      case RtrAction.Complain c -> "error" + c.code().code();
      case RtrAction.Close _ -> "close";
      case RtrAction.Arm _, RtrAction.Cancel _ -> "";
      case RtrAction.Publish _ -> "publish";
      case RtrAction.Expire _ -> "expire";
      case RtrAction.Ended _ -> "end";
      case RtrAction.Note _ -> "note";
    };
  }
}
