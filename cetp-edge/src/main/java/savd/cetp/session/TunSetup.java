package savd.cetp.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Gives the TUN device its size and its routes, by ip(8). */
final class TunSetup {
  private static final long PATIENCE_SECONDS = 10;

  /**
   * Packets the device keeps until we read them: 10 ms of the smallest at 400,000 a second, as our
   * thread may have to wait so long for a processor. The kernel's own tunnels forward at once.
   */
  private static final String QUEUE = "4000";

  private TunSetup() {}

  static void apply(EdgeConfig config) throws IOException {
    String dev = config.tun();
    String mtu = Integer.toString(config.mtu());
    run("ip", "link", "set", "dev", dev, "mtu", mtu, "txqueuelen", QUEUE, "up");
    run("ip", "route", "replace", config.realm().ipv4().toString(), "dev", dev);
    run("ip", "-6", "route", "replace", config.realm().ipv6().toString(), "dev", dev);
  }

  private static void run(String... command) throws IOException {
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      p.getOutputStream().close();
      String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!p.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || p.exitValue() != 0) {
        p.destroyForcibly();
        throw new IOException(String.join(" ", List.of(command)) + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      p.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted in " + command[0], e);
    }
  }
}
