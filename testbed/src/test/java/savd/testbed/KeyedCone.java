package savd.testbed;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.testbed.lab.Lab;
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan;
import savd.testbed.node.SavdPlan.Ingress;
import savd.testbed.node.SavdPlan.Settings;
import savd.testbed.router.RouterDaemon;
import savd.testbed.rpki.RouterIdentity;
import savd.testbed.rpki.RpkiData;
import savd.testbed.rpki.StayRtr;
import savd.testbed.scenario.Multihomed;

/**
 * The cone of {@link Multihomed} with savd at the top and at the member AS 5, and an RTR cache that
 * names everybody's keys; nothing is configured about keys but one's own.
 */
final class KeyedCone implements AutoCloseable {
  static final AddressFamily V4 = AddressFamily.IPV4;
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final int RTR_PORT = 8284;
  private static final int PORT = 8283;
  private static final RpkiData DATA =
      new RpkiData(
          List.of(), List.of(RpkiData.aspa(2, 4), RpkiData.aspa(5, 3, 4), RpkiData.aspa(6, 5)));

  final Lab lab;
  final Map<String, RouterDaemon> routers;
  final SavdNode top;
  final SavdNode member;
  private final Map<String, RouterIdentity> keys = new HashMap<>();

  /**
   * Starts all of it, and returns when the member has answered.
   *
   * @param more keys beside those of the two, by name, and whose the cache says they are
   */
  KeyedCone(String name, Map<String, Asn> more) {
    lab = Lab.open(Multihomed.plan(name));
    try {
      routers = Multihomed.startRouters(lab);
      key("top", Asn.of(4));
      key("member", Asn.of(5));
      more.forEach(this::key);
      Path published = lab.directory("as4").resolve("router-keys.json");
      RouterIdentity.publish(List.copyOf(keys.values()), published);
      new StayRtr(lab, "as4", RTR_PORT, published).start();
      top = SavdNode.inside(lab, "as4", topPlan());
      member =
          SavdNode.inside(
              lab, "as5", Multihomed.member().withSections(memberSections(5, key("member"))));
      top.start();
      member.start();
      top.awaitEstablished(BOUND);
      member.awaitEstablished(BOUND);
      top.awaitInForce(BOUND);
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  private void key(String name, Asn asn) {
    keys.put(name, RouterIdentity.make(lab.directory("as" + asn), name, asn));
  }

  RouterIdentity key(String name) {
    return keys.get(name);
  }

  /** Where the top listens. */
  static InetSocketAddress topAddress() {
    return socket(Multihomed.protocolAddress(4, V4), PORT);
  }

  static InetSocketAddress socket(IpAddress address, int port) {
    return new InetSocketAddress(address.toString(), port);
  }

  private SavdPlan topPlan() {
    List<Ingress> interfaces = new ArrayList<>();
    interfaces.add(new Ingress("as3", BgpRole.PROVIDER, "pi-sav", EnforcementMode.ENFORCE));
    for (String customer : List.of("as2", "as5")) {
      interfaces.add(new Ingress(customer, BgpRole.CUSTOMER, "efp-b", EnforcementMode.MONITOR));
    }
    Path aspas = lab.directory("as4").resolve("aspas.json");
    DATA.write(aspas);
    return Multihomed.top(interfaces)
        .withSettings(new Settings("1s", "60s", "nftables", 179))
        .withSections(
            """
            [rpki]
            files = ["%s"]
            [cache.beside]
            address = "127.0.0.1"
            port = %d
            [pi-sav]
            mode = "conservative"
            listen = ["%s:%d"]
            certificate = "%s"
            private-key = "%s"
            """
                .formatted(
                    aspas,
                    RTR_PORT,
                    Multihomed.protocolAddress(4, V4),
                    PORT,
                    key("top").certificate(),
                    key("top").privateKey()));
  }

  /** What makes a savd a member: its own key; the top's comes from the cache. */
  private static String memberSections(int as, RouterIdentity self) {
    return memberSections(Multihomed.protocolAddress(as, V4), self);
  }

  private static String memberSections(IpAddress local, RouterIdentity self) {
    return """
        [cache.top]
        address = "%1$s"
        port = %2$d
        local-address = "%6$s"
        [pi-sav]
        certificate = "%3$s"
        private-key = "%4$s"
        [top.region]
        as = 4
        address = "%1$s"
        port = %5$d
        local-address = "%6$s"
        """
        .formatted(
            Multihomed.protocolAddress(4, V4),
            RTR_PORT,
            self.certificate(),
            self.privateKey(),
            PORT,
            local);
  }

  /** A further savd, without routes, that says it is of an AS. */
  SavdNode another(String node, IpAddress local, Asn claimed, RouterIdentity key) {
    return SavdNode.inside(
        lab,
        node,
        new SavdPlan(
                claimed,
                Ipv4Address.parse("31.9.0.9"),
                List.of(),
                List.of(),
                List.of(),
                new Settings("0s", "60s", "print", 179))
            .withSections(memberSections(local, key)));
  }

  /** The rules in the top's kernel, without what counts. */
  String rules() {
    return lab.run("as4", "nft", "-s", "list", "ruleset").orThrow().out();
  }

  @Override
  public void close() {
    lab.close();
  }
}
