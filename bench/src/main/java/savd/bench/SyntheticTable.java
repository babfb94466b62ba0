package savd.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Full tables of several neighbours: the same prefixes, own attributes, own order; sizes and shares
 * as a public full table has them (six of ten IPv4 prefixes are /24; 5.7 prefixes share an
 * attribute set; paths of 4.6 ASes; communities on half of the routes).
 *
 * <p>A file holds groups of routes that share attributes: family (4 or 6), count (2 octets), length
 * of the attribute block (2), the block, then for each prefix its length (1) and address (4 or 8
 * octets).
 */
final class SyntheticTable {
  private static final int[] LENGTHS4 = {
    24, 6050, 23, 1030, 22, 1150, 21, 530, 20, 470, 19, 280, 18, 150, 17, 90, 16, 170, 15, 25, 14,
    20, 13, 13, 12, 9, 11, 5, 10, 4, 9, 3, 8, 1
  };
  private static final int[] LENGTHS6 = {
    48, 4700, 32, 1200, 44, 950, 40, 900, 36, 550, 47, 350, 46, 380, 33, 200, 34, 180, 35, 110, 42,
    160, 45, 120, 29, 60, 38, 80, 28, 40, 30, 10, 31, 5, 39, 5
  };
  private static final int[] PATH_LENGTHS = {
    2, 700, 3, 2000, 4, 2800, 5, 2200, 6, 1200, 7, 600, 8, 300, 10, 150, 13, 50
  };
  private static final int MAX_GROUP = 200;

  private final SplittableRandom random;
  private final int prefixes4;
  private final int prefixes6;

  /** First address bits and length, group by group; a group's bounds are in {@link #ends}. */
  private long[] addresses;

  private byte[] lengths;
  private int[] ends = new int[1 << 16];
  private int groups;
  private int groups4;

  SyntheticTable(int prefixes4, int prefixes6, long seed) {
    this.random = new SplittableRandom(seed);
    this.prefixes4 = prefixes4;
    this.prefixes6 = prefixes6;
    make();
  }

  private void make() {
    addresses = new long[prefixes4 + prefixes6];
    lengths = new byte[prefixes4 + prefixes6];
    Set<Long> seen = new HashSet<>(prefixes4 * 2);
    int n = 0;
    while (n < prefixes4) {
      long base = random.nextInt() & 0xFFFF_FFFFL;
      for (int left = groupSize(); left > 0 && n < prefixes4; ) {
        int length = pick(LENGTHS4);
        boolean near = length >= 16 && random.nextInt(20) > 0;
        long address =
            near ? base & 0xFFFC_0000L | random.nextInt(1 << 18) : random.nextInt() & 0xFFFF_FFFFL;
        address &= -1L << 32 - length;
        long first = address >>> 24;
        if (first > 0
            && first < 224
            && first != 10
            && first != 127
            && seen.add(address << 6 | length)) {
          addresses[n] = address;
          lengths[n++] = (byte) length;
          left--;
        }
      }
      endGroup(n);
    }
    groups4 = groups;
    seen.clear();
    while (n < prefixes4 + prefixes6) {
      long base = 0x2000_0000_0000_0000L | (random.nextLong() & 0x0EFF_FFFFL) << 32;
      for (int left = groupSize(); left > 0 && n < prefixes4 + prefixes6; ) {
        int length = pick(LENGTHS6);
        long address = base | random.nextLong() & 0xFFFF_FFFFL;
        if (length < 32 || random.nextInt(20) == 0) {
          address = 0x2000_0000_0000_0000L | random.nextLong() & 0x0EFF_FFFF_FFFF_FFFFL;
        }
        address &= -1L << 64 - length;
        if (seen.add(address ^ length)) {
          addresses[n] = address;
          lengths[n++] = (byte) length;
          left--;
        }
      }
      endGroup(n);
    }
  }

  private void endGroup(int n) {
    if (groups == ends.length) {
      ends = Arrays.copyOf(ends, groups * 2);
    }
    ends[groups++] = n;
  }

  private int groupSize() {
    double x = random.nextDouble();
    int size;
    if (x < .45) {
      size = 1;
    } else if (x < .62) {
      size = 2;
    } else if (x < .80) {
      size = 3 + random.nextInt(3);
    } else if (x < .92) {
      size = 6 + random.nextInt(7);
    } else if (x < .99) {
      size = 13 + random.nextInt(28);
    } else {
      size = 41 + random.nextInt(160);
    }
    return Math.min(size, MAX_GROUP);
  }

  private int pick(int[] weighted) {
    return pick(weighted, random);
  }

  private static int pick(int[] weighted, SplittableRandom random) {
    int x = random.nextInt(10_000);
    int i = 0;
    while (i + 2 < weighted.length && x >= weighted[i + 1]) {
      x -= weighted[i + 1];
      i += 2;
    }
    return weighted[i];
  }

  int groupCount() {
    return groups;
  }

  /** Writes the table of a neighbour, its groups in an order of its own. */
  void write(Path file, int neighbor) throws IOException {
    int[] order = new int[groups];
    SplittableRandom own = new SplittableRandom(neighbor + 77);
    for (int i = 0; i < groups; i++) {
      int j = own.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    byte[] block = new byte[1024];
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (int group : order) {
        int from = group == 0 ? 0 : ends[group - 1];
        boolean v4 = group < groups4;
        out.writeByte(v4 ? 4 : 6);
        out.writeShort(ends[group] - from);
        int length = attributes(block, group, neighbor, v4);
        out.writeShort(length);
        out.write(block, 0, length);
        for (int i = from; i < ends[group]; i++) {
          out.writeByte(lengths[i]);
          if (v4) {
            out.writeInt((int) addresses[i]);
          } else {
            out.writeLong(addresses[i]);
          }
        }
      }
    }
  }

  private static int attributes(byte[] b, int group, int neighbor, boolean v4) {
    SplittableRandom r = new SplittableRandom(group * 64L + neighbor);
    int at = 0;
    b[at++] = (byte) (v4 ? 4 : 16);
    Arrays.fill(b, at, at + (v4 ? 4 : 16), (byte) (neighbor + 1));
    at += v4 ? 4 : 16;
    at = header(b, at, 1, 1);
    b[at++] = (byte) (r.nextInt(100) < 88 ? 0 : 2);
    int origin = 1 + new SplittableRandom(group / 2).nextInt(80_000);
    int n = pick(PATH_LENGTHS, r);
    at = header(b, at, 2, 2 + 4 * n);
    b[at++] = 2;
    b[at++] = (byte) n;
    for (int i = 0; i < n; i++) {
      int asn = i == 0 ? 65_000 + neighbor : i == n - 1 ? origin : 1 + r.nextInt(4000);
      at = int32(b, at, asn);
    }
    if (r.nextInt(100) < 30) {
      at = int32(b, header(b, at, 4, 4), r.nextInt(500));
    }
    if (r.nextInt(100) < 8) {
      at = int32(b, header(b, at, 7, 8), origin);
      at = int32(b, at, r.nextInt());
    }
    if (r.nextInt(100) < 52) {
      int communities = 1 + r.nextInt(4) + (r.nextInt(3) == 0 ? r.nextInt(12) : 0);
      at = header(b, at, 8, 4 * communities);
      for (int i = 0; i < communities; i++) {
        at = int32(b, at, r.nextInt(4000) << 16 | r.nextInt(65_000));
      }
    }
    if (r.nextInt(100) < 12) {
      int large = 1 + r.nextInt(4);
      at = header(b, at, 32, 12 * large);
      for (int i = 0; i < 3 * large; i++) {
        at = int32(b, at, r.nextInt(100_000));
      }
    }
    return at;
  }

  private static int header(byte[] b, int at, int type, int length) {
    b[at] = 0x40;
    b[at + 1] = (byte) type;
    b[at + 2] = (byte) length;
    return at + 3;
  }

  private static int int32(byte[] b, int at, int value) {
    b[at] = (byte) (value >>> 24);
    b[at + 1] = (byte) (value >>> 16);
    b[at + 2] = (byte) (value >>> 8);
    b[at + 3] = (byte) value;
    return at + 4;
  }
}
