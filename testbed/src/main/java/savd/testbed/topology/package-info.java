/**
 * A made-up Internet: ASes, their contracts and policies, BGP run to its stable state, and packets
 * followed hop by hop. Pure, seeded, fast: hundreds of topologies in a second.
 *
 * <p><b>What it is for.</b> PI-SAV must never block an honest packet
 * (draft-huang-savnet-pi-sav-for-cc). Whether it does cannot be seen from the information it works
 * with, so here is a world in which both are known: what one AS, the <em>top</em> of a customer
 * cone, is told by BGP and RPKI, and where packets really go.
 *
 * <p><b>How.</b> {@link savd.testbed.topology.InternetGenerator} draws a {@link
 * savd.testbed.topology.Network} of provider and peer links and an address plan: who announces what
 * to whom, and who uses which addresses. {@link savd.testbed.topology.Routes} finds the stable
 * state of one prefix under the preferences of Gao and Rexford in one pass up, one across and one
 * down. {@link savd.testbed.topology.StableState} has the routes of all prefixes and answers what a
 * router would: its Adj-RIBs-In and where a packet goes next, by longest match.
 *
 * <p><b>The invariant.</b> Every AS prefers customers to peers to providers and passes routes of
 * peers and providers on to customers only; ASes are numbered so that a provider comes before its
 * customers. So the stable state exists, is the only one, and the three passes find it.
 *
 * <p><b>Documents.</b> L. Gao and J. Rexford, "Stable Internet routing without global coordination"
 * (2001); RFC 1997 (NO_EXPORT).
 */
package savd.testbed.topology;
