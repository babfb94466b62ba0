package savd.fib.netlink;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import savd.fib.netlink.NetlinkReader.Attributes;
import savd.linux.Errno;
import savd.net.AddressFamily;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Prefix;

/** The subnets interfaces are attached to, read by rtnetlink (rtnetlink(7)). */
public final class InterfaceSubnets implements AutoCloseable {
  /** Multicast groups of changes of links and of addresses (linux/rtnetlink.h). */
  private static final int RTMGRP_LINK = 1;

  private static final int RTMGRP_IPV4_IFADDR = 0x10;
  private static final int RTMGRP_IPV6_IFADDR = 0x100;
  static final int CHANGES = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;

  private static final Pattern NAME = Pattern.compile("[!-.0-~]{1,15}");
  private static final int RTM_NEWLINK = 16;
  private static final int RTM_GETLINK = 18;
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_GETADDR = 22;
  private static final int IFINFOMSG = 16;
  private static final int IFADDRMSG = 8;
  private static final int IFLA_IFNAME = 3;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  private final NetlinkSocket socket;
  private final NetlinkWriter writer = new NetlinkWriter();
  private int sequence = 1;

  private InterfaceSubnets(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens a socket in the network namespace of this thread. */
  public static InterfaceSubnets open() throws NetlinkException {
    NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.NETLINK_ROUTE, 0);
    socket.receiveTimeout(ANSWER_TIMEOUT);
    return new InterfaceSubnets(socket);
  }

  /** The subnets of every interface, in no particular order; interfaces without any are there. */
  public Map<IngressInterface, List<Prefix>> read() throws NetlinkException {
    Map<Integer, IngressInterface> names = new HashMap<>();
    Map<IngressInterface, List<Prefix>> subnets = new HashMap<>();
    dump(RTM_GETLINK, RTM_NEWLINK, IFINFOMSG, m -> readLink(m, names));
    names.values().forEach(name -> subnets.put(name, new ArrayList<>()));
    dump(RTM_GETADDR, RTM_NEWADDR, IFADDRMSG, m -> readAddress(m, names, subnets));
    return subnets;
  }

  private static void readLink(NetlinkReader m, Map<Integer, IngressInterface> names) {
    MemorySegment payload = m.payload();
    if (payload.byteSize() < IFINFOMSG) {
      return;
    }
    int index = payload.get(ValueLayout.JAVA_INT_UNALIGNED, 4);
    Attributes a = m.attributes(IFINFOMSG);
    while (a.next()) {
      if (a.type() == IFLA_IFNAME) {
        // With any other name savd cannot be configured: there is no such ingress for us.
        if (NAME.matcher(a.string()).matches()) {
          names.put(index, new IngressInterface(a.string()));
        }
      }
    }
  }

  private static void readAddress(
      NetlinkReader m,
      Map<Integer, IngressInterface> names,
      Map<IngressInterface, List<Prefix>> subnets) {
    MemorySegment payload = m.payload();
    if (payload.byteSize() < IFADDRMSG) {
      return;
    }
    int familyNumber = payload.get(ValueLayout.JAVA_BYTE, 0) & 0xFF;
    int length = payload.get(ValueLayout.JAVA_BYTE, 1) & 0xFF;
    IngressInterface name = names.get(payload.get(ValueLayout.JAVA_INT_UNALIGNED, 4));
    if (name == null || familyNumber != AF_INET && familyNumber != AF_INET6) {
      return;
    }
    AddressFamily family = familyNumber == AF_INET ? AddressFamily.IPV4 : AddressFamily.IPV6;
    Attributes a = m.attributes(IFADDRMSG);
    while (a.next()) {
      boolean address = a.type() == IFA_ADDRESS || a.type() == IFA_LOCAL;
      if (address && a.valueSize() == family.bits() / 8 && length <= family.bits()) {
        // On a point-to-point link IFA_ADDRESS is the other end; elsewhere both say the same.
        IpAddress ip = IpAddress.ofOctets(a.array());
        Prefix subnet =
            Prefix.of(
                family,
                ip.high() & family.maskHigh(length),
                ip.low() & family.maskLow(length),
                length);
        List<Prefix> known = subnets.get(name);
        if (!known.contains(subnet)) {
          known.add(subnet);
        }
      }
    }
  }

  private void dump(int request, int answer, int header, Consumer<NetlinkReader> each)
      throws NetlinkException {
    writer.clear();
    int asked = sequence++;
    long m = writer.beginMessage(request, NetlinkWriter.NLM_F_DUMP, asked);
    writer.zeros(header);
    writer.endMessage(m);
    socket.send(writer);
    while (true) {
      MemorySegment datagram = socket.receive();
      if (datagram.byteSize() == 0) {
        throw new NetlinkException("rtnetlink request " + request, Errno.ETIMEDOUT);
      }
      NetlinkReader reader = new NetlinkReader(datagram);
      while (reader.nextMessage()) {
        if (reader.sequence() != asked) {
          continue;
        }
        if (reader.type() == NetlinkReader.NLMSG_DONE) {
          return;
        }
        if (reader.type() == NetlinkReader.NLMSG_ERROR) {
          int errno =
              reader
                  .acknowledgement()
                  .map(NetlinkReader.Acknowledgement::errno)
                  .orElse(Errno.EINVAL);
          throw new NetlinkException("rtnetlink request " + request, errno);
        }
        if (reader.type() == answer) {
          each.accept(reader);
        }
      }
    }
  }

  @Override
  public void close() {
    writer.close();
    socket.close();
  }
}
