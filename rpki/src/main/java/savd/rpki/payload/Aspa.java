package savd.rpki.payload;

import java.util.List;
import java.util.stream.Collectors;
import savd.net.Asn;

/**
 * A validated ASPA payload: all providers of a customer AS (draft-ietf-sidrops-aspa-profile).
 *
 * @param customer not AS 0
 * @param providers at least one, ascending, without the customer; AS 0 only alone, and then there
 *     are none
 */
public record Aspa(Asn customer, List<Asn> providers) {
  public Aspa {
    providers = List.copyOf(providers);
    if (customer.value() == 0) {
      throw new IllegalArgumentException("an ASPA of AS0");
    }
    if (providers.isEmpty()) {
      throw new IllegalArgumentException("the ASPA of AS" + customer + " names no provider");
    }
    for (int i = 0; i < providers.size(); i++) {
      Asn p = providers.get(i);
      if (p.equals(customer)) {
        throw new IllegalArgumentException("AS" + customer + " is its own provider");
      }
      if (p.value() == 0 && providers.size() > 1) {
        throw new IllegalArgumentException("AS0 beside other providers of AS" + customer);
      }
      if (i > 0 && providers.get(i - 1).compareTo(p) >= 0) {
        throw new IllegalArgumentException("providers of AS" + customer + " are not ascending");
      }
    }
  }

  /** "AS64496 -> AS64497 AS64498". */
  @Override
  public String toString() {
    return "AS"
        + customer
        + " -> "
        + providers.stream().map(p -> "AS" + p).collect(Collectors.joining(" "));
  }
}
