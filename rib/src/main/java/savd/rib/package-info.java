/**
 * The Adj-RIBs-In of all neighbours, packed, and the decision process over them.
 *
 * <p><b>What it is for.</b> {@link savd.rib.Rib} takes route batches and says what they really
 * changed ({@link savd.rib.RibDelta}); {@link savd.rib.RibView} and {@link savd.rib.PrefixIndex}
 * are what the SAV methods read; {@link savd.rib.Decision} picks best paths and ECMP sets where a
 * method needs a forwarding table (RFC 4271, section 9.1; RFC 4456; RFC 8326). A live session, an
 * MRT file and a test look the same from here.
 *
 * <p><b>How it is kept.</b> No object per route. A prefix, a path and an attribute set are rows of
 * integers in pages ({@link savd.rib.IntTable}); pages are added and never copied, so growth leaves
 * no garbage. Prefixes are numbered; their order lives in {@link savd.rib.Ipv4Order} (a radix of
 * sorted buckets) and {@link savd.rib.Ipv6Order} (sorted blocks), both of which stay logarithmic
 * whatever a neighbour sends. The paths of a prefix are a chain, which gets an index where it is
 * long. Equal attribute sets are one row and one block of octets in {@link savd.rib.AttributePool},
 * counted by reference.
 *
 * <p><b>The invariant.</b> For every prefix, peer and path identifier there is at most one path;
 * every path of a prefix is on the chain of that prefix, and the reference count of an attribute
 * set is the number of paths that name it. The order in which batches of different peers arrive
 * does not change what is held.
 *
 * <p><b>Odd interleavings.</b> What a delta names must be readable while the delta is processed, so
 * neither a prefix nor an attribute set goes in the mutation that took its last path: it goes when
 * the next mutation begins ({@link savd.rib.Rib#releaseDelta}), unless something has taken hold of
 * it again. The removal of a whole peer is done in slices between which other peers' batches may be
 * applied; a batch of the same peer finishes it first.
 *
 * <p>Everything here belongs to one thread, reads no clock, and does no I/O.
 */
package savd.rib;
