package savd.testbed.probe;

import savd.net.AddressFamily;
import savd.net.IpAddress;

/**
 * Packets of one kind.
 *
 * @param node who sends
 * @param device on which of its interfaces
 * @param source the source address, honest or not
 * @param destination an address on the loopback interface of some node
 */
public record Flow(String node, String device, IpAddress source, IpAddress destination) {
  public Flow {
    if (source.family() != destination.family()) {
      throw new IllegalArgumentException("a packet from " + source + " to " + destination);
    }
  }

  public AddressFamily family() {
    return source.family();
  }
}
