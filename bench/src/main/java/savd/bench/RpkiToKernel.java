package savd.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import savd.fib.netlink.NetlinkException;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Ipv4Prefix;
import savd.net.Prefix;
import savd.rpki.files.BadFile;
import savd.rpki.files.PayloadReader;
import savd.rpki.message.Change;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.RtrSerial;
import savd.rpki.message.Timing;
import savd.rpki.payload.Payload;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rpki.wire.PduWriter;
import savd.testbed.peer.ScriptedPeer;

/**
 * From End of Data to the kernel's commit, through a whole savd: a cache with a full set of VRPs
 * changes some of them, which turns routes of a full table invalid, and back. The time is taken
 * before the octets of End of Data are written, and again when the kernel tells of its new
 * generation.
 *
 * <p>Run it in a network namespace of its own, as root:
 *
 * <pre>
 * unshare -n java -cp ... savd.bench.RpkiToKernel dist/bin/savd VRP-FILE ROUTES VRPS CHANGES
 * </pre>
 */
public final class RpkiToKernel {
  private static final int PORT = 17903;
  private static final int BGP_PORT = 17904;
  private static final int VERSION = 1;
  private static final int SESSION = 7;
  private static final int HEADER = 8;
  private static final int PER_UPDATE = 5;
  private static final int BASE = 0x14000000;
  private static final Asn NOBODY = Asn.of(9);
  private static final Timing TIMING = new Timing(3600, 600, 7200);

  /** Between savd's first commit, of the empty table, and that of the lists. */
  private static final long TABLE_QUIET_MILLIS = 8000;

  private static final long QUIET_MILLIS = 300;

  private final CommitWatch commits;
  private int serial = 1;

  private RpkiToKernel(CommitWatch commits) {
    this.commits = commits;
  }

  /**
   * @param args the launcher of savd, a file of VRPs, routes, VRPs that change at once, and how
   *     often
   */
  public static void main(String[] args)
      throws IOException, InterruptedException, NetlinkException, BadFile {
    Payload data = PayloadReader.read(Path.of(args[1]));
    Path directory = Files.createTempDirectory("rpki-to-kernel");
    Path file = Files.writeString(directory.resolve("savd.toml"), configuration(directory));
    new ProcessBuilder("ip", "link", "set", "lo", "up").inheritIO().start().waitFor();
    try (ServerSocket cache = new ServerSocket(PORT, 8, InetAddress.getLoopbackAddress())) {
      Process savd = new ProcessBuilder(args[0], "run", "-c", file.toString()).inheritIO().start();
      try (CommitWatch commits = new CommitWatch();
          Socket router = cache.accept()) {
        new RpkiToKernel(commits)
            .measure(
                router,
                data,
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]));
      } finally {
        savd.destroy();
        savd.waitFor(10, TimeUnit.SECONDS);
      }
    }
  }

  private static String configuration(Path directory) {
    return """
        [router]
        as = 64512
        id = "192.0.2.254"
        [bgp]
        listen = ["127.0.0.1:%d"]
        [control]
        socket = "%s/savd.sock"
        [http]
        listen = "off"
        [log]
        level = "warn"
        [dataplane]
        reconcile-interval = "0s"
        [cache.bench]
        address = "127.0.0.1"
        port = %d
        max-version = 1
        [interface.provider]
        role = "provider"
        method = "loose-ignoring-default"
        mode = "enforce"
        hold = "0s"
        [neighbor.provider]
        address = "127.0.0.2"
        as = 65001
        interface = "provider"
        local-address = "127.0.0.1"
        passive = true
        multihop = 8
        """
        .formatted(BGP_PORT, directory, PORT);
  }

  private void measure(Socket router, Payload data, int routes, int vrps, int changes)
      throws IOException, InterruptedException {
    router.setTcpNoDelay(true);
    DataInputStream in = new DataInputStream(router.getInputStream());
    OutputStream out = router.getOutputStream();
    awaitQuery(in);
    out.write(everything(data));
    out.flush();
    try (ScriptedPeer provider =
        ScriptedPeer.connect(
            Asn.of(65001),
            new Ipv4Address(0x0A000001),
            Asn.of(64512),
            new InetSocketAddress("127.0.0.2", 0),
            new InetSocketAddress("127.0.0.1", BGP_PORT),
            Duration.ofSeconds(60))) {
      for (int i = 0; i < routes; i += PER_UPDATE) {
        List<Prefix> some = new ArrayList<>(PER_UPDATE);
        for (int k = i; k < Math.min(routes, i + PER_UPDATE); k++) {
          some.add(route(k));
        }
        provider.announce(some, AsPath.of(65001, 1000 + i % 50_000), IpAddress.parse("192.0.2.1"));
      }
      provider.endOfRib();
      commits.awaitQuiet(TABLE_QUIET_MILLIS);
      change(in, out, routes, vrps, Math.max(4, changes / 10));
      CommitWatch.report(
          vrps + " VRPs, " + routes + " routes, to the last commit",
          change(in, out, routes, vrps, changes));
    }
  }

  /** Every other /24, so that no two merge. */
  private static Prefix route(int i) {
    return new Ipv4Prefix(BASE + (i << 9), 24);
  }

  private static void awaitQuery(DataInputStream in) throws IOException {
    byte[] header = in.readNBytes(HEADER);
    in.skipNBytes((header[7] & 0xFF) - HEADER);
  }

  private byte[] everything(Payload data) {
    ByteBuf out = Unpooled.buffer(1 << 24);
    PduWriter.write(VERSION, new RtrPdu.CacheResponse(SESSION), out);
    for (AddressFamily family : AddressFamily.values()) {
      VrpTable t = data.vrps(family);
      for (int i = 0; i < t.size(); i++) {
        PduWriter.write(VERSION, new RtrPdu.PrefixPdu(Change.ANNOUNCE, t.vrp(i)), out);
      }
    }
    endOfData(out);
    return octets(out);
  }

  private void endOfData(ByteBuf out) {
    PduWriter.write(
        VERSION, new RtrPdu.EndOfData(SESSION, new RtrSerial(serial), Optional.of(TIMING)), out);
  }

  private static byte[] octets(ByteBuf buffer) {
    byte[] out = new byte[buffer.readableBytes()];
    buffer.readBytes(out);
    buffer.release();
    return out;
  }

  /** VRPs of somebody else come for some routes, and go again, and so on. */
  private long[] change(DataInputStream in, OutputStream out, int routes, int vrps, int changes)
      throws IOException, InterruptedException {
    long[] nanos = new long[changes];
    for (int n = 0; n < changes; n++) {
      Change what = n % 2 == 0 ? Change.ANNOUNCE : Change.WITHDRAW;
      serial++;
      ByteBuf notify = Unpooled.buffer();
      PduWriter.write(VERSION, new RtrPdu.SerialNotify(SESSION, new RtrSerial(serial)), notify);
      out.write(octets(notify));
      out.flush();
      awaitQuery(in);
      ByteBuf update = Unpooled.buffer();
      PduWriter.write(VERSION, new RtrPdu.CacheResponse(SESSION), update);
      for (int k = 0; k < vrps; k++) {
        Prefix p = route((int) ((n / 2 * 7919L + (long) k * (routes / vrps)) % routes));
        PduWriter.write(VERSION, new RtrPdu.PrefixPdu(what, new Vrp(p, 24, NOBODY)), update);
      }
      endOfData(update);
      byte[] octets = octets(update);
      long start = commits.forgetAndStart();
      out.write(octets);
      out.flush();
      nanos[n] = commits.awaitQuiet(QUIET_MILLIS) - start;
    }
    return nanos;
  }
}
