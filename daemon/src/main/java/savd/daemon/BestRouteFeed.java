package savd.daemon;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import savd.bgp.session.Advertiser;
import savd.bgp.session.BgpSpeaker;
import savd.net.AddressFamily;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteChange;
import savd.rib.Decision;
import savd.rib.Rib;
import savd.rib.RibDelta;
import savd.rib.RibView;
import savd.rib.RouteEntry;
import savd.rib.RoutePage;
import savd.rib.RouteQuery;

/**
 * Tells the speaker of the best routes, for neighbours that they are to be passed on to; there are
 * none unless configured (RFC 8212). Whole tables go out in pages, so that the core does other
 * things in between; what changes meanwhile is told behind the page that had it.
 */
final class BestRouteFeed implements Advertiser {
  private static final int PAGE_ROUTES = 1000;

  private final CoreLoop core;
  private final Decision decision;
  private final Supplier<BgpSpeaker> speaker;

  /**
   * @param decision used on the core thread only
   */
  BestRouteFeed(CoreLoop core, Decision decision, Supplier<BgpSpeaker> speaker) {
    this.core = core;
    this.decision = decision;
    this.speaker = speaker;
  }

  @Override
  public void request(PeerId to, AddressFamily family) {
    core.execute(p -> page(p.rib(), to, family, Optional.empty()));
  }

  private void page(Rib rib, PeerId to, AddressFamily family, Optional<Prefix> from) {
    RoutePage page = RouteQuery.all(family).page(rib, decision, from, PAGE_ROUTES);
    List<RouteChange> routes = new ArrayList<>();
    for (RouteEntry r : page.routes()) {
      if (r.best()) {
        routes.add(new RouteChange.Announce(r.peer().id(), r.prefix(), 0, r.attributes(), false));
      }
    }
    speaker.get().advertise(to, family, routes, page.next().isEmpty());
    page.next().ifPresent(_ -> core.execute(p -> page(p.rib(), to, family, page.next())));
  }

  /** Passes on what a change of routes does to the best ones. Core thread. */
  void changed(Rib rib, RibDelta delta) {
    Set<Prefix> seen = new HashSet<>();
    List<RouteChange> changes = new ArrayList<>();
    for (int i = 0; i < delta.size(); i++) {
      AddressFamily family = delta.family(i);
      int id = delta.prefixId(i);
      Prefix prefix = rib.prefixes(family).prefix(id);
      if (!seen.add(prefix)) {
        continue;
      }
      int best = decision.best(rib, family, id);
      if (best == RibView.NONE) {
        changes.add(new RouteChange.Withdraw(new PeerId(delta.peerIndex(i)), prefix, 0));
      } else {
        changes.add(
            new RouteChange.Announce(
                new PeerId(rib.peerIndex(best)),
                prefix,
                0,
                rib.attributes(rib.attributesId(best)),
                false));
      }
    }
    if (!changes.isEmpty()) {
      speaker.get().advertise(changes);
    }
  }
}
