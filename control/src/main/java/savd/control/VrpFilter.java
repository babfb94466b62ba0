package savd.control;

import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;

/**
 * Which VRPs are asked for; a VRP must fit every part that is present.
 *
 * @param family either when empty
 * @param prefix one prefix, more-specifics or less-specifics of it by {@code match}
 * @param match {@link RouteFilter.Match#EXACT} when there is no prefix
 * @param asn the origin
 */
public record VrpFilter(
    Optional<AddressFamily> family,
    Optional<Prefix> prefix,
    RouteFilter.Match match,
    Optional<Asn> asn) {
  public static final VrpFilter ALL =
      new VrpFilter(Optional.empty(), Optional.empty(), RouteFilter.Match.EXACT, Optional.empty());
}
