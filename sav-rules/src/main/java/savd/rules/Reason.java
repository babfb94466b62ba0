package savd.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import savd.net.Asn;
import savd.net.Peer;
import savd.net.Prefix;
import savd.relation.Standing;

/** Why a source passes or not. Values, not text; the text is for people. */
public sealed interface Reason
    permits Reason.NotFiltered,
        Reason.Unsolved,
        Reason.NotReady,
        Reason.ConfiguredException,
        Reason.ConfiguredDenial,
        Reason.SpecialPurposeSource,
        Reason.LearnedHere,
        Reason.LearnedFromCustomer,
        Reason.OriginLinked,
        Reason.ConeMember,
        Reason.RoaOfConeMember,
        Reason.RoaOfLinkedOrigin,
        Reason.ShelteredByCone,
        Reason.Unsheltered,
        Reason.BestPath,
        Reason.InRib,
        Reason.HeldAfterWithdrawal,
        Reason.NotListed,
        Reason.LastWord,
        PiSavReason {
  /** A stable word, such as learned-here. */
  String kind();

  /** A sentence without a full stop. */
  String text();

  /** The prefix that decides, where one does. */
  default Optional<Prefix> prefix() {
    return Optional.empty();
  }

  /** The routes behind it, the weightiest first. */
  default List<RouteEvidence> routes() {
    return List.of();
  }

  /** The interface is not filtered: it has no policy, or is off. */
  record NotFiltered(String why) implements Reason {
    @Override
    public String kind() {
      return "not-filtered";
    }

    @Override
    public String text() {
      return "the interface is not filtered: " + why;
    }
  }

  /** The interface cannot be filtered until a problem is solved. */
  record Unsolved(PolicyProblem problem) implements Reason {
    @Override
    public String kind() {
      return "unsolved-problem";
    }

    @Override
    public String text() {
      return "the interface stays open: " + problem.text();
    }
  }

  /**
   * The sessions that the method reads have not converged.
   *
   * @param waitingFor them
   * @param untilNanos when waiting ends at the latest; {@link Long#MAX_VALUE} when only a session
   *     that comes up can end it
   */
  record NotReady(List<Peer> waitingFor, long untilNanos) implements Reason {
    public NotReady {
      waitingFor = List.copyOf(waitingFor);
    }

    @Override
    public String kind() {
      return "not-ready";
    }

    @Override
    public String text() {
      return "the interface stays open until End-of-RIB of "
          + waitingFor.stream().map(Peer::name).collect(Collectors.joining(", "));
    }
  }

  /** On the interface's allow list. */
  record ConfiguredException(Prefix exception) implements Reason {
    @Override
    public String kind() {
      return "configured-exception";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(exception);
    }

    @Override
    public String text() {
      return exception + " is a configured exception";
    }
  }

  /** On the interface's deny list. */
  record ConfiguredDenial(Prefix denial) implements Reason {
    @Override
    public String kind() {
      return "configured-denial";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(denial);
    }

    @Override
    public String text() {
      return denial + " is denied by configuration";
    }
  }

  /** On the shipped list of special-purpose prefixes. */
  record SpecialPurposeSource(SpecialPurpose.Entry entry) implements Reason {
    @Override
    public String kind() {
      return "special-purpose";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(entry.prefix());
    }

    @Override
    public String text() {
      return entry.prefix()
          + " is "
          + entry.name()
          + " ("
          + entry.reference()
          + "): "
          + entry.why();
    }
  }

  /** Announced on this interface, or on a parallel link of the same neighbour. */
  record LearnedHere(List<RouteEvidence> routes) implements Reason {
    public LearnedHere {
      routes = List.copyOf(routes);
    }

    @Override
    public String kind() {
      return "learned-here";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(routes.getFirst().prefix());
    }

    @Override
    public String text() {
      return "announced here: " + routes.getFirst();
    }
  }

  /** Announced on a customer interface, which algorithm B counts for all of them. */
  record LearnedFromCustomer(List<RouteEvidence> routes) implements Reason {
    public LearnedFromCustomer {
      routes = List.copyOf(routes);
    }

    @Override
    public String kind() {
      return "learned-from-customer";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(routes.getFirst().prefix());
    }

    @Override
    public String text() {
      return "announced by a customer: " + routes.getFirst();
    }
  }

  /**
   * Has an origin AS of which something else was announced here (algorithm A) or by a customer
   * (algorithm B).
   *
   * @param linking the route that shows the origin there
   * @param route the route of the prefix with that origin
   */
  record OriginLinked(Asn origin, RouteEvidence linking, RouteEvidence route) implements Reason {
    @Override
    public String kind() {
      return "origin-linked";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(route.prefix());
    }

    @Override
    public List<RouteEvidence> routes() {
      return List.of(route, linking);
    }

    @Override
    public String text() {
      return "AS " + origin + " originates " + route + ", and " + linking;
    }
  }

  /**
   * The origin of a route is below the neighbour (BAR-SAV).
   *
   * @param route which the origin announces, wherever it was received
   * @param chain from the origin up to the neighbour or an AS configured beside it
   */
  record ConeMember(Asn member, RouteEvidence route, List<ConeStep> chain) implements Reason {
    public ConeMember {
      chain = List.copyOf(chain);
    }

    @Override
    public String kind() {
      return "cone-member";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(route.prefix());
    }

    @Override
    public List<RouteEvidence> routes() {
      return List.of(route);
    }

    @Override
    public String text() {
      return "originated below the neighbor: " + route + "; " + ConeStep.text(chain);
    }
  }

  /**
   * A ROA names an AS that is below the neighbour (BAR-SAV).
   *
   * @param chain from that AS up to the neighbour or an AS configured beside it
   */
  record RoaOfConeMember(Roa roa, List<ConeStep> chain) implements Reason {
    public RoaOfConeMember {
      chain = List.copyOf(chain);
    }

    @Override
    public String kind() {
      return "roa-of-cone-member";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(roa.vrp().prefix());
    }

    @Override
    public String text() {
      return "ROA " + roa + "; " + ConeStep.text(chain);
    }
  }

  /**
   * A ROA names an origin AS of which something was announced here or by a customer (RFC 8704,
   * section 3.5).
   *
   * @param linking the route that shows the origin there
   */
  record RoaOfLinkedOrigin(Roa roa, RouteEvidence linking) implements Reason {
    @Override
    public String kind() {
      return "roa-of-linked-origin";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(roa.vrp().prefix());
    }

    @Override
    public List<RouteEvidence> routes() {
      return List.of(linking);
    }

    @Override
    public String text() {
      return "ROA " + roa + ", and " + linking;
    }
  }

  /**
   * Blocked on a provider interface: the ASes that originate it have, by their ASPAs and those of
   * all ASes above them, no way to the Internet but through our customers.
   *
   * @param roa a ROA of one of them for exactly this prefix, where there is one
   * @param chain from one of them up to a customer
   */
  record ShelteredByCone(
      Prefix sheltered, List<RouteEvidence> routes, Optional<Roa> roa, List<ConeStep> chain)
      implements Reason {
    public ShelteredByCone {
      routes = List.copyOf(routes);
      chain = List.copyOf(chain);
    }

    @Override
    public String kind() {
      return "sheltered-by-cone";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(sheltered);
    }

    @Override
    public String text() {
      return sheltered
          + " can be reached through our customers only: "
          + ConeStep.text(chain)
          + roa.map(r -> "; ROA " + r).orElse("");
    }
  }

  /**
   * Passes on a provider interface though our customers originate it.
   *
   * @param obstacle what keeps it from being blocked
   * @param standing how its origin stands with PI-SAV, where that is a member that may be reached
   *     from outside
   * @param testimony what that member, or the one above it that is to blame, has answered
   */
  record Unsheltered(
      Prefix open,
      List<RouteEvidence> routes,
      String obstacle,
      Optional<Standing> standing,
      Optional<Testimony> testimony)
      implements Reason {
    public Unsheltered {
      routes = List.copyOf(routes);
    }

    @Override
    public String kind() {
      return "unsheltered";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(open);
    }

    @Override
    public String text() {
      return open + " may come from outside too: " + obstacle;
    }
  }

  /** The best route leads back over the interface. */
  record BestPath(List<RouteEvidence> routes) implements Reason {
    public BestPath {
      routes = List.copyOf(routes);
    }

    @Override
    public String kind() {
      return "best-path";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(routes.getFirst().prefix());
    }

    @Override
    public String text() {
      return "the best route leads back here: " + routes.getFirst();
    }
  }

  /** Some route exists, whichever. */
  record InRib(List<RouteEvidence> routes) implements Reason {
    public InRib {
      routes = List.copyOf(routes);
    }

    @Override
    public String kind() {
      return "in-rib";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(routes.getFirst().prefix());
    }

    @Override
    public String text() {
      return "a route exists: " + routes.getFirst();
    }
  }

  /**
   * What put it on the list is gone; the hold has not run out.
   *
   * @param untilNanos when it has, on the clock of the events
   */
  record HeldAfterWithdrawal(Prefix held, long untilNanos) implements Reason {
    @Override
    public String kind() {
      return "held-after-withdrawal";
    }

    @Override
    public Optional<Prefix> prefix() {
      return Optional.of(held);
    }

    @Override
    public String text() {
      return held + " was on the list and is kept for the hold";
    }
  }

  /**
   * On no list.
   *
   * @param candidates routes that cover the source and why each was not enough
   * @param roas ROAs that cover it, where the method looks at ROAs; none names an AS that counts
   */
  record NotListed(List<Candidate> candidates, List<Roa> roas) implements Reason {
    public NotListed {
      candidates = List.copyOf(candidates);
      roas = List.copyOf(roas);
    }

    @Override
    public String kind() {
      return "not-listed";
    }

    @Override
    public List<RouteEvidence> routes() {
      return candidates.stream().map(Candidate::route).toList();
    }

    @Override
    public String text() {
      String byRoute =
          candidates.isEmpty() ? "no route covers the source" : candidates.getFirst().text();
      return roas.isEmpty()
          ? byRoute
          : byRoute + "; ROA " + roas.getFirst() + " is not for an AS that counts here";
    }
  }

  /** On no list of an access list, whose last word this is. */
  record LastWord(SavMethod.Acl method, Explanation.Verdict verdict) implements Reason {
    @Override
    public String kind() {
      return "last-word";
    }

    @Override
    public String text() {
      return switch (verdict) {
        case PERMIT -> "the access list permits what it does not name";
        case BLOCK -> "the access list blocks what it does not name";
      };
    }
  }
}
