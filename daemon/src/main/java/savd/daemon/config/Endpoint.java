package savd.daemon.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import savd.net.AddressFamily;
import savd.net.IpAddress;

/**
 * An address and a TCP port, written {@code 192.0.2.1:179} or {@code [2001:db8::1]:179}.
 *
 * @param port 0 to 65535; 0 lets the kernel choose
 */
public record Endpoint(IpAddress address, int port) {
  public Endpoint {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port out of range 0..65535: " + port);
    }
  }

  /** Reads the written form; throws {@link IllegalArgumentException} naming the text. */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || colon == text.length() - 1) {
      throw bad(text);
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
      if (host.indexOf(':') < 0) {
        throw bad(text);
      }
    } else if (host.indexOf(':') >= 0) {
      throw bad(text);
    }
    int port;
    try {
      port = Integer.parseInt(text.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw bad(text);
    }
    return new Endpoint(IpAddress.parse(host), port);
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException("not address:port: " + text);
  }

  /** The same for the JDK's sockets; no resolver is asked. */
  public InetSocketAddress socketAddress() {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address.octets()), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 octets", e);
    }
  }

  @Override
  public String toString() {
    return (address.family() == AddressFamily.IPV6 ? "[" + address + "]" : address.toString())
        + ":"
        + port;
  }
}
