/**
 * Packets with any source address, and an account of which of them arrive.
 *
 * <p>A probe writes whole Ethernet frames onto one end of a link ({@code AF_PACKET}), so neither
 * the sender's routing table nor its own filters have a say, and counts at a UDP socket in the
 * destination's namespace. Every packet carries its flow and its number.
 *
 * <p>Invariant: the account is closed by a <em>sentinel</em>, a packet from the link's own subnet
 * (which every method lets pass) to the same destination, sent last and on the same processor. veth
 * and the kernel's forwarding keep that order, so when the sentinel is there, whatever has not
 * arrived was dropped. No verdict rests on waiting long enough.
 */
package savd.testbed.probe;
