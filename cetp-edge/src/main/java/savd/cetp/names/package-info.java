/**
 * Names: destination URLs, the NAPTR records that carry them, and the edge as the DNS server of its
 * hosts.
 *
 * <p>A host asks its edge for a name. Is the name behind another edge, the answer is a proxy
 * address that stands for it here; is it behind this edge, its address; is it elsewhere, whatever
 * the DNS says. Towards other edges this one tells where its own hosts are. The records are those
 * of the tutorial ("Destination URLs"); messages are dnsjava's.
 */
package savd.cetp.names;
