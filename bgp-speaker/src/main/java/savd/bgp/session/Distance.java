package savd.bgp.session;

/**
 * How far away a neighbour may be: what goes into the TTL or hop limit, and what is asked of it.
 */
public sealed interface Distance {
  /** What we send. */
  int ttl();

  /** The least we accept; 0 for any. */
  int minimumTtl();

  /**
   * On a common link: TTL 1 for an external neighbour, so that the session cannot leave the link.
   */
  record Adjacent() implements Distance {
    @Override
    public int ttl() {
      return 1;
    }

    @Override
    public int minimumTtl() {
      return 0;
    }
  }

  /**
   * Up to so many routers away.
   *
   * @param hops 1 to 255
   */
  record Multihop(int hops) implements Distance {
    public Multihop {
      check(hops);
    }

    @Override
    public int ttl() {
      return hops;
    }

    @Override
    public int minimumTtl() {
      return 0;
    }
  }

  /**
   * The generalized TTL security mechanism (RFC 5082): packets leave with 255 and count only if at
   * most so many hops were made; 1 for a common link.
   *
   * @param hops 1 to 255
   */
  record Secured(int hops) implements Distance {
    public Secured {
      check(hops);
    }

    @Override
    public int ttl() {
      return 255;
    }

    @Override
    public int minimumTtl() {
      return 256 - hops;
    }
  }

  private static void check(int hops) {
    if (hops < 1 || hops > 255) {
      throw new IllegalArgumentException("hops must be 1 to 255, not " + hops);
    }
  }
}
