package savd.cetp.session;

/**
 * Keeps plain packets out that nobody but the edge may send. The edge's machine forwards, so that
 * without this a neighbour on any of its links could write a proxy address, or a host's, into a
 * packet's source and be heard as that peer by a host, or as that host by a peer: without cookie,
 * session or policy.
 *
 * <ul>
 *   <li>A proxy address is a source on the TUN device and nowhere else.
 *   <li>A host's address is a source where the routing table would send to that host, and nowhere
 *       else (RFC 3704, strict): also towards the edge's own DNS server, which knows hosts by it.
 *   <li>A proxy address is a destination only for who comes from where answers to it would go. The
 *       edge itself looks who it is: a host, or a router that says what became of a packet. For
 *       such errors, whose source may be any router, it has to be a side from which a host of ours
 *       has sent before.
 * </ul>
 *
 * <p>The routing table is asked for each packet, so it may change at any time.
 */
final class Guard {
  private static final String NOT_ROUTED_BACK = " fib saddr . iif oif missing counter drop\n";

  private Guard() {}

  static void rules(StringBuilder s, EdgeConfig config) {
    String v4 = KernelTable.addresses(config, true);
    String v6 = KernelTable.addresses(config, false);
    s.append("  set inside {\n    type iface_index\n    size 1024\n    flags dynamic\n  }\n");
    s.append("  chain arriving {\n    type filter hook prerouting priority raw\n");
    s.append("    iifname {\"lo\", \"").append(config.tun()).append("\"} accept\n");
    family(s, "ip", config.realm().ipv4().toString(), v4);
    family(s, "ip6", config.realm().ipv6().toString(), v6);
    s.append("  }\n");
  }

  private static void family(StringBuilder s, String ip, String proxies, String hosts) {
    s.append("    ").append(ip).append(" saddr ").append(proxies).append(" counter drop\n");
    if (!hosts.isEmpty()) {
      String host = ip + " saddr {" + hosts + "}";
      s.append("    ").append(host).append(NOT_ROUTED_BACK);
      s.append("    iif != @inside ").append(host).append(" add @inside { iif }\n");
    }
    String proxy = "    " + ip + " daddr " + proxies;
    s.append(proxy).append(NOT_ROUTED_BACK);
    s.append(proxy).append(" iif != @inside counter drop\n");
  }
}
