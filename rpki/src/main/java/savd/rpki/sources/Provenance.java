package savd.rpki.sources;

import java.util.List;
import java.util.Optional;
import savd.net.Asn;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.Vrp;
import savd.rpki.slurm.SlurmEntry.AspaAssertion;
import savd.rpki.slurm.SlurmEntry.AspaFilter;
import savd.rpki.slurm.SlurmEntry.BgpsecAssertion;
import savd.rpki.slurm.SlurmEntry.BgpsecFilter;
import savd.rpki.slurm.SlurmEntry.PrefixAssertion;
import savd.rpki.slurm.SlurmEntry.PrefixFilter;

/** Where a piece of data comes from, or why it is not in force. */
public sealed interface Provenance {
  /** The names of the sources that say it, files first. */
  List<String> sources();

  /** Whether it is in force. */
  boolean inForce();

  /**
   * Of a VRP.
   *
   * @param droppedBy the filter that drops it as the sources say it
   * @param addedBy the assertion that adds it
   */
  record OfVrp(
      Vrp vrp,
      boolean inForce,
      List<String> sources,
      Optional<PrefixFilter> droppedBy,
      Optional<PrefixAssertion> addedBy)
      implements Provenance {}

  /**
   * Of all that is known of a customer.
   *
   * @param aspa what is in force
   * @param saidBySources for each of the sources, what it says
   * @param droppedBy the filter that drops what sources say
   * @param addedBy assertions that add providers
   */
  record OfAspa(
      Asn customer,
      Optional<Aspa> aspa,
      List<String> sources,
      List<Aspa> saidBySources,
      Optional<AspaFilter> droppedBy,
      List<AspaAssertion> addedBy)
      implements Provenance {
    @Override
    public boolean inForce() {
      return aspa.isPresent();
    }
  }

  /** Of a router key. */
  record OfRouterKey(
      RouterKey key,
      boolean inForce,
      List<String> sources,
      Optional<BgpsecFilter> droppedBy,
      Optional<BgpsecAssertion> addedBy)
      implements Provenance {}
}
