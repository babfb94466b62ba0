package savd.bgp.session;

import io.netty.channel.ChannelConfig;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.IpAddress;
import savd.net.Ipv6Address;
import savd.net.Prefix;

/**
 * Keys of TCP-MD5 (RFC 2385) on a socket, one address or prefix at a time.
 *
 * <p>netty's own option takes single addresses and replaces all keys of a socket with each call.
 * Here each key is the kernel's {@code struct tcp_md5sig}, set through {@code TCP_MD5SIG_EXT}
 * (Linux 4.13), which knows prefixes too; so a reload touches only the keys that change, and a
 * range of dynamic neighbours needs one key.
 *
 * <p>A wrong or missing key shows as silence: the kernel drops the segments, and a connection
 * attempt times out.
 */
final class TcpMd5 {
  /** Longest key the kernel takes (TCP_MD5SIG_MAXKEYLEN). */
  static final int MAX_KEY = 80;

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_MD5SIG_EXT = 32;
  private static final int FLAG_PREFIX = 1;
  private static final int SOCKADDR_STORAGE = 128;
  private static final int STRUCT_LENGTH = SOCKADDR_STORAGE + 8 + MAX_KEY;
  private static final short AF_INET = 2;
  private static final short AF_INET6 = 10;
  private static final RawUnixChannelOption OPTION =
      new RawUnixChannelOption("TCP_MD5SIG_EXT", IPPROTO_TCP, TCP_MD5SIG_EXT, STRUCT_LENGTH);

  private TcpMd5() {}

  /** Throws {@link IllegalArgumentException} for a key the kernel would not take. */
  static void check(String key) {
    int length = key.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > MAX_KEY) {
      throw new IllegalArgumentException(
          "an MD5 key must have 1 to " + MAX_KEY + " octets, not " + length);
    }
  }

  /** The prefix of one address. */
  static Prefix host(IpAddress address) {
    return Prefix.of(address.family(), address.high(), address.low(), address.family().bits());
  }

  /** Sets the key for a prefix, a host prefix for one neighbour; an empty key removes it. */
  static void set(ChannelConfig socket, Prefix prefix, Optional<String> key) {
    byte[] octets = key.map(k -> k.getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
    ByteBuffer s = ByteBuffer.allocateDirect(STRUCT_LENGTH).order(ByteOrder.nativeOrder());
    boolean v4 = prefix.family() == AddressFamily.IPV4;
    s.putShort(v4 ? AF_INET : AF_INET6).putShort((short) 0);
    if (v4) {
      s.put(prefix.first().octets());
    } else {
      s.putInt(0).put(((Ipv6Address) prefix.first()).octets());
    }
    s.position(SOCKADDR_STORAGE);
    s.put((byte) FLAG_PREFIX)
        .put((byte) prefix.length())
        .putShort((short) octets.length)
        .putInt(0)
        .put(octets);
    Arrays.fill(octets, (byte) 0);
    s.position(0).limit(STRUCT_LENGTH);
    socket.setOption(OPTION, s);
  }
}
