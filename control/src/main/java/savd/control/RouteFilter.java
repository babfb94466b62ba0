package savd.control;

import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IngressInterface;
import savd.net.Prefix;

/**
 * Which routes are asked for; what is empty does not restrict.
 *
 * @param neighbor by its name
 * @param prefix together with {@code match}
 * @param origin the origin AS
 * @param ingress routes of neighbours on this interface
 * @param rov routes with this outcome of origin validation
 * @param aspa routes with this outcome of ASPA verification; those it does not apply to fit none
 */
public record RouteFilter(
    Optional<AddressFamily> family,
    Optional<String> neighbor,
    Optional<Prefix> prefix,
    Match match,
    Optional<Asn> origin,
    Optional<IngressInterface> ingress,
    Optional<OriginVerdict> rov,
    Optional<PathVerdict> aspa) {
  public static final RouteFilter ALL =
      new RouteFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Match.EXACT,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** How a route's prefix and the one asked for must stand to each other. */
  public enum Match {
    EXACT,
    /** The prefix and its more-specifics. */
    LONGER,
    /** The prefix and its less-specifics. */
    COVERING
  }
}
