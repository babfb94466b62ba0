/**
 * The protocol of PI-SAV over real sockets: the shell around {@code savd.pisav.fsm} and {@code
 * savd.pisav.wire}.
 *
 * <p>{@link savd.pisav.session.ConeListener} is a CC-Top-ASBR: it is given the cone and tells which
 * statements of members are in force. {@link savd.pisav.session.ConeDialer} is a member: it is
 * given statements and tells which notices are in force. A process may have both.
 *
 * <p><b>The invariant.</b> Nothing is decided here. A message is passed on only after TLS has shown
 * which key the other side has; whose that key is, is asked of the machine, then and each time keys
 * change. What waits to be sent is bounded: a connection that takes nothing is given nothing.
 *
 * <p><b>Threads.</b> Each of the two has one event loop, on which listeners are called. The methods
 * may be called on any thread but that one.
 *
 * <p>RFC 8446 (TLS 1.3), RFC 8608 (the algorithms of Router Keys); docs/pi-sav-protocol.md.
 */
package savd.pisav.session;
