package savd.daemon.config;

import java.time.Duration;
import java.util.List;

/**
 * {@code [bgp]}: what all sessions share.
 *
 * @param listen where to accept sessions; empty for none
 * @param holdTime offered hold time, 0 or 3 to 65535 seconds (RFC 4271, section 4.2)
 * @param connectRetry time between attempts to connect
 * @param loops event loop threads; 0 chooses by the number of processors
 */
public record BgpSection(
    List<Endpoint> listen, Duration holdTime, Duration connectRetry, int loops) {
  public BgpSection {
    listen = List.copyOf(listen);
  }
}
