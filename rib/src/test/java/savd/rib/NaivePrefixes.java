package savd.rib;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import savd.net.AddressFamily;
import savd.net.IpAddress;
import savd.net.Prefix;

/** The oracle for {@link PrefixIndex}: a sorted map with the number of pins. */
final class NaivePrefixes {
  final TreeMap<Prefix, Integer> pins = new TreeMap<>();

  static Prefix masked(AddressFamily family, long high, long low, int length) {
    return Prefix.of(family, high & family.maskHigh(length), low & family.maskLow(length), length);
  }

  Optional<Prefix> longestMatch(IpAddress address, int maxLength) {
    for (int length = maxLength; length >= 0; length--) {
      Prefix p = masked(address.family(), address.high(), address.low(), length);
      if (pins.containsKey(p)) {
        return Optional.of(p);
      }
    }
    return Optional.empty();
  }

  Optional<Prefix> lessSpecific(Prefix p) {
    return p.length() == 0 ? Optional.empty() : longestMatch(p.first(), p.length() - 1);
  }

  List<Prefix> within(Prefix p) {
    List<Prefix> out = new ArrayList<>();
    for (Prefix q : pins.tailMap(p, true).keySet()) {
      if (!p.covers(q)) {
        break;
      }
      out.add(q);
    }
    return out;
  }

  /** How the prefixes of a history are spread. */
  enum Shape {
    /** Any address, any length. */
    ANYWHERE,
    /** Lengths and clusters as in a full table. */
    INTERNET,
    /** All in one /16 or one /32: a single bucket. */
    ONE_BUCKET,
    /** Many lengths of a few addresses: deep nesting. */
    NESTED,
    /**
     * IPv6: all in one /48, beyond the half that is compared first; IPv4: host routes of one /24.
     */
    TAIL
  }

  static Prefix draw(AddressFamily family, Shape shape, SplittableRandom random) {
    boolean v4 = family == AddressFamily.IPV4;
    long high = v4 ? 0 : random.nextLong();
    long low = v4 ? random.nextLong() & 0xFFFF_FFFFL : random.nextLong();
    int bits = family.bits();
    return switch (shape) {
      case ANYWHERE -> masked(family, high, low, random.nextInt(bits + 1));
      case INTERNET -> {
        long base = random.nextInt(8) * 0x1357_9BDFL;
        yield v4
            ? masked(
                family,
                0,
                base & 0xFFFC_0000L | low & 0x3_FFFFL,
                random.nextInt(3) > 0 ? 24 : random.nextInt(8, 25))
            : masked(
                family,
                0x2001_0000_0000_0000L | base << 32 | high & 0xFFFF_FFFFL,
                0,
                random.nextInt(2) == 0 ? 48 : random.nextInt(20, 65));
      }
      case ONE_BUCKET ->
          v4
              ? masked(family, 0, 0xC633_0000L | low & 0xFFFF, random.nextInt(12, 33))
              : masked(family, 0x2A00_1234_0000_0000L | high & 0xFFFF_FFFFL, 0, 48);
      case NESTED -> {
        long at = random.nextInt(3);
        yield v4
            ? masked(family, 0, 0x0A14_1E28L ^ at * 0x1_01L, random.nextInt(33))
            : masked(family, 0x2001_0DB8_AAAA_5555L, at * 0x1234_5678_9ABCL, random.nextInt(129));
      }
      case TAIL ->
          v4
              ? masked(family, 0, 0xC633_6400L | low & 0xFF, random.nextInt(24, 33))
              : masked(family, 0x2A00_1234_5678_0000L, low, random.nextInt(49, 129));
    };
  }
}
