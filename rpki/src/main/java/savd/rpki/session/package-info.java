/**
 * RTR over real sockets: the shell around {@code savd.rpki.fsm} and {@code savd.rpki.wire}.
 *
 * <p>{@link savd.rpki.session.RtrClients} speaks with the caches of a configuration and tells a
 * listener the complete set in force each time it changes; {@link savd.rpki.session.RtrCache} is a
 * cache, for trials and laboratories.
 *
 * <p><b>The invariant.</b> Everything of the caches lives on one event loop. What the listener is
 * told is complete and immutable; it is told nothing twice.
 *
 * <p>Transports are those of RFC 8210, section 9: TCP, TCP-MD5 (RFC 2385) and TLS.
 */
package savd.rpki.session;
