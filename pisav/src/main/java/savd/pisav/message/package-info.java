/**
 * What the top of a customer cone and its members tell each other about PI-SAV: {@link
 * savd.pisav.message.ConeNotice} and {@link savd.relation.MemberStatement} are what it is about,
 * {@link savd.pisav.message.ConeMessage} is what carries them.
 *
 * <p><b>The invariant.</b> A message is immutable and bounded: what may be large, a notice or a
 * response, travels in parts of at most 65,535 octets, and means nothing before its last part.
 *
 * <p><b>Documents.</b> draft-huang-savnet-pi-sav-for-cc, section 3, leaves the protocol open;
 * docs/pi-sav-protocol.md is ours.
 */
package savd.pisav.message;
