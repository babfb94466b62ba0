package savd.daemon;

import java.util.List;
import java.util.Optional;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;
import savd.rpki.slurm.Slurm;
import savd.rpki.slurm.SlurmEntry;
import savd.rules.RpkiProvenance;

/** Names the local exception behind a VRP or an ASPA that an explanation rests on. */
final class SlurmProvenance implements RpkiProvenance {
  private volatile Slurm slurm = Slurm.NONE;

  /** These are in force now; any thread. */
  void explainWith(Slurm exceptions) {
    slurm = exceptions;
  }

  @Override
  public Optional<String> of(Vrp vrp) {
    return slurm.adding(vrp).map(SlurmProvenance::asserted);
  }

  @Override
  public Optional<String> of(Aspa aspa) {
    List<SlurmEntry.AspaAssertion> all = slurm.adding(aspa.customer());
    return all.stream().map(SlurmProvenance::asserted).reduce((a, b) -> a + " and " + b);
  }

  private static String asserted(SlurmEntry entry) {
    return "asserted in " + entry.place();
  }
}
