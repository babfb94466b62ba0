package savd.cetp.fsm;

import savd.cetp.message.Locator;
import savd.net.IpAddress;

/**
 * Between two edges.
 *
 * @param local our address
 * @param remote theirs, with port 0 for the well-known one
 */
public record Path(IpAddress local, Locator.Ip remote) {
  @Override
  public String toString() {
    return local + "-" + remote;
  }
}
