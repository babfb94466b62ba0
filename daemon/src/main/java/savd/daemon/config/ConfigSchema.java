package savd.daemon.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which keys there are, section by section, in the order they are printed and described in
 * savd.toml(5). A section {@code interface.NAME} stands for any number of tables of that form.
 */
public final class ConfigSchema {
  private static final Map<String, List<String>> SECTIONS = new LinkedHashMap<>();

  static {
    section("router", "as", "id", "name");
    section("bgp", "listen", "hold-time", "connect-retry", "loops");
    section("control", "socket", "mode", "group");
    section("http", "listen");
    section("log", "level", "format");
    section(
        "dataplane", "kind", "table", "priority", "sample-rate", "log-group", "reconcile-interval");
    section("defaults", "mode", "hold", "ready-timeout", "special-purpose");
    section(
        "interface.NAME",
        "description",
        "role",
        "method",
        "mode",
        "hold",
        "ready-timeout",
        "special-purpose",
        "allow",
        "deny",
        "vrf",
        "fallback",
        "roa",
        "allow-as");
    section("cetp", "file", "rloc-check");
    section("rpki", "files", "slurm", "poll-interval", "exclude", "private-as", "state-file");
    section(
        "cache.NAME",
        "description",
        "address",
        "port",
        "preference",
        "transport",
        "local-address",
        "md5",
        "ca-file",
        "certificate",
        "private-key",
        "server-name",
        "max-version",
        "lenient");
    section(
        "pi-sav",
        "mode",
        "customers",
        "partial-transit",
        "networks",
        "exceptions",
        "listen",
        "contacts",
        "certificate",
        "private-key",
        "providers",
        "partial-transit-for");
    section("member.NAME", "description", "as", "providers", "key");
    section("top.NAME", "description", "as", "address", "port", "local-address", "key");
    section("exception.NAME", "prefixes", "interfaces", "comment");
    section(
        "neighbor.NAME",
        "description",
        "enabled",
        "address",
        "range",
        "as",
        "local-as",
        "interface",
        "vrf",
        "local-address",
        "port",
        "passive",
        "md5",
        "ttl-security",
        "multihop",
        "families",
        "add-path",
        "role",
        "role-strict",
        "hold-time",
        "connect-retry",
        "max-prefixes",
        "max-dynamic",
        "graceful-restart",
        "originate",
        "next-hop",
        "advertise");
    section("neighbor.NAME.max-prefixes", "ipv4", "ipv6", "action", "restart");
  }

  private ConfigSchema() {}

  private static void section(String name, String... keys) {
    SECTIONS.put(name, List.of(keys));
  }

  /** Section names in order; the top level's own keys are the first words of these. */
  public static List<String> sections() {
    return List.copyOf(SECTIONS.keySet());
  }

  /** The keys of a section in order. */
  public static List<String> keys(String section) {
    return SECTIONS.get(section);
  }

  /** The keys of the top level: the first words of the section names. */
  static List<String> topLevel() {
    List<String> words = new ArrayList<>();
    for (String section : SECTIONS.keySet()) {
      String word = section.split("\\.", 2)[0];
      if (!words.contains(word)) {
        words.add(word);
      }
    }
    return words;
  }

  /** The known word nearest to a mistyped one, or the empty text when none is near. */
  static String nearest(String word, Iterable<String> known) {
    String best = "";
    int bestDistance = Math.max(2, word.length() / 3) + 1;
    for (String candidate : known) {
      int distance = editDistance(word.replace('_', '-'), candidate);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return best;
  }

  /** Levenshtein's distance, with a swap of neighbours counted as one. */
  private static int editDistance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
