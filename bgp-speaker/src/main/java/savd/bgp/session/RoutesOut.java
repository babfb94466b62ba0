package savd.bgp.session;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.bgp.fsm.SessionAction.Occasion;
import savd.net.AddressFamily;
import savd.net.PeerId;
import savd.net.RouteChange;

/**
 * The routes one session's neighbour is told: those we originate, and where configured the best
 * routes of others. A family's advertisement is over when both have been told.
 */
final class RoutesOut {
  private final PeerId to;
  private final Surroundings surroundings;
  private final Announcer announcer;
  private final Optional<AdjRibOut> adjRibOut;

  /** Families for which the {@link Advertiser} has not told everything yet. */
  private final Map<AddressFamily, Occasion> unfinished = new EnumMap<>(AddressFamily.class);

  /**
   * @param adjRibOut where routes of others are passed on
   */
  RoutesOut(
      PeerId to, Surroundings surroundings, Announcer announcer, Optional<AdjRibOut> adjRibOut) {
    this.to = to;
    this.surroundings = surroundings;
    this.announcer = announcer;
    this.adjRibOut = adjRibOut;
  }

  /** Tells all routes of a family. */
  void advertise(Origination own, AddressFamily family, Occasion occasion) {
    announcer.begin(own, family, occasion);
    if (adjRibOut.isEmpty()) {
      announcer.end(family, occasion);
    } else {
      unfinished.put(family, occasion);
      surroundings.advertiser().orElseThrow().request(to, family);
    }
  }

  /** We originate other routes than before. */
  void replace(Origination before, Origination after) {
    announcer.replace(before, after);
  }

  /** Passes changes of the best routes on. */
  void passOn(List<RouteChange> changes) {
    adjRibOut.ifPresent(
        out -> {
          changes.forEach(c -> out.change(c, surroundings.peer(c.peer())));
          out.flush();
        });
  }

  /** Passes a part of the answer to {@link Advertiser#request} on. */
  void passOn(AddressFamily family, List<RouteChange> part, boolean last) {
    passOn(part);
    Occasion occasion = last ? unfinished.remove(family) : null;
    if (occasion != null) {
      adjRibOut.ifPresent(out -> out.afterwards(() -> announcer.end(family, occasion)));
    }
  }

  /** The neighbour takes octets again. */
  void flush() {
    adjRibOut.ifPresent(AdjRibOut::flush);
  }
}
