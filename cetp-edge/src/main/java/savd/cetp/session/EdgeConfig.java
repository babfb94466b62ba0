package savd.cetp.session;

import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import savd.cetp.fsm.EdgeSettings;
import savd.cetp.fsm.Host;
import savd.cetp.fsm.RlocSigner;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Octets;
import savd.cetp.message.Rloc;
import savd.cetp.names.Directory;
import savd.cetp.tun.Realm;
import savd.net.IpAddress;
import savd.net.Prefix;

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
 * @param dnsFor who else may ask there
 * @param dnsPort UDP port of both
 * @param assured identities the local authority vouches for
 * @param signingKey to sign our RLOCs with
 * @param signatureScope what is signed with it
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
    List<Prefix> dnsFor,
    int dnsPort,
    Set<Identity> assured,
    Optional<KeyPair> signingKey,
    RlocSigner.Scope signatureScope,
    List<RlocSigner.Trusted> signers,
    int legacyFlows) {
  /** The machine itself. */
  static final List<Prefix> LOOPBACK =
      List.of(Prefix.parse("127.0.0.0/8"), Prefix.parse("::1/128"));

  public EdgeConfig {
    devices = Map.copyOf(devices);
    hosts = List.copyOf(hosts);
    upstreams = List.copyOf(upstreams);
    dnsForHosts = List.copyOf(dnsForHosts);
    dnsForWorld = List.copyOf(dnsForWorld);
    dnsFor = List.copyOf(dnsFor);
    assured = Set.copyOf(assured);
    signers = List.copyOf(signers);
  }

  /** What takes effect with a new process only, by its name in the file. */
  private Map<String, Object> fixed() {
    Map<String, Object> fixed = new LinkedHashMap<>();
    fixed.put("tun", tun);
    fixed.put("offloads", offloads);
    fixed.put("port", port);
    fixed.put("ip-protocol", ipProtocol);
    fixed.put("ether-type", etherType);
    fixed.put("proxy-ipv4 or proxy-ipv6", realm);
    fixed.put("sessions", maxSessions);
    fixed.put("mtu", mtu);
    fixed.put("path-probe-ms", settings.pathProbeNanos());
    fixed.put("addresses of rloc", settings.rlocs().stream().map(EdgeConfig::station).toList());
    fixed.put("upstream", upstreams);
    fixed.put("dns-hosts", dnsForHosts);
    fixed.put("dns-world", dnsForWorld);
    fixed.put("dns-port", dnsPort);
    fixed.put("signing-key", signingKey.map(k -> Octets.of(k.getPublic().getEncoded())));
    fixed.put("signature-scope", signatureScope);
    fixed.put("signer", signers);
    fixed.put("legacy-flows from or to 0", legacyFlows == 0);
    return fixed;
  }

  /** Of an RLOC what does not change with our port. */
  private static Locator station(Rloc r) {
    return r.locator() instanceof Locator.Ip ip ? new Locator.Ip(ip.address(), 0) : r.locator();
  }

  /** In what {@code next} differs that takes effect with a new process only. */
  public List<String> restartNeeded(EdgeConfig next) {
    Map<String, Object> after = next.fixed();
    return fixed().entrySet().stream()
        .filter(e -> !e.getValue().equals(after.get(e.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** This one with what {@code next} has that can change while the edge runs. */
  EdgeConfig reloaded(EdgeConfig next) {
    boolean sameAddresses = port == next.port && !restartNeeded(next).contains("addresses of rloc");
    return new EdgeConfig(
        tun,
        offloads,
        port,
        ipProtocol,
        etherType,
        realm,
        maxSessions,
        mtu,
        sameAddresses ? settings.withRlocs(next.settings.rlocs()) : settings,
        devices,
        next.hosts,
        upstreams,
        dnsForHosts,
        dnsForWorld,
        next.dnsFor,
        dnsPort,
        next.assured,
        signingKey,
        signatureScope,
        signers,
        legacyFlows == 0 || next.legacyFlows == 0 ? legacyFlows : next.legacyFlows);
  }
}
