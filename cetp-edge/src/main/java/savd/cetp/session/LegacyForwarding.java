package savd.cetp.session;

/**
 * Hosts reach destinations that have no edge as behind a NAT (tutorial, "CES to legacy", outbound):
 * the kernel forwards and translates TCP, UDP and ICMP, and keeps the state. How much of it a host
 * may have at a time is bounded; a host of ours is known by its address, anybody else behind the
 * edge is not translated. The other way round, towards our hosts, is the Private Realm Gateway's
 * business.
 */
final class LegacyForwarding {
  private LegacyForwarding() {}

  /** Sets and chains of the edge's table, where the configuration wants them. */
  static void rules(StringBuilder s, EdgeConfig config) {
    int flows = config.legacyFlows();
    if (flows == 0) {
      return;
    }
    String v4 = KernelTable.addresses(config, true);
    String v6 = KernelTable.addresses(config, false);
    if (!v4.isEmpty()) {
      set(s, "flows4", "ipv4_addr");
    }
    if (!v6.isEmpty()) {
      set(s, "flows6", "ipv6_addr");
    }
    s.append("  chain forward {\n    type filter hook forward priority filter;\n");
    s.append("    oifname \"").append(config.tun()).append("\" accept\n");
    if (!v4.isEmpty()) {
      limit(s, "ip saddr", v4, "flows4", flows);
    }
    if (!v6.isEmpty()) {
      limit(s, "ip6 saddr", v6, "flows6", flows);
    }
    s.append("  }\n  chain translate {\n    type nat hook postrouting priority srcnat;\n");
    s.append("    oifname \"").append(config.tun()).append("\" accept\n");
    // From one host of ours to another there is nothing to hide.
    if (!v4.isEmpty()) {
      s.append("    ip saddr {").append(v4).append("} ip daddr != {").append(v4);
      s.append("} masquerade\n");
    }
    if (!v6.isEmpty()) {
      s.append("    ip6 saddr {").append(v6).append("} ip6 daddr != {").append(v6);
      s.append("} masquerade\n");
    }
    s.append("  }\n");
  }

  private static void set(StringBuilder s, String name, String type) {
    s.append("  set ").append(name).append(" {\n    type ").append(type);
    s.append("\n    size 65535\n    flags dynamic\n  }\n");
  }

  private static void limit(StringBuilder s, String field, String hosts, String set, int flows) {
    s.append("    ct state new ").append(field).append(" {").append(hosts).append("} add @");
    s.append(set).append(" { ").append(field).append(" ct count over ").append(flows);
    s.append(" } counter drop\n");
  }
}
