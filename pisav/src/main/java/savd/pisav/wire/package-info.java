/**
 * Octets of the protocol between the top of a cone and its members to messages, and back.
 *
 * <p><b>The invariant.</b> Any octets give messages and at most one {@link
 * savd.pisav.message.Malformed}, never an exception, and never more memory than the longest message
 * needs: 16 octets of header and 65,535 of body. A wrong header is told as soon as its sixteen
 * octets are there. A message has one form only: lists are strictly ascending, no element comes
 * twice, no bit is set behind a prefix; so what was read is written again octet for octet, save
 * elements nobody here knows.
 *
 * <p>The caller keeps what has arrived of the next message; nothing here has a state.
 *
 * <p>docs/pi-sav-protocol.md.
 */
package savd.pisav.wire;
