package savd.bgp.fsm;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import savd.bgp.message.Keepalive;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;
import savd.bgp.message.RouteRefresh;

/**
 * A neighbour's machine on a manual clock: inputs in, actions as short words out, timers that fire
 * when told.
 */
final class Script {
  private final PeerFsm fsm;
  private final Map<SessionTimer, Long> timers = new EnumMap<>(SessionTimer.class);
  private final List<SessionAction> last = new ArrayList<>();
  private long nowNanos;

  Script(SessionConfig config) {
    fsm = new PeerFsm(config, Jitter.none());
  }

  PeerFsm fsm() {
    return fsm;
  }

  /** What the last input led to. */
  List<SessionAction> last() {
    return List.copyOf(last);
  }

  long nowNanos() {
    return nowNanos;
  }

  /** Feeds an input; returns the actions in words, timers left out. */
  String on(SessionInput input) {
    last.clear();
    last.addAll(fsm.on(nowNanos, input));
    for (SessionAction action : last) {
      if (action instanceof SessionAction.Arm a) {
        timers.put(a.timer(), nowNanos + a.delayNanos());
      } else if (action instanceof SessionAction.Cancel c) {
        timers.remove(c.timer());
      }
    }
    return last.stream()
        .filter(a -> !(a instanceof SessionAction.Arm) && !(a instanceof SessionAction.Cancel))
        .map(Script::linked)
        .collect(Collectors.joining(" "));
  }

  String on(Link link, ConnectionInput input) {
    return on(new SessionInput.OnLink(link, input));
  }

  /** Brings a link from a new connection to ESTABLISHED; returns what the last step did. */
  String establish(Link link, Open open) {
    on(link, new ConnectionInput.Connected());
    on(link, new ConnectionInput.OpenReceived(open));
    return on(link, new ConnectionInput.KeepaliveReceived());
  }

  boolean runs(SessionTimer timer) {
    return timers.containsKey(timer);
  }

  /** Seconds until a timer fires; -1 when it does not run. */
  long secondsUntil(SessionTimer timer) {
    return runs(timer) ? TimeUnit.NANOSECONDS.toSeconds(timers.get(timer) - nowNanos) : -1;
  }

  /** Lets time pass up to the timer's end and fires it. */
  String expire(SessionTimer timer) {
    return expire(timer, false);
  }

  String expire(SessionTimer timer, boolean inputPending) {
    nowNanos = Math.max(nowNanos, timers.remove(timer));
    return on(new SessionInput.TimerExpired(timer, inputPending));
  }

  void sleep(long seconds) {
    nowNanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  private static String linked(SessionAction action) {
    return switch (action) {
      case SessionAction.Send s -> s.link() == Link.OUTGOING ? "out:" + text(s) : "in:" + text(s);
      case SessionAction.Close c -> c.link() == Link.OUTGOING ? "out:close" : "in:close";
      case SessionAction.Connect _,
          SessionAction.Arm _,
          SessionAction.Cancel _,
          SessionAction.Establish _,
          SessionAction.Ended _,
          SessionAction.MarkStale _,
          SessionAction.SweepStale _,
          SessionAction.LoseRoutes _,
          SessionAction.Advertise _,
          SessionAction.Report _ ->
          text(action);
    };
  }

  /**
   * One word for an action; timers of the outgoing link by their kind, cancelled ones as nothing.
   */
  static String text(SessionAction action) {
    return switch (action) {
      case SessionAction.Connect _ -> "connect";
      case SessionAction.Send s ->
          switch (s.message()) {
            case Open _ -> "OPEN";
            case Keepalive _ -> "KEEPALIVE";
            case Notification n -> n.code() + "/" + n.subcode();
            case RouteRefresh r -> "REFRESH" + r.subtype();
          };
      case SessionAction.Close _ -> "close";
      case SessionAction.Arm a -> timer(a.timer());
      case SessionAction.Cancel _ -> "";
      case SessionAction.Establish _ -> "up";
      case SessionAction.Ended _ -> "end";
      case SessionAction.MarkStale m -> "mark" + m.family().afi();
      case SessionAction.SweepStale s -> "sweep" + s.family().afi();
      case SessionAction.LoseRoutes _ -> "lose";
      case SessionAction.Advertise a ->
          (a.occasion() == SessionAction.Occasion.INITIAL ? "send" : "resend") + a.family().afi();
      case SessionAction.Report _ -> "report";
    };
  }

  private static String timer(SessionTimer timer) {
    return switch (timer) {
      case CONNECT_RETRY -> "retry";
      case OUTGOING_HOLD -> "hold";
      case OUTGOING_KEEPALIVE -> "keep";
      case SEND_HOLD -> "send-hold";
      case IDLE_HOLD,
          INCOMING_HOLD,
          INCOMING_AGAIN_HOLD,
          INCOMING_KEEPALIVE,
          INCOMING_AGAIN_KEEPALIVE,
          RESTART,
          STALE_PATHS,
          REFRESH,
          PREFIX_LIMIT ->
          timer.name();
    };
  }
}
