package savd.cetp.tun;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import savd.cetp.fsm.EdgeAction;
import savd.cetp.fsm.Path;
import savd.cetp.fsm.PathHealth;
import savd.cetp.message.Identity;
import savd.cetp.packet.Checksum;
import savd.cetp.wire.ControlWord;
import savd.net.IpAddress;

/** What the data plane knows of a session. Never changes; another takes its place. */
final class Flow {
  final int slot;
  final long localBits;

  /** The header of every message we send, total length zero. */
  final byte[] header;

  final int headerWord;

  /** The peer's identity element in the header, as its messages must have it. */
  private final int peerOffset;

  private final int peerOctets;

  final boolean hasIpv4;
  final boolean hasIpv6;
  final int host4;
  final int proxy4;
  final long host6High;
  final long host6Low;
  final long proxy6High;
  final long proxy6Low;

  /** Sums of host and proxy address, 16 bits. */
  final int sum4;

  final int sum6;
  final Port port;

  /** Where to send: as the port's kind of socket has it. */
  final MemorySegment target;

  final PathHealth health;
  final PathHealth[] accepted;

  Flow(EdgeAction.Install i, Realm realm, Port port, Ways ways) {
    slot = i.slot();
    localBits = i.local().sessionBits();
    header = header(i.local(), i.peer());
    headerWord = ControlWord.of(header.length / 4, 0, 0);
    peerOffset = ControlWord.OCTETS + element(i.local()).length;
    peerOctets = element(i.peer()).length;
    hasIpv4 = i.host().ipv4().isPresent();
    hasIpv6 = i.host().ipv6().isPresent();
    host4 = i.host().ipv4().map(a -> a.bits()).orElse(0);
    proxy4 = realm.proxy4(slot);
    host6High = i.host().ipv6().map(a -> a.high()).orElse(0L);
    host6Low = i.host().ipv6().map(a -> a.low()).orElse(0L);
    proxy6High = realm.proxy6High();
    proxy6Low = realm.proxy6Low(slot);
    sum4 = Checksum.fold(Checksum.ofAddress(host4) + Checksum.ofAddress(proxy4));
    sum6 =
        Checksum.fold(
            Checksum.ofAddress(host6High, host6Low) + Checksum.ofAddress(proxy6High, proxy6Low));
    this.port = port;
    health = i.target();
    target = ways.target(port, health.path());
    accepted = ways.accepted(i.accepted());
  }

  private static byte[] element(Identity id) {
    byte[] value = id.value().toArray();
    byte[] e = new byte[2 + value.length];
    e[0] = (byte) id.type();
    e[1] = (byte) value.length;
    System.arraycopy(value, 0, e, 2, value.length);
    return e;
  }

  private static byte[] header(Identity source, Identity destination) {
    byte[] from = element(source);
    byte[] to = element(destination);
    ByteBuffer b = ByteBuffer.allocate(4 + from.length + to.length + 3 & ~3);
    b.position(4);
    return b.put(from).put(to).array();
  }

  /** Whether the identity element at {@code at} is the peer's. */
  boolean isPeer(ByteBuffer b, int at) {
    for (int i = 0; i < peerOctets; i++) {
      if (b.get(at + i) != header[peerOffset + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The health of the path a message took, or null when it came from an address that is not the
   * peer's.
   */
  PathHealth from(Port at, long high, long low) {
    PathHealth other = null;
    for (int i = 0; i < accepted.length; i++) {
      Path path = accepted[i].path();
      IpAddress a = path.remote().address();
      if (a.low() == low && a.high() == high && at.locator().reaches(path.remote())) {
        if (path.local().equals(at.address())) {
          return accepted[i];
        }
        other = accepted[i];
      }
    }
    return other;
  }
}
