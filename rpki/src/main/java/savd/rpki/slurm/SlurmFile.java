package savd.rpki.slurm;

import java.util.List;
import savd.rpki.slurm.SlurmEntry.AspaAssertion;
import savd.rpki.slurm.SlurmEntry.AspaFilter;
import savd.rpki.slurm.SlurmEntry.BgpsecAssertion;
import savd.rpki.slurm.SlurmEntry.BgpsecFilter;
import savd.rpki.slurm.SlurmEntry.PrefixAssertion;
import savd.rpki.slurm.SlurmEntry.PrefixFilter;

/**
 * One SLURM file without a fault.
 *
 * @param name as it was named to us
 * @param version 1 or 2
 */
public record SlurmFile(
    String name,
    int version,
    List<PrefixFilter> prefixFilters,
    List<BgpsecFilter> bgpsecFilters,
    List<AspaFilter> aspaFilters,
    List<PrefixAssertion> prefixAssertions,
    List<BgpsecAssertion> bgpsecAssertions,
    List<AspaAssertion> aspaAssertions) {
  public SlurmFile {
    prefixFilters = List.copyOf(prefixFilters);
    bgpsecFilters = List.copyOf(bgpsecFilters);
    aspaFilters = List.copyOf(aspaFilters);
    prefixAssertions = List.copyOf(prefixAssertions);
    bgpsecAssertions = List.copyOf(bgpsecAssertions);
    aspaAssertions = List.copyOf(aspaAssertions);
  }

  public int filterCount() {
    return prefixFilters.size() + bgpsecFilters.size() + aspaFilters.size();
  }

  public int assertionCount() {
    return prefixAssertions.size() + bgpsecAssertions.size() + aspaAssertions.size();
  }
}
