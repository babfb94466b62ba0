package savd.rules;

import java.util.Set;
import savd.net.Asn;
import savd.relation.ConeDefinition.Growth;

/**
 * What the cone of a list starts from, said so that it stays true while sessions come and go.
 *
 * @param neighbors whose AS numbers are seeds
 * @param asns further seeds; with {@link PeerSelector.Customers} those configured for any customer
 *     interface come to them
 * @param growth which links make members
 */
record ConeSource(PeerSelector neighbors, Set<Asn> asns, Growth growth) {}
