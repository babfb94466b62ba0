package savd.cetp.tun;

import savd.cetp.fsm.Path;
import savd.cetp.message.Payload;

/** Where the data plane hands over what it cannot place. Must not wait. */
public interface ControlSink {
  /**
   * A datagram that is no data of a known session.
   *
   * @param datagram a copy
   * @return false when there is no room for it
   */
  boolean datagram(Path path, byte[] datagram);

  /**
   * A host's packet to a slot without session.
   *
   * @param source the host's address, of 4 or 16 octets
   * @return false when there is no room for it
   */
  boolean fromHost(int slot, savd.net.IpAddress source, Payload payload);
}
