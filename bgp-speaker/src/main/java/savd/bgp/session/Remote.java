package savd.bgp.session;

import java.util.Optional;
import savd.net.IpAddress;
import savd.net.Prefix;

/** Where a neighbour is. */
public sealed interface Remote {
  /**
   * One address.
   *
   * @param scope the interface a link-local address belongs to; needed for those and for no others
   */
  record Host(IpAddress address, Optional<String> scope) implements Remote {
    @Override
    public String toString() {
      return address + scope.map(s -> "%" + s).orElse("");
    }
  }

  /**
   * Any address of a prefix may connect and becomes a neighbour for as long as its session, or what
   * is kept of it, lasts.
   *
   * @param limit how many of them at a time, 1 or more
   */
  record Range(Prefix prefix, int limit) implements Remote {
    public Range {
      if (limit < 1) {
        throw new IllegalArgumentException("the limit of dynamic neighbours must be at least 1");
      }
    }

    @Override
    public String toString() {
      return prefix.toString();
    }
  }
}
