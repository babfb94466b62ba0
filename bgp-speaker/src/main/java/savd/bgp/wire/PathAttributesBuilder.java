package savd.bgp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.TreeMap;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.PathAttributes;

/** Makes attribute blocks for routes that savd originates, and for tests and tools. */
public final class PathAttributesBuilder {
  private record Attribute(int flags, byte[] value) {}

  private static final int OPTIONAL_TRANSITIVE =
      AttributeRules.OPTIONAL | AttributeRules.TRANSITIVE;

  private final TreeMap<Integer, Attribute> attributes = new TreeMap<>();
  private byte[] nextHop = new byte[0];

  /** Begins with the ORIGIN and AS_PATH that every route has. */
  public PathAttributesBuilder(int origin, AsPath path) {
    set(AttributeRules.TRANSITIVE, PathAttributes.ORIGIN, new byte[] {(byte) origin});
    ByteBuf value = Unpooled.buffer();
    for (AsPath.Segment segment : path.segments()) {
      value.writeByte(segment.type().code()).writeByte(segment.asns().size());
      segment.asns().forEach(asn -> value.writeInt(asn.value()));
    }
    set(AttributeRules.TRANSITIVE, PathAttributes.AS_PATH, ByteBufUtil.getBytes(value));
  }

  /** Continues from another route's attributes. */
  public PathAttributesBuilder(PathAttributes other) {
    byte[] b = other.block();
    int at = 1 + (b[0] & 0xFF);
    nextHop = Arrays.copyOfRange(b, 1, at);
    while (at < b.length) {
      int valueAt = PathAttributes.valueOffset(b, at);
      int end = valueAt + PathAttributes.valueLength(b, at);
      set(b[at] & 0xE0, b[at + 1] & 0xFF, Arrays.copyOfRange(b, valueAt, end));
      at = end;
    }
  }

  public PathAttributesBuilder nextHop(IpAddress address) {
    nextHop = address.octets();
    return this;
  }

  public PathAttributesBuilder multiExitDisc(int value) {
    return set(AttributeRules.OPTIONAL, PathAttributes.MULTI_EXIT_DISC, octets(value));
  }

  public PathAttributesBuilder localPref(int value) {
    return set(AttributeRules.TRANSITIVE, PathAttributes.LOCAL_PREF, octets(value));
  }

  /** Communities of RFC 1997 as 32-bit numbers; none removes the attribute. */
  public PathAttributesBuilder communities(int... values) {
    if (values.length == 0) {
      return remove(PathAttributes.COMMUNITIES);
    }
    return set(OPTIONAL_TRANSITIVE, PathAttributes.COMMUNITIES, octets(values));
  }

  /** The OTC attribute of RFC 9234. */
  public PathAttributesBuilder onlyToCustomer(Asn asn) {
    return set(OPTIONAL_TRANSITIVE, PathAttributes.ONLY_TO_CUSTOMER, octets(asn.value()));
  }

  /**
   * Any attribute in the form of the block: four-octet AS numbers, and none of the types that a
   * block never holds.
   *
   * @param flags of 0xE0, the extended length is set where needed
   */
  public PathAttributesBuilder set(int flags, int type, byte[] value) {
    if (value.length > 65535) {
      throw new IllegalArgumentException("attribute " + type + " of " + value.length + " octets");
    }
    attributes.put(type, new Attribute(flags, value));
    return this;
  }

  public PathAttributesBuilder remove(int type) {
    attributes.remove(type);
    return this;
  }

  public PathAttributes build() {
    AttributeBlock block = new AttributeBlock();
    attributes.forEach((type, a) -> block.append(a.flags, type, a.value, 0, a.value.length));
    block.finish(nextHop, 0, nextHop.length);
    return PathAttributes.ofBlock(
        Arrays.copyOfRange(block.bytes(), block.offset(), block.offset() + block.length()));
  }

  private static byte[] octets(int... values) {
    byte[] octets = new byte[4 * values.length];
    for (int i = 0; i < values.length; i++) {
      Octets.put32(octets, 4 * i, values[i]);
    }
    return octets;
  }
}
