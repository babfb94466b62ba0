package savd.net;

/**
 * One thing a route source says about one peer's routes. This is the form for tests, tools and the
 * edges; the hot path carries the same facts in columns, see {@link RouteBatch}.
 */
public sealed interface RouteChange {
  PeerId peer();

  /**
   * The peer has this route now, in place of what it had for the same prefix and path identifier (0
   * without ADD-PATH).
   */
  record Announce(PeerId peer, Prefix prefix, int pathId, PathAttributes attributes, boolean leaked)
      implements RouteChange {}

  /** The peer has this route no longer. */
  record Withdraw(PeerId peer, Prefix prefix, int pathId) implements RouteChange {}

  /** The peer has sent all it had (RFC 4724, section 2); what is still stale is gone. */
  record EndOfRib(PeerId peer, AddressFamily family) implements RouteChange {}

  /**
   * The peer restarts or refreshes: its routes are stale until announced again (RFC 4724; RFC 7313
   * BoRR).
   */
  record MarkStale(PeerId peer, AddressFamily family) implements RouteChange {}

  /** What is still stale is gone (RFC 7313 EoRR; a restart timer that ran out). */
  record SweepStale(PeerId peer, AddressFamily family) implements RouteChange {}

  /** The session is gone and with it every route, stale ones included. */
  record PeerLost(PeerId peer) implements RouteChange {}
}
