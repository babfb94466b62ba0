package savd.cetp.fsm;

import savd.cetp.message.Locator;
import savd.net.IpAddress;

/**
 * Between two edges.
 *
 * @param local our address; of an Ethernet station, that of {@link Locator.Ethernet#address()}
 * @param remote theirs, with port 0 for the well-known one; how it is reached is how we are
 */
public record Path(IpAddress local, Locator remote) {
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int UDP_HEADER = 8;

  /** Whether it begins at this RLOC of ours. */
  public boolean isFrom(Locator own) {
    return own.reaches(remote) && own.address().equals(local);
  }

  /** Octets of the headers before a message; of Ethernet none, its MTU does not count them. */
  public int outsideOctets() {
    int network =
        switch (remote.address().family()) {
          case IPV4 -> IPV4_HEADER;
          case IPV6 -> IPV6_HEADER;
        };
    return switch (remote) {
      case Locator.Ip _ -> network + UDP_HEADER;
      case Locator.Direct _ -> network;
      case Locator.Ethernet _ -> 0;
    };
  }

  private Object from() {
    return remote instanceof Locator.Ethernet e ? Locator.Ethernet.of(local, e.vlan()) : local;
  }

  @Override
  public String toString() {
    return from() + "-" + remote;
  }
}
