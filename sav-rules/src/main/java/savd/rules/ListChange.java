package savd.rules;

import java.util.List;
import savd.net.AddressFamily;

/** What changed in one family of one list: statements in the order to apply. */
public record ListChange(ListId list, AddressFamily family, List<CoverageChange> coverage) {
  public ListChange {
    coverage = List.copyOf(coverage);
  }
}
