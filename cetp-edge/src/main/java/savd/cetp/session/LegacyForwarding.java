package savd.cetp.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import savd.net.IpAddress;

/**
 * Hosts reach destinations that have no edge as behind a NAT (tutorial, "CES to legacy", outbound):
 * the kernel forwards and translates TCP, UDP and ICMP, and keeps the state. How much of it a host
 * may have at a time is bounded; a host of ours is known by its address, anybody else behind the
 * edge is not translated. The other way round, towards our hosts, is the Private Realm Gateway's
 * business.
 */
final class LegacyForwarding implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final String table;

  private LegacyForwarding(String table) {
    this.table = table;
  }

  /** Begins to translate, where the configuration wants it. */
  static LegacyForwarding begin(EdgeConfig config) throws IOException {
    if (config.legacyFlows() == 0) {
      return new LegacyForwarding("");
    }
    String name = "cetp_" + config.tun().replaceAll("[^A-Za-z0-9_]", "_");
    nft(script(name, config));
    return new LegacyForwarding(name);
  }

  /** Hosts, or their addresses, are others now. */
  void update(EdgeConfig config) throws IOException {
    if (!table.isEmpty()) {
      nft(script(table, config));
    }
  }

  static String script(String name, EdgeConfig config) {
    int flows = config.legacyFlows();
    StringBuilder s = new StringBuilder();
    // Added, so that it is there to be deleted; one transaction.
    s.append("add table inet ").append(name).append('\n');
    s.append("delete table inet ").append(name).append('\n');
    s.append("table inet ").append(name).append(" {\n");
    String v4 = addresses(config, true);
    String v6 = addresses(config, false);
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
    return s.append("  }\n}\n").toString();
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

  private static String addresses(EdgeConfig config, boolean v4) {
    return config.hosts().stream()
        .flatMap(h -> v4 ? h.ipv4().stream() : h.ipv6().stream())
        .map(IpAddress::toString)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static void nft(String script) throws IOException {
    Process p = new ProcessBuilder(List.of("nft", "-f", "-")).redirectErrorStream(true).start();
    try {
      try (var out = p.getOutputStream()) {
        out.write(script.getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!p.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || p.exitValue() != 0) {
        p.destroyForcibly();
        throw new IOException("nft: " + said.strip());
      }
    } catch (InterruptedException e) {
      p.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted in nft", e);
    }
  }

  @Override
  public void close() throws IOException {
    if (!table.isEmpty()) {
      nft("delete table inet " + table + "\n");
    }
  }
}
