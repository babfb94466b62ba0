package savd.rpki.validation;

import java.util.List;
import java.util.stream.Collectors;
import savd.net.Asn;
import savd.rpki.payload.AspaTable.Authorization;

/**
 * A verdict of ASPA path verification with its reason.
 *
 * @param direction the procedure
 * @param validity the outcome
 * @param cause what decided
 * @param deciding where the cause is {@link Cause#HOPS} and the path not valid: upstream every hop
 *     of the kind that decided, nearest the origin first; downstream the hop that ends the up-ramp,
 *     then the one that ends the down-ramp. Else empty
 */
public record AspaVerdict(
    Direction direction, AspaValidity validity, Cause cause, List<Hop> deciding) {
  public AspaVerdict {
    deciding = List.copyOf(deciding);
  }

  /** What decided. */
  public enum Cause {
    /** The path is empty. */
    EMPTY,
    /** The path has a segment that is not an AS_SEQUENCE. */
    SET,
    /** The leftmost AS is not the neighbour's. */
    NEIGHBOR,
    /** The hops. */
    HOPS
  }

  /** What the data say of one AS as the provider of the AS beside it in the path. */
  public record Hop(Asn customer, Asn provider, Authorization authorization) {
    @Override
    public String toString() {
      return switch (authorization) {
        case NO_ATTESTATION -> "AS" + customer + " has no ASPA (next is AS" + provider + ")";
        case PROVIDER -> "the ASPA of AS" + customer + " names AS" + provider;
        case NOT_PROVIDER -> "the ASPA of AS" + customer + " does not name AS" + provider;
      };
    }
  }

  static AspaVerdict byHops(Direction direction, AspaValidity validity, List<Hop> deciding) {
    return new AspaVerdict(direction, validity, Cause.HOPS, deciding);
  }

  /** The verdict on a route whose leftmost AS is not the neighbour's. */
  public static AspaVerdict otherNeighbor(Direction direction) {
    return new AspaVerdict(direction, AspaValidity.INVALID, Cause.NEIGHBOR, List.of());
  }

  /** One sentence: "invalid: the ASPA of AS64496 does not name AS64511". */
  @Override
  public String toString() {
    String outcome = validity.name().toLowerCase(java.util.Locale.ROOT);
    return switch (cause) {
      case EMPTY -> outcome + ": the path is empty";
      case SET -> outcome + ": the path has a segment that is not a sequence";
      case NEIGHBOR -> outcome + ": the path does not begin with the neighbour's AS";
      case HOPS ->
          deciding.isEmpty()
              ? outcome
              : outcome
                  + ": "
                  + deciding.stream().map(Hop::toString).collect(Collectors.joining(", "));
    };
  }
}
