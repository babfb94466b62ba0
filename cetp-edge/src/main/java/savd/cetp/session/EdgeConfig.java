package savd.cetp.session;

import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import savd.cetp.fsm.EdgeSettings;
import savd.cetp.fsm.Host;
import savd.cetp.fsm.RlocSigner;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.names.Directory;
import savd.cetp.tun.Realm;
import savd.net.IpAddress;

/**
 * An edge's configuration.
 *
 * @param tun name of the TUN device
 * @param offloads whether to use what the kernel can do
 * @param port UDP port of CETP
 * @param ipProtocol number of CETP directly over IP
 * @param etherType of CETP directly over Ethernet
 * @param realm proxy addresses
 * @param maxSessions slots, at most as many as the realm has room for
 * @param mtu of the TUN device
 * @param settings RLOCs and numbers
 * @param devices of RLOCs that are Ethernet stations
 * @param dnsForHosts addresses to serve our hosts on
 * @param dnsForWorld addresses to tell the world on where our hosts are
 * @param dnsPort UDP port of both
 * @param assured identities the local authority vouches for
 * @param signingKey to sign our RLOCs with
 * @param signers who may sign those of others
 * @param legacyFlows connections a host may have at a time to destinations without an edge, which
 *     are translated then; 0: nothing is translated
 */
public record EdgeConfig(
    String tun,
    boolean offloads,
    int port,
    int ipProtocol,
    int etherType,
    Realm realm,
    int maxSessions,
    int mtu,
    EdgeSettings settings,
    Map<Locator.Ethernet, String> devices,
    List<Host> hosts,
    List<Directory.Upstream> upstreams,
    List<IpAddress> dnsForHosts,
    List<IpAddress> dnsForWorld,
    int dnsPort,
    Set<Identity> assured,
    Optional<KeyPair> signingKey,
    List<RlocSigner.Trusted> signers,
    int legacyFlows) {
  public EdgeConfig {
    devices = Map.copyOf(devices);
    hosts = List.copyOf(hosts);
    upstreams = List.copyOf(upstreams);
    dnsForHosts = List.copyOf(dnsForHosts);
    dnsForWorld = List.copyOf(dnsForWorld);
    assured = Set.copyOf(assured);
    signers = List.copyOf(signers);
  }
}
