package savd.rib;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.SplittableRandom;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.PeerId;

/** Peers and attribute blocks for tests. */
final class Fixtures {
  static final long SECOND = 1_000_000_000L;

  private Fixtures() {}

  static Peer peer(int index) {
    return peer(index, 64500 + index, 64999);
  }

  static Peer peer(int index, long asn, long localAsn) {
    return new Peer(
        new PeerId(index),
        "peer" + index,
        IpAddress.parse("192.0.2." + (index % 250 + 1)),
        Asn.of(asn),
        Asn.of(localAsn),
        0x0A00_0001 + index,
        Optional.empty(),
        Optional.empty(),
        Peer.DEFAULT_VRF);
  }

  /** A canonical block with a next hop, an origin and a path of four-octet numbers. */
  static PathAttributes attributes(String nextHop, int... path) {
    return new Block().nextHop(nextHop).value(1, 0).path(path).build();
  }

  static PathAttributes randomAttributes(SplittableRandom random, int different) {
    int n = random.nextInt(different);
    SplittableRandom own = new SplittableRandom(n);
    int[] path = new int[own.nextInt(1, 6)];
    for (int i = 0; i < path.length; i++) {
      path[i] = own.nextInt(64496, 64512);
    }
    Block block = new Block().nextHop("192.0.2." + n % 7).value(1, own.nextInt(3)).path(path);
    if (own.nextInt(3) == 0) {
      block.value(4, 0, 0, 0, own.nextInt(3));
    }
    block.value(8, new int[4 * own.nextInt(0, 200)]);
    return block.value(35, 0, 0, n >> 8, n & 0xFF).build();
  }

  /** Puts a canonical block together; attributes must be given in ascending order of type. */
  static final class Block {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Block nextHop(String address) {
      byte[] octets = IpAddress.parse(address).octets();
      out.write(octets.length);
      out.writeBytes(octets);
      return this;
    }

    Block noNextHop() {
      out.write(0);
      return this;
    }

    Block value(int type, int... octets) {
      boolean extended = octets.length > 255;
      out.write(extended ? 0x50 : 0x40);
      out.write(type);
      if (extended) {
        out.write(octets.length >> 8);
      }
      out.write(octets.length);
      for (int octet : octets) {
        out.write(octet);
      }
      return this;
    }

    Block value32(int type, long... values) {
      int[] octets = new int[4 * values.length];
      for (int i = 0; i < octets.length; i++) {
        octets[i] = (int) (values[i / 4] >>> 24 - 8 * (i % 4)) & 0xFF;
      }
      return value(type, octets);
    }

    Block path(int... asns) {
      return segments(asns.length == 0 ? new int[0][] : new int[][] {prepend(2, asns)});
    }

    /** Segments as {@code {type, asn, asn...}}. */
    Block segments(int[]... segments) {
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      for (int[] segment : segments) {
        value.write(segment[0]);
        value.write(segment.length - 1);
        for (int i = 1; i < segment.length; i++) {
          for (int shift = 24; shift >= 0; shift -= 8) {
            value.write(segment[i] >>> shift);
          }
        }
      }
      byte[] octets = value.toByteArray();
      int[] ints = new int[octets.length];
      for (int i = 0; i < ints.length; i++) {
        ints[i] = octets[i] & 0xFF;
      }
      return value(2, ints);
    }

    private static int[] prepend(int first, int[] rest) {
      int[] all = new int[rest.length + 1];
      all[0] = first;
      System.arraycopy(rest, 0, all, 1, rest.length);
      return all;
    }

    PathAttributes build() {
      return PathAttributes.ofBlock(out.toByteArray());
    }
  }
}
