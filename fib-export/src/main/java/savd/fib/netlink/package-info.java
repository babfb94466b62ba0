/**
 * Netlink sockets and messages by the foreign-function interface.
 *
 * <p><b>What it is for.</b> The kernel's nftables, its log of packets and its interfaces are spoken
 * to in netlink datagrams (RFC 3549). This package knows datagrams, messages and attributes; what
 * they mean is known by those who use it.
 *
 * <p><b>The invariant.</b> Native memory belongs to the object that hands it out and is freed with
 * it; a received datagram is valid until the next is asked for. No length that came from outside is
 * believed: a reader ends where a length does not fit.
 */
package savd.fib.netlink;
