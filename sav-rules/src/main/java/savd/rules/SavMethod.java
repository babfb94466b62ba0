package savd.rules;

/**
 * How the permitted sources of an interface are found.
 *
 * <p>New methods are new members here; each says in its own words which routes it reads, and {@code
 * MethodChoice} maps it to a list.
 */
public sealed interface SavMethod {
  /** The word that names the method in the configuration and in every answer. */
  String word();

  /** True where the method cannot do its work without RPKI data. */
  default boolean needsRpki(RoaUse roas) {
    return false;
  }

  /**
   * Access list (RFC 2827; RFC 3704, section 2.1): the configured exceptions and denials alone
   * decide, no route is read.
   *
   * @param otherwise what happens to a source that is on neither
   */
  record Acl(Otherwise otherwise) implements SavMethod {
    @Override
    public String word() {
      return "acl";
    }
  }

  /** The last word of an access list. */
  enum Otherwise {
    /** {@link #BLOCK} towards customers and route server clients, {@link #PERMIT} elsewhere. */
    BY_ROLE,
    BLOCK,
    PERMIT
  }

  /**
   * Strict uRPF (RFC 3704, section 2.2): the longest prefix in the Loc-RIB that covers the source
   * must lead back over the interface; with equal-cost paths, one of them must. The default route
   * takes part like any other.
   */
  record StrictUrpf() implements SavMethod {
    @Override
    public String word() {
      return "strict";
    }
  }

  /**
   * Loose uRPF (RFC 3704, section 2.4): any route covers the source. With a default route that is
   * every source; {@link SavRules#problems} says so.
   */
  record LooseUrpf() implements SavMethod {
    @Override
    public String word() {
      return "loose";
    }
  }

  /** Loose uRPF ignoring the default route (RFC 3704, section 2.5). */
  record LooseIgnoringDefaultUrpf() implements SavMethod {
    @Override
    public String word() {
      return "loose-ignoring-default";
    }
  }

  /**
   * Feasible-path uRPF (RFC 3704, section 2.3): a prefix announced on the interface, best or not,
   * covers the source. Neighbours of one AS on parallel links share. The default route is left out.
   */
  record FeasiblePathUrpf() implements SavMethod {
    @Override
    public String word() {
      return "feasible";
    }
  }

  /**
   * VRF uRPF (problem statement, section 3): a prefix in the VRF table of a neighbour on the
   * interface covers the source. A neighbour without configured VRF has a table of its own. The
   * default route is left out.
   */
  record VrfUrpf() implements SavMethod {
    @Override
    public String word() {
      return "vrf";
    }
  }

  /**
   * Enhanced feasible-path uRPF, algorithm A (RFC 8704, section 3.1): what was received on the
   * interface, and for every origin AS seen there all prefixes of that origin, wherever received.
   *
   * @param reach whether lateral peers may use it too
   */
  record EfpUrpfA(Reach reach) implements SavMethod {
    @Override
    public String word() {
      return reach == Reach.CUSTOMERS ? "efp-a" : "efp-a-peers";
    }

    @Override
    public boolean needsRpki(RoaUse roas) {
      return roas == RoaUse.AUGMENT;
    }
  }

  /** Where algorithm A applies. */
  enum Reach {
    CUSTOMERS,
    /** The extension of RFC 8704 to lateral peer interfaces. */
    CUSTOMERS_AND_PEERS
  }

  /**
   * Enhanced feasible-path uRPF, algorithm B (RFC 8704, section 3.4): what was received on any
   * customer interface, and for every origin AS seen there all prefixes of that origin; one list
   * for all customer interfaces.
   */
  record EfpUrpfB() implements SavMethod {
    @Override
    public String word() {
      return "efp-b";
    }

    @Override
    public boolean needsRpki(RoaUse roas) {
      return roas == RoaUse.AUGMENT;
    }
  }

  /**
   * BAR-SAV (draft-ietf-sidrops-bar-sav), towards customers, route server clients and lateral
   * peers: the prefixes that the ASes below the neighbour originate by a route or may originate by
   * a ROA. Who is below is found from ASPAs and AS_PATHs jointly.
   */
  record BarSav() implements SavMethod {
    @Override
    public String word() {
      return "bar-sav";
    }

    @Override
    public boolean needsRpki(RoaUse roas) {
      return true;
    }
  }

  /**
   * Procedure X of BAR-SAV: ASPAs and ROAs alone, no route is read. It is right only where all ASes
   * below the neighbour have both.
   */
  record BarSavX() implements SavMethod {
    @Override
    public String word() {
      return "bar-sav-x";
    }

    @Override
    public boolean needsRpki(RoaUse roas) {
      return true;
    }
  }

  /**
   * BAR-SAV towards providers and route servers: loose uRPF ignoring the default route, without the
   * prefixes of ASes in our customer cone that, by their ASPAs, can be reached only through it.
   */
  record BarSavPi() implements SavMethod {
    @Override
    public String word() {
      return "bar-sav-pi";
    }

    @Override
    public boolean needsRpki(RoaUse roas) {
      return true;
    }
  }

  /**
   * PI-SAV towards providers (draft-huang-savnet-pi-sav-for-cc): blocks what the standalone CC or
   * standalone+ CC originates, and nothing else. Which members are in it says {@link
   * SavPolicy#piSav}.
   */
  record PiSav() implements SavMethod {
    @Override
    public String word() {
      return "pi-sav";
    }

    @Override
    public boolean needsRpki(RoaUse roas) {
      return true;
    }
  }

  /** The same combined with loose uRPF ignoring the default route. */
  record PiSavLoose() implements SavMethod {
    @Override
    public String word() {
      return "pi-sav-loose";
    }

    @Override
    public boolean needsRpki(RoaUse roas) {
      return true;
    }
  }

  /**
   * What RFC 8704, section 3.7, recommends for the role: algorithm B towards customers and route
   * server clients, loose towards peers, providers and route servers. The section also recommends
   * strict for a single-homed stub; that a customer is one only its operator knows, so it is never
   * assumed.
   */
  record Auto() implements SavMethod {
    @Override
    public String word() {
      return "auto";
    }
  }

  /** No filtering at all. */
  record Off() implements SavMethod {
    @Override
    public String word() {
      return "off";
    }
  }
}
