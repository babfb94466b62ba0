/**
 * Real BGP routers as parts of a laboratory: BIRD, FRR, GoBGP, OpenBGPD and ExaBGP behind one
 * interface, configured from one neutral description.
 *
 * <p>Invariant: {@link savd.testbed.router.RouterDaemon#advertised} is the router's own account of
 * what it sends on a session, read from its own tables; it is what a receiver's Adj-RIB-In has to
 * equal, route by route.
 *
 * <p>Policy is the one every router has here: routes of customers are preferred (local preference
 * 200) over those of peers (150) and providers (100), and only own and customers' routes go to
 * peers and providers, which is what "valley-free" means. The local preference doubles as the mark
 * of where a route came from, so no community has to be added and taken off again.
 */
package savd.testbed.router;
