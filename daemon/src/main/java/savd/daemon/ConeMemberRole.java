package savd.daemon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.daemon.config.RouterSection;
import savd.daemon.config.SavdConfig;
import savd.daemon.config.TopSection;
import savd.pisav.detour.DetourWatch;
import savd.pisav.detour.MemberSelf;
import savd.pisav.fsm.KeyBindings;
import savd.pisav.fsm.MemberSettings;
import savd.pisav.message.ConeNotice;
import savd.pisav.session.ConeDialer;
import savd.pisav.session.DialerConfig;
import savd.pisav.session.NoticeListener;
import savd.pisav.session.TopStatus;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.Detour;
import savd.rib.RibDelta;
import savd.rules.BestPaths;

/**
 * We as CC-Member-AS: every top is told whether our packets to its cone take a way outside it, and
 * again at once when that changes.
 */
final class ConeMemberRole implements NoticeListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("savd.pisav");

  /** How long an external neighbour that is down may come up before it counts as not there. */
  private static final long SETTLE_NANOS = 120_000_000_000L;

  /** Between two statements of which the later does not turn "no detour" into a detour. */
  private static final long PACE_NANOS = 100_000_000L;

  /** A notice costs a look at the whole RIB; then the core has so many times as long for others. */
  private static final int REST = 10;

  private static final long MOST_REST_NANOS = 2_000_000_000L;

  private final CoreLoop core;
  private final RouterSection router;
  private final BestPaths bestPaths;
  private volatile ConeDialer dialer;

  /** What the core has still to answer: of each top the last counts. */
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();

  /** Whether there is a statement or a question whose time is to come. */
  private volatile boolean somethingWaits;

  // All of these belong to the core thread.
  private final Map<String, Watched> watched = new LinkedHashMap<>();
  private MemberSelf self;
  private boolean announced;
  private boolean whole;

  /** What one top asked, and what it was told. */
  private static final class Watched {
    private final DetourWatch watch;
    private int serial;
    private MemberStatement told;
    private long toldAtNanos;
    private boolean waits;
    private long restsUntilNanos = System.nanoTime();

    private Watched(DetourWatch watch) {
      this.watch = watch;
    }
  }

  ConeMemberRole(CoreLoop core, RouterSection router, BestPaths bestPaths) {
    this.core = core;
    this.router = router;
    this.bestPaths = bestPaths;
  }

  private record Asked(int serial, ConeNotice notice) {}

  // ---- on the service's thread

  /** Talks with the tops that are configured. */
  void configure(SavdConfig config, KeyBindings keys) {
    if (config.tops().isEmpty()) {
      close();
      return;
    }
    MemberSelf next =
        new MemberSelf(
            router.asn(),
            Set.of(),
            Set.copyOf(config.piSav().networks()),
            Set.copyOf(config.piSav().partialTransitFor()),
            Optional.empty(),
            config.piSav().providers().map(Set::copyOf));
    core.execute(
        _ -> {
          if (!next.equals(self)) {
            self = next;
            new ArrayList<>(watched.keySet()).forEach(this::renew);
          }
        });
    if (dialer == null) {
      dialer = new ConeDialer(this);
      dialer.keys(keys);
    }
    PiSavService.identity(config.piSav())
        .ifPresent(
            identity ->
                dialer.configure(
                    new DialerConfig(identity, config.tops().stream().map(this::top).toList())));
  }

  private DialerConfig.Top top(TopSection t) {
    return new DialerConfig.Top(
        t.name(),
        PiSavService.socket(t.address(), t.port()),
        t.localAddress().map(a -> PiSavService.socket(a, 0)),
        MemberSettings.of(router.asn(), router.id().bits(), t.asn()));
  }

  void keys(KeyBindings now) {
    if (dialer != null) {
      dialer.keys(now);
    }
  }

  /** Empty where we are no member. */
  List<TopStatus> status() {
    return dialer == null ? List.of() : dialer.status();
  }

  /**
   * Says "detour" to all tops, or no longer: an operator announces a change of routes before making
   * it. False where there is nobody to say it to.
   */
  boolean announceDetour(boolean now) {
    if (dialer == null) {
      return false;
    }
    core.execute(
        _ -> {
          announced = now;
          watched.forEach((top, w) -> tell(top, w, w.watch.announceDetour(now)));
        });
    LOG.info("detour announced by the operator: {}", now ? "on" : "off");
    return true;
  }

  // ---- on event loops

  @Override
  public void notice(String top, int serial, ConeNotice notice) {
    if (asked.put(top, new Asked(serial, notice)) == null) {
      core.execute(_ -> answer(top));
    }
  }

  @Override
  public void lost(String top, String why) {
    asked.remove(top);
    core.execute(
        _ -> {
          Watched w = watched.remove(top);
          if (w != null) {
            w.watch.close();
          }
        });
  }

  // ---- on the core thread

  /** Answers what a top asked last, now or, so that it cannot keep the core busy, a bit later. */
  private void answer(String top) {
    if (!asked.containsKey(top)) {
      return;
    }
    Watched w = watched.computeIfAbsent(top, _ -> new Watched(watch()));
    long start = System.nanoTime();
    if (start - w.restsUntilNanos < 0) {
      somethingWaits = true;
      return;
    }
    Asked question = asked.remove(top);
    if (question == null) {
      return;
    }
    w.serial = question.serial();
    w.watch.notice(question.notice());
    long end = System.nanoTime();
    w.restsUntilNanos = end + Math.min(REST * (end - start), MOST_REST_NANOS);
    // An answer is due even if it is the same.
    w.watch.statement().ifPresent(s -> say(top, w, s));
  }

  private DetourWatch watch() {
    DetourWatch watch = new DetourWatch(core.pipeline().rib(), bestPaths, self);
    watch.peersChanged(core.pipeline().peers());
    watch.ribWhole(whole);
    watch.announceDetour(announced);
    return watch;
  }

  private void renew(String top) {
    Watched before = watched.get(top);
    Watched now = new Watched(watch());
    now.serial = before.serial;
    before.watch.notice().ifPresent(now.watch::notice);
    before.watch.close();
    watched.put(top, now);
    tell(top, now, now.watch.statement());
  }

  /** The RIB has changed; the change after it has not begun. */
  void routesChanged(RibDelta delta) {
    watched.forEach((top, w) -> tell(top, w, w.watch.apply(delta)));
  }

  /** Neighbours, sessions or the time that has passed are others. */
  void sessionsChanged() {
    whole = core.pipeline().rules().isRibWhole(System.nanoTime(), SETTLE_NANOS);
    watched.forEach(
        (top, w) -> {
          tell(top, w, w.watch.peersChanged(core.pipeline().peers()));
          tell(top, w, w.watch.ribWhole(whole));
        });
  }

  /** Says at once that there is a detour, and the rest not too often. */
  private void tell(String top, Watched w, Optional<MemberStatement> statement) {
    statement.ifPresent(
        s -> {
          if (isUrgent(w.told, s) || System.nanoTime() - w.toldAtNanos > PACE_NANOS) {
            say(top, w, s);
          } else {
            w.waits = true;
            somethingWaits = true;
          }
        });
  }

  private static boolean isUrgent(MemberStatement before, MemberStatement now) {
    return before == null || before.detour() == Detour.NONE && now.detour() == Detour.SOME;
  }

  private void say(String top, Watched w, MemberStatement s) {
    w.told = s;
    w.toldAtNanos = System.nanoTime();
    w.waits = false;
    ConeDialer to = dialer;
    if (to != null) {
      to.answer(top, w.serial, s);
    }
  }

  /** Once in a while: time has passed. */
  void look() {
    core.execute(_ -> sessionsChanged());
  }

  /** Often: does what waits. */
  void catchUp() {
    if (somethingWaits) {
      somethingWaits = false;
      core.execute(
          _ -> {
            asked.keySet().forEach(this::answer);
            watched.forEach(this::sayWhatWaits);
          });
    }
  }

  private void sayWhatWaits(String top, Watched w) {
    if (w.waits && System.nanoTime() - w.toldAtNanos > PACE_NANOS) {
      w.watch.statement().ifPresent(s -> say(top, w, s));
    } else {
      somethingWaits |= w.waits;
    }
  }

  @Override
  public void close() {
    if (dialer != null) {
      dialer.close();
      dialer = null;
      core.execute(
          _ -> {
            watched.values().forEach(w -> w.watch.close());
            watched.clear();
          });
    }
  }
}
