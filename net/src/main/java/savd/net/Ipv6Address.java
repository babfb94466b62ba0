package savd.net;

/**
 * An IPv6 address, written as RFC 5952 says.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record Ipv6Address(long high, long low) implements IpAddress {
  @Override
  public AddressFamily family() {
    return AddressFamily.IPV6;
  }

  /**
   * Reads the text forms of RFC 4291, section 2.2, without a zone; throws {@link
   * IllegalArgumentException}.
   */
  public static Ipv6Address parse(String text) {
    int[] groups = new int[8];
    int gap = text.indexOf("::");
    if (gap < 0) {
      if (parseGroups(text, groups, 0, text) != 8) {
        throw bad(text);
      }
    } else {
      String head = text.substring(0, gap);
      String tail = text.substring(gap + 2);
      if (tail.startsWith(":") || tail.contains("::")) {
        throw bad(text);
      }
      int before = head.isEmpty() ? 0 : parseGroups(head, groups, 0, text);
      int[] last = new int[8];
      int after = tail.isEmpty() ? 0 : parseGroups(tail, last, 0, text);
      if (before + after > 7) {
        throw bad(text);
      }
      System.arraycopy(last, 0, groups, 8 - after, after);
    }
    return new Ipv6Address(pack(groups, 0), pack(groups, 4));
  }

  private static int parseGroups(String part, int[] groups, int from, String text) {
    int n = from;
    String[] words = part.split(":", -1);
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (n > 7) {
        throw bad(text);
      }
      if (i == words.length - 1 && word.indexOf('.') >= 0) {
        if (n > 6) {
          throw bad(text);
        }
        int v4 = Ipv4Address.parse(word).bits();
        groups[n++] = v4 >>> 16;
        groups[n++] = v4 & 0xFFFF;
        continue;
      }
      if (word.isEmpty() || word.length() > 4) {
        throw bad(text);
      }
      int value = 0;
      for (int k = 0; k < word.length(); k++) {
        char c = word.charAt(k);
        int digit = c < 128 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
          throw bad(text);
        }
        value = value << 4 | digit;
      }
      groups[n++] = value;
    }
    return n;
  }

  private static long pack(int[] g, int i) {
    return (long) g[i] << 48 | (long) g[i + 1] << 32 | (long) g[i + 2] << 16 | g[i + 3];
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException("not an IPv6 address: " + text);
  }

  /** True for fe80::/10. */
  public boolean isLinkLocal() {
    return high >>> 54 == 0xFE80L >>> 6;
  }

  @Override
  public byte[] octets() {
    byte[] b = new byte[16];
    for (int i = 0; i < 8; i++) {
      b[i] = (byte) (high >>> (56 - 8 * i));
      b[8 + i] = (byte) (low >>> (56 - 8 * i));
    }
    return b;
  }

  private int group(int i) {
    long half = i < 4 ? high : low;
    return (int) (half >>> (48 - 16 * (i & 3))) & 0xFFFF;
  }

  @Override
  public String toString() {
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int n = 0;
      while (i + n < 8 && group(i + n) == 0) {
        n++;
      }
      if (n > bestLength) {
        bestStart = i;
        bestLength = n;
      }
    }
    StringBuilder s = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        s.append("::");
        i += bestLength - 1;
        continue;
      }
      if (!s.isEmpty() && s.charAt(s.length() - 1) != ':') {
        s.append(':');
      }
      s.append(Integer.toHexString(group(i)));
    }
    return s.toString();
  }
}
