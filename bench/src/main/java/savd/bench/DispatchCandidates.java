package savd.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import savd.net.AddressRanges;
import savd.net.Ipv4Address;

/** The same IPv4 list behind one of several ways to find the set that may hold a source. */
final class DispatchCandidates {
  private static final int FILL = 512;
  private static final int BLOCK_BITS = 20;

  private DispatchCandidates() {}

  /** Loads a table named {@code candidate} that drops what comes from a source not on the list. */
  static void load(String namespace, String candidate, AddressRanges list) throws Exception {
    Path script = Files.createTempFile("candidate", ".nft");
    try {
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(script))) {
        out.println("table inet candidate {");
        StringBuilder map = new StringBuilder();
        String look =
            switch (candidate) {
              case "one set" -> oneSet(out, list);
              case "interval map" -> byCount(out, list, map);
              case "exact map" -> byBlock(out, list, map);
              default -> throw new IllegalArgumentException(candidate);
            };
        out.print(map);
        out.println("chain look { " + look + "\n}");
        out.println("chain in_b0 { jump look\n drop\n}");
        out.println("map ports { type ifname : verdict; elements = { \"b0\" : goto in_b0 }; }");
        out.println("chain pre { type filter hook prerouting priority -300;");
        out.println("iifname vmap @ports\n}\n}");
      }
      Process nft =
          new ProcessBuilder("ip", "netns", "exec", namespace, "nft", "-f", script.toString())
              .inheritIO()
              .start();
      if (nft.waitFor() != 0) {
        throw new IOException("nft refused " + candidate);
      }
    } finally {
      Files.delete(script);
    }
  }

  private static String oneSet(PrintWriter out, AddressRanges list) {
    set(out, "whole", list, 0, list.size());
    return "ip saddr @whole accept";
  }

  private static String byCount(PrintWriter out, AddressRanges list, StringBuilder map) {
    map.append("map m { type ipv4_addr : verdict; flags interval; elements = {\n");
    for (int from = 0; from < list.size(); from += FILL) {
      int to = Math.min(list.size(), from + FILL);
      shard(out, list, from, to);
      long last = to == list.size() ? 0xFFFF_FFFFL : list.firstLow(to) - 1;
      map.append(address(from == 0 ? 0 : list.firstLow(from)))
          .append('-')
          .append(address(last))
          .append(" : goto c")
          .append(from)
          .append(to == list.size() ? "\n" : ",\n");
    }
    map.append("}; }\n");
    return "ip saddr vmap @m";
  }

  private static String byBlock(PrintWriter out, AddressRanges list, StringBuilder map) {
    map.append("map m { type ipv4_addr : verdict; elements = {\n");
    for (int from = 0; from < list.size(); ) {
      long block = list.firstLow(from) >>> BLOCK_BITS;
      int to = from;
      while (to < list.size() && list.firstLow(to) >>> BLOCK_BITS == block) {
        to++;
      }
      shard(out, list, from, to);
      map.append(address(block << BLOCK_BITS))
          .append(" : goto c")
          .append(from)
          .append(to == list.size() ? "\n" : ",\n");
      from = to;
    }
    map.append("}; }\n");
    return "ip saddr & 255.240.0.0 vmap @m";
  }

  private static void shard(PrintWriter out, AddressRanges list, int from, int to) {
    set(out, "s" + from, list, from, to);
    out.println("chain c" + from + " { ip saddr @s" + from + " accept\n}");
  }

  private static void set(PrintWriter out, String name, AddressRanges list, int from, int to) {
    out.println("set " + name + " { type ipv4_addr; flags interval; elements = {");
    for (int i = from; i < to; i++) {
      out.println(
          address(list.firstLow(i)) + "-" + address(list.lastLow(i)) + (i + 1 < to ? "," : ""));
    }
    out.println("}; }");
  }

  private static String address(long value) {
    return new Ipv4Address((int) value).toString();
  }
}
