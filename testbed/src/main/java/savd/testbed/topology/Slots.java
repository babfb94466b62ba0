package savd.testbed.topology;

import savd.net.AddressFamily;
import savd.net.IpAddress;
import savd.net.Prefix;

/**
 * A prefix as a run of slots, the smallest pieces of address space there are here: a /24 of IPv4, a
 * /48 of IPv6.
 *
 * @param first a multiple of {@code count}
 * @param count a power of two
 */
public record Slots(int first, int count) implements Comparable<Slots> {
  /** How many slots an AS gets. */
  public static final int BLOCK = 16;

  public Slots {
    if (Integer.bitCount(count) != 1 || first % count != 0) {
      throw new IllegalArgumentException(first + "+" + count + " is no prefix");
    }
  }

  /** The whole block of an AS. */
  static Slots block(int as) {
    return new Slots(as * BLOCK, BLOCK);
  }

  public boolean contains(int slot) {
    return slot >= first && slot < first + count;
  }

  public boolean overlaps(Slots other) {
    return contains(other.first) || other.contains(first);
  }

  /** Part {@code i} of as many as have {@code size} slots each. */
  Slots part(int i, int size) {
    return new Slots(first + i * size, size);
  }

  /** In addresses. */
  public Prefix prefix(AddressFamily family) {
    int bits = Integer.numberOfTrailingZeros(count);
    return family == AddressFamily.IPV4
        ? Prefix.of(family, 0, 0x14000000L + ((long) first << 8), 24 - bits)
        : Prefix.of(family, 0x2A00_0000_0000_0000L + ((long) first << 16), 0, 48 - bits);
  }

  /** An address in a slot. */
  public static IpAddress address(AddressFamily family, int slot) {
    Prefix p = new Slots(slot, 1).prefix(family);
    return IpAddress.of(family, p.high(), p.low() + 1);
  }

  /** Short ones first: the order of a longest match. */
  @Override
  public int compareTo(Slots o) {
    return count != o.count ? Integer.compare(count, o.count) : Integer.compare(first, o.first);
  }
}
