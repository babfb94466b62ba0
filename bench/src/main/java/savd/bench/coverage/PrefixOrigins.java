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
import java.util.function.IntConsumer;
import java.util.zip.GZIPInputStream;
import savd.net.Prefix;

/** Prefixes with their origins, in the order of addresses, covering ones first. */
final class PrefixOrigins {
  private final List<Prefix> prefixes = new ArrayList<>();
  private final List<int[]> origins = new ArrayList<>();

  /**
   * Reads tables of {@code prefix origin[,origin] rule}; ASes that the graph lacks are left out.
   */
  static PrefixOrigins read(AsRelations graph, List<Path> files) throws IOException {
    PrefixOrigins out = new PrefixOrigins();
    for (Path file : files) {
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          if (!line.startsWith("#")) {
            String[] f = line.split("\t");
            int[] all =
                Arrays.stream(f[1].split(","))
                    .mapToInt(n -> graph.index((int) Long.parseLong(n)))
                    .filter(i -> i >= 0)
                    .toArray();
            if (all.length > 0) {
              out.prefixes.add(Prefix.parse(f[0]));
              out.origins.add(all);
            }
          }
        }
      }
    }
    return out;
  }

  Prefix prefix(int i) {
    return prefixes.get(i);
  }

  int[] origins(int i) {
    return origins.get(i);
  }

  boolean hasOriginIn(int i, BitSet ases) {
    for (int o : origins.get(i)) {
      if (ases.get(o)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Visits the prefixes that concern a cone: those that a member originates, and those of others
   * that lie within one of these.
   */
  void forEachOf(BitSet cone, IntConsumer visitor) {
    Prefix last = null;
    for (int i = 0; i < prefixes.size(); i++) {
      boolean ours = hasOriginIn(i, cone);
      boolean within = last != null && last.covers(prefixes.get(i));
      if (ours || within) {
        visitor.accept(i);
      }
      if (ours && !within) {
        last = prefixes.get(i);
      }
    }
  }
}
