/**
 * Packets of the hosts: taken out of their IP header on the way out, given a new one on the way in.
 *
 * <p>Both documents elide the addresses and leave the checksums of TCP and UDP open, which cover
 * them. Our rule: on the wire they are those of a packet whose addresses are all zero. The sender
 * takes its two addresses out, the receiver puts its two in; either is one addition.
 */
package savd.cetp.packet;
