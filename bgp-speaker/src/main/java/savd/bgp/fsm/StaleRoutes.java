package savd.bgp.fsm;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import savd.bgp.message.Capability;
import savd.net.AddressFamily;

/**
 * What becomes of a neighbour's routes when its session ends, comes back or is refreshed: the
 * receiving speaker of RFC 4724, section 4.2, with RFC 8538, and the receiver of RFC 7313, section
 * 4.
 *
 * <p>The document says: keep the routes of the families the neighbour listed, mark them stale, drop
 * them when it does not return within its restart time, when it returns without the family or
 * without its forwarding state, or when it has sent all it has. We do the same, bound both waits,
 * and end every wait with the loss of what is still stale.
 */
final class StaleRoutes {
  private static final int UNICAST = 1;

  private final Set<AddressFamily> stale = EnumSet.noneOf(AddressFamily.class);
  private final Set<AddressFamily> refreshing = EnumSet.noneOf(AddressFamily.class);

  boolean isEmpty() {
    return stale.isEmpty();
  }

  /** The session is over. */
  void lost(
      NegotiatedSession session,
      SessionEnd end,
      Optional<SessionConfig.GracefulRestartConfig> config,
      List<SessionAction> out) {
    refreshing.clear();
    out.add(new SessionAction.Cancel(SessionTimer.REFRESH));
    out.add(new SessionAction.Cancel(SessionTimer.STALE_PATHS));
    Set<AddressFamily> kept = kept(session, end, config);
    if (kept.isEmpty()) {
      forget(out);
      return;
    }
    for (AddressFamily f : session.parameters().families()) {
      // A second restart before the first was over: what is stale already is dropped (section 4.2).
      if (stale.contains(f)) {
        out.add(new SessionAction.SweepStale(f));
      }
      out.add(new SessionAction.MarkStale(f));
      if (!kept.contains(f)) {
        out.add(new SessionAction.SweepStale(f));
      }
    }
    stale.clear();
    stale.addAll(kept);
    int announced = session.gracefulRestart().orElseThrow().restartTimeSeconds();
    int wait = Math.min(announced, config.orElseThrow().maxRestartSeconds());
    out.add(new SessionAction.Arm(SessionTimer.RESTART, TimeUnit.SECONDS.toNanos(wait)));
  }

  private static Set<AddressFamily> kept(
      NegotiatedSession session,
      SessionEnd end,
      Optional<SessionConfig.GracefulRestartConfig> config) {
    Set<AddressFamily> kept = EnumSet.noneOf(AddressFamily.class);
    boolean restart =
        switch (end) {
          case SessionEnd.ConnectionLost _ -> true;
          case SessionEnd.NotificationReceived n ->
              session.notificationRestarts() && !n.notification().isHardReset();
          case SessionEnd.NotificationSent n ->
              session.notificationRestarts() && !n.notification().isHardReset();
        };
    if (!restart || config.isEmpty() || session.gracefulRestart().isEmpty()) {
      return kept;
    }
    Capability.GracefulRestart capability = session.gracefulRestart().get();
    if (Math.min(capability.restartTimeSeconds(), config.get().maxRestartSeconds()) == 0) {
      return kept;
    }
    for (AddressFamily f : session.parameters().families()) {
      if (entry(capability, f).isPresent()) {
        kept.add(f);
      }
    }
    return kept;
  }

  private static Optional<Capability.GracefulRestart.Entry> entry(
      Capability.GracefulRestart capability, AddressFamily f) {
    return capability.entries().stream()
        .filter(e -> e.afi() == f.afi() && e.safi() == UNICAST)
        .findFirst();
  }

  /** The neighbour is back. */
  void returned(
      NegotiatedSession session,
      Optional<SessionConfig.GracefulRestartConfig> config,
      List<SessionAction> out) {
    out.add(new SessionAction.Cancel(SessionTimer.RESTART));
    for (AddressFamily f : List.copyOf(stale)) {
      boolean preserved =
          session.parameters().families().contains(f)
              && session
                  .gracefulRestart()
                  .flatMap(g -> entry(g, f))
                  .filter(Capability.GracefulRestart.Entry::forwardingPreserved)
                  .isPresent();
      if (!preserved) {
        stale.remove(f);
        out.add(new SessionAction.SweepStale(f));
      }
    }
    if (!stale.isEmpty()) {
      int seconds = config.orElse(SessionConfig.GracefulRestartConfig.DEFAULT).stalePathSeconds();
      out.add(new SessionAction.Arm(SessionTimer.STALE_PATHS, TimeUnit.SECONDS.toNanos(seconds)));
    }
  }

  /** End-of-RIB: the marker itself drops what is stale. */
  void complete(AddressFamily family, List<SessionAction> out) {
    if (stale.remove(family) && stale.isEmpty()) {
      out.add(new SessionAction.Cancel(SessionTimer.STALE_PATHS));
    }
  }

  /** The stale path timer ran out. */
  void sweep(List<SessionAction> out) {
    stale.forEach(f -> out.add(new SessionAction.SweepStale(f)));
    stale.clear();
  }

  /** No route of the neighbour is kept any longer. */
  void forget(List<SessionAction> out) {
    stale.clear();
    out.add(new SessionAction.Cancel(SessionTimer.RESTART));
    out.add(new SessionAction.LoseRoutes());
  }

  /** BoRR: what is not announced again until EoRR is gone (RFC 7313). */
  void refreshBegins(
      AddressFamily family,
      Optional<SessionConfig.GracefulRestartConfig> config,
      List<SessionAction> out) {
    refreshing.add(family);
    int seconds = config.orElse(SessionConfig.GracefulRestartConfig.DEFAULT).stalePathSeconds();
    out.add(new SessionAction.MarkStale(family));
    out.add(new SessionAction.Arm(SessionTimer.REFRESH, TimeUnit.SECONDS.toNanos(seconds)));
  }

  /** EoRR; one without BoRR before it means nothing. */
  void refreshEnds(AddressFamily family, List<SessionAction> out) {
    if (!refreshing.remove(family)) {
      out.add(new SessionAction.Report("end of route refresh without its beginning, " + family));
      return;
    }
    out.add(new SessionAction.SweepStale(family));
    if (refreshing.isEmpty()) {
      out.add(new SessionAction.Cancel(SessionTimer.REFRESH));
    }
  }

  /** A refresh that never ended. */
  void refreshExpired(List<SessionAction> out) {
    for (AddressFamily f : refreshing) {
      out.add(new SessionAction.Report("no end of route refresh in time, " + f));
      out.add(new SessionAction.SweepStale(f));
    }
    refreshing.clear();
  }
}
