package savd.bgp.wire;

import savd.net.AddressFamily;
import savd.net.RouteBatch;

/**
 * Network layer reachability information (RFC 4271, section 4.3; RFC 7911, section 3) into a batch.
 *
 * <p>Bits beyond a prefix's length mean nothing and become zero. Every method is false as soon as
 * the grammar breaks: a length over the family's, or octets missing (RFC 7606, section 5.3); what
 * came before is in the batch by then.
 */
final class Nlri {
  private Nlri() {}

  static boolean announce4(
      byte[] b,
      int from,
      int end,
      boolean addPath,
      int attributes,
      boolean leaked,
      RouteBatch batch) {
    int i = from;
    while (i < end) {
      int pathId = 0;
      if (addPath) {
        if (end - i < 5) {
          return false;
        }
        pathId = Octets.int32(b, i);
        i += 4;
      }
      int length = b[i++] & 0xFF;
      int octets = (length + 7) >>> 3;
      if (length > 32 || octets > end - i) {
        return false;
      }
      long low = address4(b, i, octets, length);
      batch.announce(AddressFamily.IPV4, 0, low, length, pathId, attributes, leaked);
      i += octets;
    }
    return true;
  }

  static boolean withdraw4(byte[] b, int from, int end, boolean addPath, RouteBatch batch) {
    int i = from;
    while (i < end) {
      int pathId = 0;
      if (addPath) {
        if (end - i < 5) {
          return false;
        }
        pathId = Octets.int32(b, i);
        i += 4;
      }
      int length = b[i++] & 0xFF;
      int octets = (length + 7) >>> 3;
      if (length > 32 || octets > end - i) {
        return false;
      }
      long low = address4(b, i, octets, length);
      batch.withdraw(AddressFamily.IPV4, 0, low, length, pathId);
      i += octets;
    }
    return true;
  }

  static boolean announce6(
      byte[] b,
      int from,
      int end,
      boolean addPath,
      int attributes,
      boolean leaked,
      RouteBatch batch) {
    int i = from;
    while (i < end) {
      int pathId = 0;
      if (addPath) {
        if (end - i < 5) {
          return false;
        }
        pathId = Octets.int32(b, i);
        i += 4;
      }
      int length = b[i++] & 0xFF;
      int octets = (length + 7) >>> 3;
      if (length > 128 || octets > end - i) {
        return false;
      }
      long high = high6(b, i, octets, length);
      long low = low6(b, i, octets, length);
      batch.announce(AddressFamily.IPV6, high, low, length, pathId, attributes, leaked);
      i += octets;
    }
    return true;
  }

  static boolean withdraw6(byte[] b, int from, int end, boolean addPath, RouteBatch batch) {
    int i = from;
    while (i < end) {
      int pathId = 0;
      if (addPath) {
        if (end - i < 5) {
          return false;
        }
        pathId = Octets.int32(b, i);
        i += 4;
      }
      int length = b[i++] & 0xFF;
      int octets = (length + 7) >>> 3;
      if (length > 128 || octets > end - i) {
        return false;
      }
      long high = high6(b, i, octets, length);
      long low = low6(b, i, octets, length);
      batch.withdraw(AddressFamily.IPV6, high, low, length, pathId);
      i += octets;
    }
    return true;
  }

  private static long address4(byte[] b, int at, int octets, int length) {
    if (length == 0) {
      return 0;
    }
    int v = 0;
    for (int k = 0; k < octets; k++) {
      v |= (b[at + k] & 0xFF) << (24 - 8 * k);
    }
    return v & (-1 << (32 - length)) & 0xFFFF_FFFFL;
  }

  private static long high6(byte[] b, int at, int octets, int length) {
    if (length == 0) {
      return 0;
    }
    long v = read64(b, at, Math.min(octets, 8));
    return length >= 64 ? v : v & -1L << (64 - length);
  }

  private static long low6(byte[] b, int at, int octets, int length) {
    return length <= 64 ? 0 : read64(b, at + 8, octets - 8) & -1L << (128 - length);
  }

  private static long read64(byte[] b, int at, int octets) {
    long v = 0;
    for (int k = 0; k < octets; k++) {
      v = v << 8 | b[at + k] & 0xFF;
    }
    return v << (64 - 8 * octets);
  }
}
