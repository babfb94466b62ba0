package savd.fib.netlink;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import savd.fib.netlink.NetlinkReader.Attributes;
import savd.net.IngressInterface;

/**
 * Tells when an interface that had a carrier has none any more, or is gone, as soon as the kernel
 * says so (rtnetlink(7)). What the kernel had to drop of its messages is not told: who listens must
 * find out in another way too.
 */
public final class LinkWatch implements AutoCloseable {
  private static final int RTMGRP_LINK = 1;
  private static final int RTM_NEWLINK = 16;
  private static final int RTM_DELLINK = 17;
  private static final int RTM_GETLINK = 18;
  private static final int IFINFOMSG = 16;
  private static final int IFLA_IFNAME = 3;

  /** IFF_UP and IFF_LOWER_UP (netdevice(7)). */
  private static final int CARRIER = 0x1 | 0x10000;

  private static final Pattern NAME = Pattern.compile("[!-.0-~]{1,15}");

  private final Consumer<IngressInterface> lost;

  /** Interfaces with a carrier, by their number; of the thread that reads. */
  private final Set<Integer> carrying = new HashSet<>();

  private NetlinkWatch watch;

  private LinkWatch(Consumer<IngressInterface> lost) {
    this.lost = lost;
  }

  /**
   * Watches the network namespace of this thread.
   *
   * @param lost gets the interface, on a thread of its own, and must not wait
   */
  public static LinkWatch open(Consumer<IngressInterface> lost) throws NetlinkException {
    LinkWatch links = new LinkWatch(lost);
    NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.NETLINK_ROUTE, RTMGRP_LINK);
    // How they all are now; the answers are read like any other message.
    try (NetlinkWriter writer = new NetlinkWriter()) {
      long m = writer.beginMessage(RTM_GETLINK, NetlinkWriter.NLM_F_DUMP, 1);
      writer.zeros(IFINFOMSG);
      writer.endMessage(m);
      socket.send(writer);
    } catch (NetlinkException e) {
      socket.close();
      throw e;
    }
    links.watch = NetlinkWatch.of("savd-links", socket, links::read, () -> {});
    return links;
  }

  private void read(MemorySegment datagram) {
    NetlinkReader reader = new NetlinkReader(datagram);
    while (reader.nextMessage()) {
      MemorySegment payload = reader.payload();
      boolean gone = reader.type() == RTM_DELLINK;
      if (payload.byteSize() >= IFINFOMSG && (gone || reader.type() == RTM_NEWLINK)) {
        int index = payload.get(ValueLayout.JAVA_INT_UNALIGNED, 4);
        int flags = payload.get(ValueLayout.JAVA_INT_UNALIGNED, 8);
        if (!gone && (flags & CARRIER) == CARRIER) {
          carrying.add(index);
        } else if (carrying.remove(index)) {
          tell(reader);
        }
      }
    }
  }

  private void tell(NetlinkReader reader) {
    Attributes a = reader.attributes(IFINFOMSG);
    while (a.next()) {
      if (a.type() == IFLA_IFNAME && NAME.matcher(a.string()).matches()) {
        lost.accept(new IngressInterface(a.string()));
      }
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
