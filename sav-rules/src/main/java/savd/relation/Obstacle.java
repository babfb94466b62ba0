package savd.relation;

import java.util.Set;
import java.util.stream.Collectors;
import savd.net.Asn;

/** Why packets of a member of a cone may honestly come from outside it. */
public sealed interface Obstacle {
  /** A stable word, such as no-provider-information. */
  String kind();

  /** The member. */
  Asn asn();

  /** Nobody says who its providers are. */
  record NoProviderInformation(Asn asn) implements Obstacle {
    @Override
    public String kind() {
      return "no-provider-information";
    }

    @Override
    public String toString() {
      return "AS " + asn + " has no ASPA, and nothing else says who its providers are";
    }
  }

  /** It has a provider outside; AS 0 stands for an ASPA that names none. */
  record ProviderOutside(Asn asn, Asn provider) implements Obstacle {
    @Override
    public String kind() {
      return "provider-outside";
    }

    @Override
    public String toString() {
      return provider.value() == 0
          ? "the ASPA of AS " + asn + " says that it has no provider at all"
          : "AS " + asn + " has the provider AS " + provider + " outside the cone";
    }
  }

  /** A path in an Adj-RIB-In has an AS from outside before it. */
  record SeenBehind(Asn asn, Asn neighbor) implements Obstacle {
    @Override
    public String kind() {
      return "neighbor-outside";
    }

    @Override
    public String toString() {
      return "a path shows AS " + asn + " behind AS " + neighbor + ", which is outside the cone";
    }
  }

  /** It says so itself. */
  record SaysProviderOutside(Asn asn) implements Obstacle {
    @Override
    public String kind() {
      return "says-provider-outside";
    }

    @Override
    public String toString() {
      return "AS " + asn + " says that it has a provider outside the cone";
    }
  }

  /** It says that it reaches members of the cone by a way outside. */
  record SaysDetour(Asn asn, Set<Asn> origins) implements Obstacle {
    @Override
    public String kind() {
      return "says-detour";
    }

    @Override
    public String toString() {
      return "AS "
          + asn
          + " says that it goes a way outside the cone"
          + (origins.isEmpty()
              ? ""
              : " to AS "
                  + origins.stream()
                      .limit(8)
                      .map(Asn::toString)
                      .collect(Collectors.joining(", AS ")));
    }
  }
}
