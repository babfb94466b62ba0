package savd.cetp.tun;

import savd.cetp.fsm.Path;
import savd.cetp.message.Payload;
import savd.net.IpAddress;

/** Where the data plane hands over what it cannot place. Must not wait. */
public interface ControlSink {
  /** Whether a knock from there would be taken now: asked before it is copied. */
  boolean listens(IpAddress from);

  /**
   * A datagram that is no data of a known session.
   *
   * @param datagram a copy
   * @param knock true for what anyone could have sent: of no session, without cookie
   * @param ingress index of the interface it came in by, 0 when the kernel did not tell
   * @return false when there is no room for it
   */
  boolean datagram(Path path, byte[] datagram, boolean knock, int ingress);

  /**
   * A host's packet to a slot without session.
   *
   * @param source the host's address, of 4 or 16 octets
   * @return false when there is no room for it
   */
  boolean fromHost(int slot, IpAddress source, Payload payload);

  /** A packet to a session came from an address that is not its host's but on the same link. */
  void beside(IpAddress source);
}
