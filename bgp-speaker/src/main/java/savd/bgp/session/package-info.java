/**
 * BGP sessions over real sockets: the shell around {@code savd.bgp.fsm} and {@code savd.bgp.wire}.
 *
 * <p><b>What it is for.</b> {@link savd.bgp.session.BgpSpeaker} is the live {@link
 * savd.net.RouteSource}: it listens, connects, hands octets to the codecs and inputs to the state
 * machines, performs their actions, and brings routes to the sink in batches.
 *
 * <p><b>The invariant.</b> A neighbour lives on one event loop: its connections in both directions,
 * its timers and its state. What it tells the sink is in order: routes, then what becomes of them.
 *
 * <p><b>When the core lags.</b> The sink says that it is not writable, and the connection that
 * carries UPDATEs is no longer read; TCP slows the neighbour down. KEEPALIVEs go out all the same,
 * and the hold timer does not run out while input is left unread. Nothing is dropped and nothing
 * blocks an event loop.
 *
 * <p><b>Memory.</b> An idle session owns no buffer: reads go through one pooled buffer and one
 * scratch array of the event loop. See {@link savd.bgp.session.Transport}.
 *
 * <p><b>By default nothing is announced</b> (RFC 8212): a neighbour gets the prefixes its
 * configuration lists, then End-of-RIB.
 *
 * <p>RFC 2385 (TCP-MD5), 5082 (GTSM), 4271, 8212, 9234.
 */
package savd.bgp.session;
