package savd.relation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import savd.net.Asn;
import savd.rpki.payload.Aspa;

/**
 * How an AS became a member of a cone.
 *
 * @param through the member above it; empty for a seed
 * @param aspa the member's ASPA, where that names the AS above
 * @param segment else the part of an AS_PATH that shows the link, from the AS above down to the
 *     origin
 */
public record ConeLink(Asn member, Optional<Asn> through, Optional<Aspa> aspa, List<Asn> segment) {
  public ConeLink {
    segment = List.copyOf(segment);
  }

  static ConeLink seed(Asn member) {
    return new ConeLink(member, Optional.empty(), Optional.empty(), List.of());
  }

  /** A few words, such as "ASPA AS5 -> AS3", "path 3 5 7", "neighbor or configured". */
  @Override
  public String toString() {
    if (through.isEmpty()) {
      return "neighbor or configured";
    }
    return aspa.map(a -> "ASPA " + a)
        .orElseGet(
            () -> "path " + segment.stream().map(Asn::toString).collect(Collectors.joining(" ")));
  }
}
