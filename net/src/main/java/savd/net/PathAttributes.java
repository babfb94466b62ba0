package savd.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The path attributes of a route as one canonical block of octets, so that equal attributes are
 * equal octets.
 *
 * <p>The block: one octet with the length of the next hop (0, 4, 16 or 32), the next hop, then path
 * attributes in the form of RFC 4271, section 4.3, each type once, in ascending order of type. AS
 * numbers have four octets. NEXT_HOP (3), MP_REACH_NLRI (14), MP_UNREACH_NLRI (15), AS4_PATH (17)
 * and AS4_AGGREGATOR (18) do not occur: their content is merged in. The extended length flag is set
 * exactly where the value exceeds 255 octets.
 *
 * <p>The static methods read a block inside a larger array and allocate nothing; the RIB keeps
 * blocks packed and uses them. A block is well-formed by construction (the decoder checked it), so
 * reading never fails.
 */
public final class PathAttributes {
  public static final int ORIGIN = 1;
  public static final int AS_PATH = 2;
  public static final int MULTI_EXIT_DISC = 4;
  public static final int LOCAL_PREF = 5;
  public static final int ATOMIC_AGGREGATE = 6;
  public static final int AGGREGATOR = 7;
  public static final int COMMUNITIES = 8;
  public static final int ORIGINATOR_ID = 9;
  public static final int CLUSTER_LIST = 10;
  public static final int EXTENDED_COMMUNITIES = 16;
  public static final int LARGE_COMMUNITIES = 32;
  public static final int ONLY_TO_CUSTOMER = 35;

  /** Returned by {@link #originAs} where a path has no origin; AS 0 never originates (RFC 7607). */
  public static final int NO_ORIGIN = 0;

  private final byte[] block;

  private PathAttributes(byte[] block) {
    this.block = block;
  }

  /** Wraps a well-formed block; the array must not change afterwards. */
  public static PathAttributes ofBlock(byte[] block) {
    return new PathAttributes(block);
  }

  /** Copies a well-formed block out of a larger array. */
  public static PathAttributes copyOf(byte[] bytes, int offset, int length) {
    return new PathAttributes(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  /** The block itself; callers must not write to it. */
  public byte[] block() {
    return block;
  }

  // ---- reading in place
  // -------------------------------------------------------------------------------------------

  /** Offset of the attribute of a type (its flags octet) within {@code bytes}, or -1. */
  public static int find(byte[] bytes, int offset, int length, int type) {
    int at = offset + 1 + (bytes[offset] & 0xFF);
    int end = offset + length;
    while (at < end) {
      int t = bytes[at + 1] & 0xFF;
      if (t == type) {
        return at;
      }
      if (t > type) {
        return -1;
      }
      at = valueOffset(bytes, at) + valueLength(bytes, at);
    }
    return -1;
  }

  /** Where the value of the attribute at {@code at} begins. */
  public static int valueOffset(byte[] bytes, int at) {
    return at + ((bytes[at] & 0x10) != 0 ? 4 : 3);
  }

  /** The length of the value of the attribute at {@code at}, 0 to 65535. */
  public static int valueLength(byte[] bytes, int at) {
    return (bytes[at] & 0x10) != 0
        ? (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF
        : bytes[at + 2] & 0xFF;
  }

  /** Four octets in network order. */
  public static int int32(byte[] b, int i) {
    return (b[i] & 0xFF) << 24 | (b[i + 1] & 0xFF) << 16 | (b[i + 2] & 0xFF) << 8 | b[i + 3] & 0xFF;
  }

  /** The origin AS as 32 bits, {@link #NO_ORIGIN} where {@link AsPath#origin} is empty. */
  public static int originAs(byte[] bytes, int offset, int length) {
    int at = find(bytes, offset, length, AS_PATH);
    if (at < 0) {
      return NO_ORIGIN;
    }
    int i = valueOffset(bytes, at);
    int end = i + valueLength(bytes, at);
    int origin = NO_ORIGIN;
    while (i < end) {
      int type = bytes[i];
      int count = bytes[i + 1] & 0xFF;
      i += 2 + 4 * count;
      origin =
          type == AsPath.SegmentType.SEQUENCE.code() && count > 0 ? int32(bytes, i - 4) : NO_ORIGIN;
    }
    return origin;
  }

  // ---- reading as values
  // ------------------------------------------------------------------------------------------

  private int findHere(int type) {
    return find(block, 0, block.length, type);
  }

  /** The value octets of an attribute, empty where it is absent. */
  public Optional<byte[]> value(int type) {
    int at = findHere(type);
    if (at < 0) {
      return Optional.empty();
    }
    int from = valueOffset(block, at);
    return Optional.of(Arrays.copyOfRange(block, from, from + valueLength(block, at)));
  }

  private OptionalLong value32(int type) {
    int at = findHere(type);
    return at < 0
        ? OptionalLong.empty()
        : OptionalLong.of(Integer.toUnsignedLong(int32(block, valueOffset(block, at))));
  }

  /**
   * Next hop; the global address where an IPv6 next hop carries two (RFC 2545). Empty in some MRT
   * files only.
   */
  public Optional<IpAddress> nextHop() {
    int n = block[0] & 0xFF;
    return n == 0
        ? Optional.empty()
        : Optional.of(IpAddress.ofOctets(Arrays.copyOfRange(block, 1, 1 + Math.min(n, 16))));
  }

  /** 0 IGP, 1 EGP, 2 INCOMPLETE; 2 where absent. */
  public int origin() {
    int at = findHere(ORIGIN);
    return at < 0 ? 2 : block[valueOffset(block, at)];
  }

  public AsPath asPath() {
    int at = findHere(AS_PATH);
    if (at < 0) {
      return AsPath.EMPTY;
    }
    int i = valueOffset(block, at);
    int end = i + valueLength(block, at);
    List<AsPath.Segment> segments = new ArrayList<>(1);
    while (i < end) {
      AsPath.SegmentType type = AsPath.SegmentType.values()[block[i] - 1];
      int count = block[i + 1] & 0xFF;
      i += 2;
      List<Asn> asns = new ArrayList<>(count);
      for (int k = 0; k < count; k++, i += 4) {
        asns.add(new Asn(int32(block, i)));
      }
      segments.add(new AsPath.Segment(type, asns));
    }
    return new AsPath(segments);
  }

  public OptionalLong multiExitDisc() {
    return value32(MULTI_EXIT_DISC);
  }

  public OptionalLong localPref() {
    return value32(LOCAL_PREF);
  }

  /** The AS in the OTC attribute (RFC 9234, section 5). */
  public Optional<Asn> onlyToCustomer() {
    OptionalLong v = value32(ONLY_TO_CUSTOMER);
    return v.isPresent() ? Optional.of(Asn.of(v.getAsLong())) : Optional.empty();
  }

  /** Communities of RFC 1997, each as 32 bits, in the order received. */
  public int[] communities() {
    byte[] v = value(COMMUNITIES).orElse(new byte[0]);
    int[] out = new int[v.length / 4];
    for (int i = 0; i < out.length; i++) {
      out[i] = int32(v, 4 * i);
    }
    return out;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof PathAttributes p && Arrays.equals(block, p.block);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(block);
  }

  @Override
  public String toString() {
    return "path \"" + asPath() + "\"" + nextHop().map(h -> " via " + h).orElse("");
  }
}
