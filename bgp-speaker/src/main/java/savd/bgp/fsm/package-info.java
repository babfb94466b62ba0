/**
 * The BGP state machines, without sockets, clocks or threads.
 *
 * <p><b>What it is for.</b> {@link savd.bgp.fsm.ConnectionFsm} is the machine of RFC 4271, section
 * 8, for one TCP connection. {@link savd.bgp.fsm.PeerFsm} holds the connections of one neighbour in
 * both directions and decides what concerns them together: collisions, when to try again, graceful
 * restart, route refresh, shutdown. Each input yields a list of {@link
 * savd.bgp.fsm.SessionAction}s, which the shell in {@code savd.bgp.session} performs in order.
 *
 * <p><b>The invariant.</b> At most one connection of a neighbour is ESTABLISHED, and every {@code
 * Establish} action is followed by exactly one {@code Ended} action of the same link before the
 * next. Routes are stale or lost only by an action of this package.
 *
 * <p><b>Time.</b> The current time is a parameter of every input, timers are actions and their
 * expiry is an input. The hold and the send hold timer are lazy: traffic only notes the time
 * ({@link savd.bgp.fsm.PeerFsm#heard}), and an expiry that comes too early arms the timer again for
 * the rest. So an UPDATE costs no timer operation.
 *
 * <p><b>Odd interleavings.</b> A second incoming connection while the first one is ESTABLISHED is a
 * neighbour that has restarted unnoticed: it gets its own link, and its OPEN decides. A connection
 * failure without NOTIFICATION is a restart where graceful restart was negotiated. Our own slowness
 * never counts against the neighbour: the hold timer does not expire while input is left unread.
 *
 * <p>RFC 4271 section 8, 4486, 4724, 5492, 6286, 6608, 6793, 7313, 7911, 8538, 8654, 8950, 9003,
 * 9234, 9687.
 */
package savd.bgp.fsm;
