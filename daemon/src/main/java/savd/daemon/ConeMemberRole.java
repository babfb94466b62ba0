package savd.daemon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

  private final CoreLoop core;
  private final BestPaths bestPaths;
  private ConeDialer dialer;

  // All of these belong to the core thread.
  private final Map<String, Watched> watched = new LinkedHashMap<>();
  private MemberSelf self;
  private boolean announced;
  private boolean whole;

  /** What one top asked. */
  private static final class Watched {
    private final DetourWatch watch;
    private int serial;

    private Watched(DetourWatch watch) {
      this.watch = watch;
    }
  }

  ConeMemberRole(CoreLoop core, BestPaths bestPaths) {
    this.core = core;
    this.bestPaths = bestPaths;
  }

  // ---- on the service's thread

  /** Talks with the tops that are configured. */
  void configure(SavdConfig config, KeyBindings keys) {
    if (dialer == null && config.tops().isEmpty()) {
      return;
    }
    MemberSelf next =
        new MemberSelf(
            config.router().asn(),
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
                    new DialerConfig(
                        identity, config.tops().stream().map(t -> top(config, t)).toList())));
  }

  private static DialerConfig.Top top(SavdConfig config, TopSection t) {
    return new DialerConfig.Top(
        t.name(),
        PiSavService.socket(t.address(), t.port()),
        t.localAddress().map(a -> PiSavService.socket(a, 0)),
        MemberSettings.of(config.router().asn(), config.router().id().bits(), t.asn()));
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
    core.execute(
        _ -> {
          Watched w = watched.computeIfAbsent(top, _ -> new Watched(watch()));
          w.serial = serial;
          w.watch.notice(notice);
          // An answer is due even if it is the same.
          tell(top, w, w.watch.statement());
        });
  }

  @Override
  public void lost(String top, String why) {
    core.execute(
        _ -> {
          Watched w = watched.remove(top);
          if (w != null) {
            w.watch.close();
          }
        });
  }

  // ---- on the core thread

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

  private void tell(String top, Watched w, Optional<MemberStatement> statement) {
    statement.ifPresent(s -> dialer.answer(top, w.serial, s));
  }

  @Override
  public void close() {
    if (dialer != null) {
      dialer.close();
    }
  }
}
