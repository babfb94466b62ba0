/**
 * The control plane of an edge, without I/O: what arrives goes in as {@link
 * savd.cetp.fsm.EdgeInput}, what has to be done comes out as {@link savd.cetp.fsm.EdgeAction}, and
 * the time is a parameter.
 *
 * <pre>
 * outbound edge                                      inbound edge
 *   host packet, name known                            message for a host we serve
 *   SETUP    first message, host packet inside   ──►   {@link savd.cetp.fsm.Door}: stateless
 *   COOKIED  the same with the cookie            ◄──   a cookie, and what else is required
 *                                                ──►   checks, admission by policy
 *   OPEN                                         ◄──   HALF_OPEN: a session identity, acknowledged
 *                                                ──►   OPEN
 * </pre>
 *
 * <p>Invariants. Nothing malformed, unknown or unproven is answered with more octets than came in,
 * nor twice; nobody gets state for a message alone where the policy asks for return routability. A
 * session sends only to paths that have proved themselves: by the DNS, by a cookie, or by a message
 * to the session identity we gave out over them. No message ends a session by itself: a revocation
 * is confirmed first, because in plain text it might be anyone's.
 *
 * <p>Odd interleavings: an answer and the first data cross, so both identity pairs, of set-up and
 * of session, are good until five seconds after the session's has been used, ten in all; a repeated
 * first message finds the session it made and is answered again. Later, or from elsewhere, it is a
 * new set-up, of an edge that was started anew: it has to prove its RLOC, and takes the place of
 * the session only if that has proved the same one.
 */
package savd.cetp.fsm;
