package savd.rpki.slurm;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.Vrp;

/** A filter or an assertion, with its place. */
public sealed interface SlurmEntry {
  SlurmPlace place();

  /**
   * Drops VRPs (RFC 8416, section 3.3.1).
   *
   * @param prefix drops those it equals or covers
   * @param asn drops those of this origin; with a prefix, both must hold; at least one is there
   */
  record PrefixFilter(Optional<Prefix> prefix, Optional<Asn> asn, SlurmPlace place)
      implements SlurmEntry {
    public boolean matches(Vrp vrp) {
      return prefix.map(p -> p.covers(vrp.prefix())).orElse(true)
          && asn.map(a -> a.equals(vrp.asn())).orElse(true);
    }

    @Override
    public String toString() {
      return (prefix.map(Prefix::toString).orElse("") + asn.map(a -> " AS" + a).orElse("")).trim();
    }
  }

  /**
   * Drops router keys (section 3.3.2).
   *
   * @param asn drops those of this AS
   * @param ski drops those with this identifier, 20 octets; with an AS, both must hold
   */
  record BgpsecFilter(Optional<Asn> asn, Optional<byte[]> ski, SlurmPlace place)
      implements SlurmEntry {
    public boolean matches(RouterKey key) {
      return asn.map(a -> a.equals(key.asn())).orElse(true)
          && ski.map(s -> Arrays.equals(s, key.ski())).orElse(true);
    }

    @Override
    public String toString() {
      return (asn.map(a -> "AS" + a).orElse("")
              + ski.map(s -> " " + HexFormat.of().withUpperCase().formatHex(s)).orElse(""))
          .trim();
    }
  }

  /** Drops whatever ASPA a customer has (draft-ietf-sidrops-aspa-slurm-04, section 3). */
  record AspaFilter(Asn customer, SlurmPlace place) implements SlurmEntry {
    @Override
    public String toString() {
      return "AS" + customer;
    }
  }

  /** Adds a VRP (RFC 8416, section 3.4.1). */
  record PrefixAssertion(Vrp vrp, SlurmPlace place) implements SlurmEntry {
    @Override
    public String toString() {
      return vrp.toString();
    }
  }

  /** Adds a router key (section 3.4.2). */
  record BgpsecAssertion(RouterKey key, SlurmPlace place) implements SlurmEntry {
    @Override
    public String toString() {
      return key.toString();
    }
  }

  /** Adds providers to what a customer has (draft-ietf-sidrops-aspa-slurm-04, section 4). */
  record AspaAssertion(Aspa aspa, SlurmPlace place) implements SlurmEntry {
    @Override
    public String toString() {
      return aspa.toString();
    }
  }
}
