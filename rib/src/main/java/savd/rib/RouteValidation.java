package savd.rib;

import savd.net.AddressFamily;
import savd.net.Peer;

/**
 * What is known of a route's right to be there: the RIB asks for every path it takes in, keeps the
 * answer as the path's flags, and asks again where it is told that the data changed ({@link
 * Rib#revalidate}).
 *
 * <p>The answers depend on the arguments and the data in force only.
 */
public interface RouteValidation {
  /** Knows nothing: route leaks are ineligible (RFC 9234), everything else is eligible. */
  RouteValidation NONE =
      new RouteValidation() {
        @Override
        public int origin(AddressFamily family, long high, long low, int length, int originAs) {
          return 0;
        }

        @Override
        public int path(byte[] block, int offset, int length) {
          return 0;
        }

        @Override
        public int fromPeer(Peer peer, int path, byte[] block, int offset, int length) {
          return 0;
        }

        @Override
        public int eligibility(int flags) {
          return (flags & RibView.LEAKED) == 0 ? 0 : RibView.INELIGIBLE;
        }
      };

  /** The largest answer of {@link #path}. */
  int MOST_OF_PATH = 15;

  /**
   * Origin validation (RFC 6811).
   *
   * @param originAs as 32 bits, {@link savd.net.PathAttributes#NO_ORIGIN} without one
   * @return {@link RibView#ROV_VALID}, {@link RibView#ROV_INVALID}, or 0 where nothing covers the
   *     route
   */
  int origin(AddressFamily family, long high, long low, int length, int originAs);

  /**
   * What the AS path of an attribute set comes to, whoever announces it; the RIB asks once per set.
   *
   * @param block array with a block in the form of {@link savd.net.PathAttributes}
   * @return 0 to {@link #MOST_OF_PATH}, with a meaning for {@link #fromPeer} alone
   */
  int path(byte[] block, int offset, int length);

  /**
   * What it comes to when the peer announces it.
   *
   * @param path the answer of {@link #path}
   * @return {@link RibView#ASPA_VALID}, {@link RibView#ASPA_INVALID} or 0
   */
  int fromPeer(Peer peer, int path, byte[] block, int offset, int length);

  /**
   * Whether a path with these flags takes part.
   *
   * @return {@link RibView#INELIGIBLE} or 0
   */
  int eligibility(int flags);
}
