package savd.testbed.probe;

import java.util.List;
import savd.net.AddressFamily;
import savd.net.IpAddress;

/**
 * Packets of one kind.
 *
 * @param node who sends
 * @param device on which of its interfaces
 * @param source the source address, honest or not
 * @param destination an address of some node
 * @param via the links it takes after the first and before the last router that may filter it, each
 *     by its sending end; empty when that router is the first one
 */
public record Flow(
    String node, String device, IpAddress source, IpAddress destination, List<Hop> via) {
  /** The sending end of a link on the way. */
  public record Hop(String node, String device) {}

  public Flow(String node, String device, IpAddress source, IpAddress destination) {
    this(node, device, source, destination, List.of());
  }

  public Flow {
    via = List.copyOf(via);
    if (source.family() != destination.family()) {
      throw new IllegalArgumentException("a packet from " + source + " to " + destination);
    }
  }

  public AddressFamily family() {
    return source.family();
  }
}
