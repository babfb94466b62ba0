package savd.cetp.tun;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import savd.linux.Errno;
import savd.linux.Libc;

/**
 * A TUN device (Linux, Documentation/networking/tuntap.rst; linux/if_tun.h). Each packet has a
 * virtio network header of 10 octets before it; with offloads, the kernel gives and takes TCP
 * packets of up to 64 KiB and leaves checksums to be computed.
 */
public final class TunDevice implements AutoCloseable {
  /** What the kernel does for us. */
  public enum Offload {
    /** Nothing: each packet by itself, checksums complete. */
    NONE,
    /** Checksums and TCP segmentation. */
    TCP,
    /** UDP segmentation too (kernel 6.2). */
    TCP_AND_UDP
  }

  /** Octets of virtio_net_hdr. */
  static final int HEADER = 10;

  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final long TUNSETIFF = 0x400454CAL;
  private static final long TUNSETOFFLOAD = 0x400454D0L;
  private static final int IFF_TUN = 1;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFF_VNET_HDR = 0x4000;
  private static final int TUN_F_CSUM = 1;
  private static final int TUN_F_TSO4 = 2;
  private static final int TUN_F_TSO6 = 4;
  private static final int TUN_F_USO4 = 0x20;
  private static final int TUN_F_USO6 = 0x40;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment capture = Libc.captureState(arena);
  private final String name;
  private final int descriptor;
  private final Offload offload;
  private boolean closed;

  private TunDevice(String name, boolean offloads) throws IOException {
    this.name = name;
    try (Arena local = Arena.ofConfined()) {
      descriptor =
          Libc.open(capture, local.allocateFrom("/dev/net/tun"), O_RDWR | O_NONBLOCK | O_CLOEXEC);
      if (descriptor < 0) {
        throw new IOException("cannot open /dev/net/tun: " + Errno.sentence(-descriptor));
      }
      MemorySegment request = local.allocate(40, 8);
      byte[] octets = name.getBytes(StandardCharsets.US_ASCII);
      MemorySegment.copy(octets, 0, request, ValueLayout.JAVA_BYTE, 0, Math.min(15, octets.length));
      request.set(ValueLayout.JAVA_SHORT, 16, (short) (IFF_TUN | IFF_NO_PI | IFF_VNET_HDR));
      int r = Libc.ioctl(capture, descriptor, TUNSETIFF, request.address());
      if (r < 0) {
        Libc.close(capture, descriptor);
        throw new IOException("cannot make the interface " + name + ": " + Errno.sentence(-r));
      }
    }
    offload = offloads ? negotiate() : Offload.NONE;
    if (!offloads) {
      Libc.ioctl(capture, descriptor, TUNSETOFFLOAD, 0);
    }
  }

  /**
   * Makes the interface, or takes over one made for this purpose.
   *
   * @param offloads false to leave offloads alone, whether the kernel has them or not
   */
  public static TunDevice open(String name, boolean offloads) throws IOException {
    return new TunDevice(name, offloads);
  }

  private Offload negotiate() {
    int tcp = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6;
    if (Libc.ioctl(capture, descriptor, TUNSETOFFLOAD, tcp | TUN_F_USO4 | TUN_F_USO6) >= 0) {
      return Offload.TCP_AND_UDP;
    }
    return Libc.ioctl(capture, descriptor, TUNSETOFFLOAD, tcp) >= 0 ? Offload.TCP : Offload.NONE;
  }

  public String name() {
    return name;
  }

  public Offload offload() {
    return offload;
  }

  int descriptor() {
    return descriptor;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(capture, descriptor);
      arena.close();
    }
  }
}
