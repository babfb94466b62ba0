package savd.fib.plan;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import savd.net.AddressFamily;
import savd.net.IngressInterface;
import savd.rules.ListId;

/**
 * Names of our objects in the table. A list that is built anew gets a new build number, so that old
 * and new stand side by side until the rules have been switched over.
 */
public final class Names {
  /** Verdict map from interface name to the chain of the interface. */
  public static final String INTERFACES = "interfaces";

  /** Verdict map from interface name to the chain that blocks. */
  public static final String BLOCKS = "blocks";

  /** Chain that looks the interface up in {@link #BLOCKS}. */
  public static final String BLOCK = "block";

  private static final Pattern BUILD = Pattern.compile("((?:list|own)_.+_v[46]_r([0-9]{1,9}))_.*");
  private static final String CHAIN_4 = "in_";
  private static final String CHAIN_6 = "in6_";

  private Names() {}

  static String baseChain(int priority) {
    return "prerouting_" + (priority < 0 ? "m" + -(long) priority : "" + priority);
  }

  static String chain(IngressInterface ingress, AddressFamily family) {
    return (family == AddressFamily.IPV4 ? CHAIN_4 : CHAIN_6) + escape(ingress.name());
  }

  static String blockChain(IngressInterface ingress) {
    return "block_" + escape(ingress.name());
  }

  public static String seenCounter(IngressInterface ingress) {
    return "seen_" + escape(ingress.name());
  }

  public static String blockCounter(IngressInterface ingress) {
    return "block_" + escape(ingress.name());
  }

  static String stem(ListId list, AddressFamily family) {
    return "list_" + list.number() + suffix(family);
  }

  static String stem(IngressInterface ingress, AddressFamily family) {
    return "own_" + escape(ingress.name()) + suffix(family);
  }

  private static String suffix(AddressFamily family) {
    return family == AddressFamily.IPV4 ? "_v4" : "_v6";
  }

  static String build(String stem, int number) {
    return stem + "_r" + number;
  }

  static String shardSet(String build, int shard) {
    return build + "_s" + shard;
  }

  static String shardChain(String build, int shard, ListUse use) {
    return build + "_s" + shard + "_" + use.word();
  }

  /** The chain other chains jump to for a list; its dispatch map has the same name. */
  static String listChain(String build, ListUse use) {
    return build + "_" + use.word();
  }

  /** The build an object belongs to, from any name this class makes for one. */
  static Optional<String> buildOf(String name) {
    Matcher m = BUILD.matcher(name);
    return m.matches() ? Optional.of(m.group(1)) : Optional.empty();
  }

  /** The number of the build an object belongs to; 0 if it belongs to none. */
  static int buildNumberOf(String name) {
    Matcher m = BUILD.matcher(name);
    return m.matches() ? Integer.parseInt(m.group(2)) : 0;
  }

  /**
   * An interface name as part of an nft identifier: letters and digits stay, any other character is
   * an underscore and two hex digits.
   */
  static String escape(String name) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
        s.append(c);
      } else {
        s.append('_').append(Character.forDigit(c >> 4 & 15, 16));
        s.append(Character.forDigit(c & 15, 16));
      }
    }
    return s.toString();
  }

  /** Undoes {@link #escape}; empty when the text is not something it makes. */
  static Optional<IngressInterface> unescape(String text) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '_') {
        s.append(c);
        continue;
      }
      if (i + 2 >= text.length()
          || Character.digit(text.charAt(i + 1), 16) < 0
          || Character.digit(text.charAt(i + 2), 16) < 0) {
        return Optional.empty();
      }
      s.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
      i += 2;
    }
    try {
      return Optional.of(new IngressInterface(s.toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The interface a counter made by {@link #seenCounter} belongs to. */
  public static Optional<IngressInterface> ingressOfSeenCounter(String counter) {
    return counter.startsWith("seen_") ? unescape(counter.substring(5)) : Optional.empty();
  }
}
