package savd.pisav.session;

import java.net.InetSocketAddress;
import java.util.List;
import savd.pisav.fsm.TopSettings;

/**
 * A top.
 *
 * @param listen where it listens; port 0 for any free one
 */
public record ListenerConfig(
    List<InetSocketAddress> listen, TlsIdentity identity, TopSettings settings) {
  /** Ours; no document assigns one. */
  public static final int DEFAULT_PORT = 9273;

  public ListenerConfig {
    listen = List.copyOf(listen);
  }
}
