/**
 * Octets of an RTR connection to PDUs, and back.
 *
 * <p><b>The invariant.</b> Any octets give PDUs and at most one {@link
 * savd.rpki.message.Malformed}, never an exception, and never more memory than the longest PDU
 * needs, which is 65,535 octets. A wrong header is told as soon as its eight octets are there, so
 * that nobody waits for a length that is a lie.
 *
 * <p>The caller keeps what has arrived of the next PDU; nothing here has a state.
 *
 * <p>RFC 6810 (version 0), RFC 8210 (version 1), draft-ietf-sidrops-8210bis-27 (version 2).
 */
package savd.rpki.wire;
