package savd.cetp.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import savd.net.IpAddress;

/**
 * The edge's own table of nftables, there as long as the edge is: what the kernel must not let by
 * ({@link Guard}), and what it does for the edge ({@link LegacyForwarding}). It is written by
 * nft(8) in one transaction, so that no packet ever meets half of it. An edge that is killed leaves
 * it behind, and the next one of the same device replaces it: until then what it keeps out stays
 * out.
 */
final class KernelTable implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final String name;

  private KernelTable(String name) {
    this.name = name;
  }

  /** Puts the table into the kernel; an edge without it must not run. */
  static KernelTable begin(EdgeConfig config) throws IOException {
    String name = "cetp_" + config.tun().replaceAll("[^A-Za-z0-9_]", "_");
    nft(script(name, config));
    return new KernelTable(name);
  }

  /** Hosts, or their addresses, are others now. */
  void update(EdgeConfig config) throws IOException {
    nft(script(name, config));
  }

  static String script(String name, EdgeConfig config) {
    StringBuilder s = new StringBuilder();
    // Added, so that it is there to be deleted; one transaction.
    s.append("add table inet ").append(name).append('\n');
    s.append("delete table inet ").append(name).append('\n');
    s.append("table inet ").append(name).append(" {\n");
    Guard.rules(s, config);
    LegacyForwarding.rules(s, config);
    return s.append("}\n").toString();
  }

  /** The addresses of our hosts, as a set has them; empty when none has one. */
  static String addresses(EdgeConfig config, boolean v4) {
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
    nft("delete table inet " + name + "\n");
  }
}
