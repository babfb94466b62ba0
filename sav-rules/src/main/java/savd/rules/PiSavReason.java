package savd.rules;

import java.util.List;
import java.util.Optional;
import savd.net.Asn;
import savd.net.Prefix;
import savd.relation.Standing;

/** Why a source passes or not where PI-SAV is the method. */
public sealed interface PiSavReason extends Reason {
  /** A member of our customer cone talks to us from there about PI-SAV. */
  record MemberContact(Prefix address, Asn member) implements PiSavReason {
    @Override
    public String kind() {
      return "member-contact";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(address);
    }

    @Override
    public String text() {
      return "AS " + member + " talks to us from " + address + ": that way must stay open";
    }
  }

  /** A member of our customer cone sees an origin outside. */
  record SeenOutside(Prefix seen, Asn member) implements PiSavReason {
    @Override
    public String kind() {
      return "seen-outside";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(seen);
    }

    @Override
    public String text() {
      return "AS " + member + " sees " + seen + " with an origin outside our customer cone";
    }
  }

  /**
   * Blocked on a provider interface by PI-SAV: its origins can be reached only through our customer
   * cone.
   *
   * @param chain how the origin is below us; empty where we originate it
   * @param standing how the origin stands, empty where we originate it
   * @param testimony what the member answered to which it owes that, where it owes it to one
   */
  record Secluded(
      Prefix secluded,
      List<RouteEvidence> routes,
      List<ConeStep> chain,
      Optional<Standing> standing,
      Optional<Testimony> testimony)
      implements PiSavReason {
    public Secluded {
      routes = List.copyOf(routes);
      chain = List.copyOf(chain);
    }

    @Override
    public String kind() {
      return "secluded";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(secluded);
    }

    @Override
    public String text() {
      return words() + (chain.isEmpty() ? "" : ": " + ConeStep.text(chain));
    }

    /** Without the chain. */
    public String words() {
      return standing
          .map(
              s ->
                  secluded
                      + " can be reached through our customer cone only"
                      + s.obstacle()
                          .map(o -> " (" + o + ", but it says that it has no detour)")
                          .orElse(""))
          .orElse(secluded + " is our own");
    }
  }

  /** Nobody in our customer cone originates it, so PI-SAV has nothing to say. */
  record NotFromCone(List<RouteEvidence> routes) implements PiSavReason {
    public NotFromCone {
      routes = List.copyOf(routes);
    }

    @Override
    public String kind() {
      return "not-from-cone";
    }

    @Override
    public Optional<Prefix> prefix() {
      return routes.stream().findFirst().map(RouteEvidence::prefix);
    }

    @Override
    public String text() {
      return "nobody in our customer cone originates it"
          + prefix().map(_ -> ": " + routes.getFirst()).orElse("");
    }
  }

  /**
   * It is for the blocklist, and waits.
   *
   * @param waits what for
   */
  record NotYetBlocked(Prefix waiting, String waits) implements PiSavReason {
    @Override
    public String kind() {
      return "not-yet-blocked";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(waiting);
    }

    @Override
    public String text() {
      return waiting + " will be blocked: " + waits;
    }
  }
}
