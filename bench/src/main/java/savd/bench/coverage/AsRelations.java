package savd.bench.coverage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * An AS graph read from CAIDA's serial-2 form: {@code provider|customer|-1|source}, {@code
 * peer|peer|0|source}. ASes are numbered by AS number, ascending.
 */
final class AsRelations {
  /** Neighbours of one kind, in columns. */
  private static final class Side {
    private final int[] first;
    private final int[] who;

    /** From pairs of AS and neighbour, ascending. */
    Side(long[] pairs, int size) {
      first = new int[size + 1];
      who = new int[pairs.length];
      for (int i = 0; i < pairs.length; i++) {
        first[(int) (pairs[i] >>> 32) + 1]++;
        who[i] = (int) pairs[i];
      }
      for (int i = 0; i < size; i++) {
        first[i + 1] += first[i];
      }
    }

    int[] of(int as) {
      return Arrays.copyOfRange(who, first[as], first[as + 1]);
    }
  }

  final int[] asns;
  private final int[][] providers;
  private final int[][] customers;
  private final int[][] peers;

  private AsRelations(List<long[]> links) {
    asns =
        links.stream()
            .flatMapToInt(l -> Arrays.stream(new int[] {(int) l[0], (int) l[1]}))
            .sorted()
            .distinct()
            .toArray();
    providers = side(links, 0);
    customers = side(links, 1);
    peers = side(links, 2);
  }

  private int[][] side(List<long[]> links, int kind) {
    long[] pairs =
        links.stream()
            .filter(l -> (l[2] == 0) == (kind == 2))
            .flatMapToLong(
                l -> {
                  long a = index((int) l[0]);
                  long b = index((int) l[1]);
                  return switch (kind) {
                    case 0 -> Arrays.stream(new long[] {b << 32 | a});
                    case 1 -> Arrays.stream(new long[] {a << 32 | b});
                    default -> Arrays.stream(new long[] {a << 32 | b, b << 32 | a});
                  };
                })
            .sorted()
            .distinct()
            .toArray();
    Side s = new Side(pairs, asns.length);
    int[][] out = new int[asns.length][];
    for (int i = 0; i < out.length; i++) {
      out[i] = s.of(i);
    }
    return out;
  }

  static AsRelations read(Path file) throws IOException {
    List<long[]> links = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new BZip2CompressorInputStream(Files.newInputStream(file), true),
                StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.startsWith("#")) {
          String[] f = line.split("\\|");
          links.add(new long[] {Long.parseLong(f[0]), Long.parseLong(f[1]), Long.parseLong(f[2])});
        }
      }
    }
    return new AsRelations(links);
  }

  int size() {
    return asns.length;
  }

  /** The number of an AS, negative where the graph does not have it. */
  int index(int asn) {
    return Arrays.binarySearch(asns, asn);
  }

  int[] providers(int as) {
    return providers[as];
  }

  int[] customers(int as) {
    return customers[as];
  }

  int[] peers(int as) {
    return peers[as];
  }

  /** An AS and all below it, as the graph has it. */
  BitSet cone(int as) {
    return closure(as, customers);
  }

  /** An AS and all above it. */
  BitSet above(int as) {
    return closure(as, providers);
  }

  /** The members of a cone without any way up that leaves it, its top left out. */
  BitSet standalone(int top, BitSet cone) {
    BitSet open = new BitSet();
    for (int as = cone.nextSetBit(0); as >= 0; as = cone.nextSetBit(as + 1)) {
      if (as != top && !open.get(as) && Arrays.stream(providers[as]).anyMatch(p -> !cone.get(p))) {
        open.or(cone(as));
      }
    }
    BitSet out = (BitSet) cone.clone();
    out.clear(top);
    out.andNot(open);
    return out;
  }

  private static BitSet closure(int as, int[][] next) {
    BitSet out = new BitSet();
    int[] work = new int[next.length];
    int n = 1;
    work[0] = as;
    out.set(as);
    for (int i = 0; i < n; i++) {
      for (int y : next[work[i]]) {
        if (!out.get(y)) {
          out.set(y);
          work[n++] = y;
        }
      }
    }
    return out;
  }
}
