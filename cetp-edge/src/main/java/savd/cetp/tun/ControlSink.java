package savd.cetp.tun;

import savd.cetp.fsm.Path;
import savd.cetp.message.Identity;
import savd.cetp.message.Octets;
import savd.cetp.message.Payload;
import savd.net.IpAddress;

/** Where the data plane hands over what it cannot place. Must not wait. */
public interface ControlSink extends Turns.Faults {
  /** What a datagram shows for itself. */
  enum Claim {
    /** It has the identities of a session, which only the peer and who is on the path know. */
    SESSION,
    /** It brings back a cookie of ours that is good. */
    COOKIE,
    /** What anyone could have sent. */
    KNOCK,
    /** A cookie that is not ours, or too many: of no use to anybody. */
    NOTHING
  }

  /** Whether a knock from there would be taken now: asked before it is copied. */
  boolean listens(IpAddress from);

  /**
   * Looks at a cookie that came back in a set-up, before anything is copied.
   *
   * @param ingress index of the interface it came in by, 0 when the kernel did not tell
   */
  Claim returned(Path path, Identity source, Identity destination, Octets cookie, int ingress);

  /**
   * A datagram that is no data of a known session.
   *
   * @param datagram a copy
   * @param ingress index of the interface it came in by, 0 when the kernel did not tell
   * @return false when there is no room for it
   */
  boolean datagram(Path path, byte[] datagram, Claim claim, int ingress);

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
