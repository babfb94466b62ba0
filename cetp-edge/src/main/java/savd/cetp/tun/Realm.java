package savd.cetp.tun;

import savd.net.AddressFamily;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Ipv4Prefix;
import savd.net.Ipv6Address;
import savd.net.Ipv6Prefix;
import savd.net.Prefix;

/**
 * The addresses that stand for remote hosts here: slot n is the n-th address of each prefix, the
 * first, all zero, left out.
 *
 * @param ipv4 a prefix our hosts reach nothing else by
 * @param ipv6 the same; its last 64 bits are counted in
 */
public record Realm(Ipv4Prefix ipv4, Ipv6Prefix ipv6) {
  /** How many slots both prefixes have room for, at most {@code most}. */
  public int slots(int most) {
    long v4 = (1L << 32 - ipv4.length()) - 2;
    long v6 = ipv6.length() <= 64 ? Long.MAX_VALUE : (1L << 128 - ipv6.length()) - 2;
    return (int) Math.min(most, Math.min(v4, v6));
  }

  int proxy4(int slot) {
    return (int) ipv4.low() + slot + 1;
  }

  long proxy6High() {
    return ipv6.high();
  }

  long proxy6Low(int slot) {
    return ipv6.low() + slot + 1;
  }

  /** The proxy address of a slot. */
  public IpAddress proxy(AddressFamily family, int slot) {
    return switch (family) {
      case IPV4 -> new Ipv4Address(proxy4(slot));
      case IPV6 -> new Ipv6Address(proxy6High(), proxy6Low(slot));
    };
  }

  /** The slot an address would stand for; negative or too large when it is no proxy address. */
  long slot4(int address) {
    return (address & 0xFFFF_FFFFL) - ipv4.low() - 1;
  }

  long slot6(long high, long low) {
    return high == ipv6.high() ? low - ipv6.low() - 1 : -1;
  }

  /** The slot a proxy address stands for, or -1. */
  public int slot(IpAddress address, int slots) {
    long slot =
        switch (address) {
          case Ipv4Address a -> slot4(a.bits());
          case Ipv6Address a -> slot6(a.high(), a.low());
        };
    return slot >= 0 && slot < slots ? (int) slot : -1;
  }

  /** Reads two prefixes. */
  public static Realm of(Prefix ipv4, Prefix ipv6) {
    if (ipv4 instanceof Ipv4Prefix four && ipv6 instanceof Ipv6Prefix six) {
      return new Realm(four, six);
    }
    throw new IllegalArgumentException("wanted an IPv4 and an IPv6 prefix");
  }
}
