package savd.testbed.search;

import java.util.Set;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.testbed.topology.Network;
import savd.testbed.topology.Trait;
import savd.testbed.topology.Truth.Packet;

/**
 * An honest packet that would have been dropped.
 *
 * @param seed of the Internet
 * @param traits of the Internet
 * @param phase which of its states
 * @param defence what dropped it
 * @param ingress where
 * @param source its source address
 * @param packet its way
 * @param network for the numbers of the ASes
 * @param why what {@code savctl explain} would say
 */
public record ImproperBlock(
    long seed,
    Set<Trait> traits,
    int phase,
    Defence defence,
    IngressInterface ingress,
    IpAddress source,
    Packet packet,
    Network network,
    String why) {

  @Override
  public String toString() {
    StringBuilder way = new StringBuilder();
    packet.path().forEach(as -> way.append(way.isEmpty() ? "" : " > ").append(network.asn(as)));
    return "seed %d %s phase %d, %s: %s of AS %d blocked on %s; packet to slot %d of AS %d goes %s; %s"
        .formatted(
            seed,
            traits,
            phase,
            defence.name(),
            source,
            network.asn(packet.from()),
            ingress,
            packet.destination() % 16,
            network.asn(packet.destination() / 16),
            way,
            why);
  }
}
