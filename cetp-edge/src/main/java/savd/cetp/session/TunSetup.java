package savd.cetp.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the TUN device its size and its routes, by ip(8). */
final class TunSetup {
  private static final Logger LOG = LoggerFactory.getLogger(Edge.class);
  private static final long PATIENCE_SECONDS = 10;

  /**
   * Packets the device keeps until we read them: 10 ms of the smallest at 400,000 a second, as our
   * thread may have to wait so long for a processor. The kernel's own tunnels forward at once.
   */
  private static final String QUEUE = "4000";

  private TunSetup() {}

  /**
   * Fails when the proxy addresses are on another device: most often that of an edge that runs,
   * which would lose what they stand for.
   */
  static void check(EdgeConfig config) throws IOException {
    check("-4", config.realm().ipv4().toString(), config.tun());
    if (wantsIpv6(config)) {
      check("-6", config.realm().ipv6().toString(), config.tun());
    }
  }

  private static boolean wantsIpv6(EdgeConfig config) {
    return config.hosts().stream().anyMatch(h -> h.ipv6().isPresent());
  }

  private static void check(String family, String prefix, String tun) throws IOException {
    String other = run("ip", family, "route", "show", "exact", prefix).strip();
    if (other.contains(" dev ") && !(other + " ").contains(" dev " + tun + " ")) {
      throw new IOException(
          "proxy addresses are routed elsewhere already, perhaps by another edge: " + other);
    }
  }

  static void apply(EdgeConfig config) throws IOException {
    String dev = config.tun();
    String mtu = Integer.toString(config.mtu());
    run("ip", "link", "set", "dev", dev, "mtu", mtu, "txqueuelen", QUEUE, "up");
    run("ip", "route", "replace", config.realm().ipv4().toString(), "dev", dev);
    try {
      run("ip", "-6", "route", "replace", config.realm().ipv6().toString(), "dev", dev);
    } catch (IOException e) {
      if (wantsIpv6(config)) {
        throw e;
      }
      LOG.info("no IPv6 for hosts here, and none has an IPv6 address: {}", e.getMessage());
    }
    warnUnlessForwarding("net.ipv4.ip_forward");
    if (wantsIpv6(config)) {
      warnUnlessForwarding("net.ipv6.conf.all.forwarding");
    }
  }

  /** The edge is a router for its hosts; without forwarding nothing works and nothing says why. */
  private static void warnUnlessForwarding(String key) throws IOException {
    Path switched = Path.of("/proc/sys", key.split("\\."));
    if (Files.isReadable(switched) && Files.readString(switched).strip().equals("0")) {
      LOG.warn("the kernel does not forward the packets of hosts: sysctl -w {}=1", key);
    }
  }

  private static String run(String... command) throws IOException {
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      p.getOutputStream().close();
      String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!p.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || p.exitValue() != 0) {
        p.destroyForcibly();
        throw new IOException(String.join(" ", List.of(command)) + ": " + said.strip());
      }
      return said;
    } catch (InterruptedException e) {
      p.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted in " + command[0], e);
    }
  }
}
