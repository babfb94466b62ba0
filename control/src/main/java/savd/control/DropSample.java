package savd.control;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/**
 * A packet that the rules block, as sampled.
 *
 * <p>Members: {@code at, interface, source, destination, protocol, dropped}.
 *
 * @param protocol such as udp, or its number
 * @param dropped false under monitor: it was only counted
 */
public record DropSample(
    Instant at,
    IngressInterface ingress,
    IpAddress source,
    Optional<IpAddress> destination,
    String protocol,
    boolean dropped)
    implements Answer {

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("at", at)
        .put("interface", ingress.name())
        .put("source", source.toString())
        .put("destination", destination)
        .put("protocol", protocol)
        .put("dropped", dropped);
  }
}
