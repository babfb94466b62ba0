package savd.rpki.files;

import savd.net.AddressFamily;

/**
 * Reads {@code address/length} out of a character array into fields, allocating nothing: a dump has
 * three quarters of a million of them. Takes what {@link savd.net.Prefix#parse} takes, a length
 * being required.
 */
final class PrefixText {
  private AddressFamily family = AddressFamily.IPV4;
  private long high;
  private long low;
  private int length;

  private char[] text = new char[0];
  private int at;
  private int end;

  AddressFamily family() {
    return family;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  int length() {
    return length;
  }

  /** False where the text is not a prefix, or has bits beyond its length. */
  boolean parse(char[] chars, int from, int count) {
    text = chars;
    at = from;
    end = from + count;
    high = 0;
    low = 0;
    boolean isV6 = false;
    for (int i = from; i < end && i < from + 5; i++) {
      isV6 |= chars[i] == ':';
    }
    family = isV6 ? AddressFamily.IPV6 : AddressFamily.IPV4;
    if (!(isV6 ? ipv6() : ipv4(4)) || at == end || text[at++] != '/') {
      return false;
    }
    length = number(3, family.bits());
    return length >= 0
        && at == end
        && (high & ~family.maskHigh(length)) == 0
        && (low & ~family.maskLow(length)) == 0;
  }

  /** A decimal number of 1 to {@code digits} digits up to {@code max}, or -1. */
  private int number(int digits, int max) {
    int from = at;
    int value = 0;
    while (at < end && at - from < digits && text[at] >= '0' && text[at] <= '9') {
      value = value * 10 + text[at++] - '0';
    }
    return at == from || value > max ? -1 : value;
  }

  private boolean ipv4(int parts) {
    long bits = 0;
    for (int i = 0; i < parts; i++) {
      if (i > 0 && (at == end || text[at++] != '.')) {
        return false;
      }
      int from = at;
      int part = number(3, 255);
      if (part < 0 || text[from] == '0' && at - from > 1) {
        return false;
      }
      bits = bits << 8 | part;
    }
    low = low << 32 | bits;
    return true;
  }

  private boolean ipv6() {
    int groups = 0;
    int gap = -1;
    if (end - at >= 2 && text[at] == ':' && text[at + 1] == ':') {
      gap = 0;
      at += 2;
    }
    while (at < end && text[at] != '/') {
      if (groups == 8) {
        return false;
      }
      int from = at;
      int value = hex();
      if (at < end && text[at] == '.') {
        at = from;
        high = high << 32 | low >>> 32;
        if (groups > 6 || !ipv4(4)) {
          return false;
        }
        groups += 2;
        break;
      }
      if (value < 0) {
        return false;
      }
      high = high << 16 | low >>> 48;
      low = low << 16 | value;
      groups++;
      if (at < end && text[at] == ':') {
        at++;
        if (at < end && text[at] == ':') {
          if (gap >= 0) {
            return false;
          }
          gap = groups;
          at++;
        } else if (at == end || text[at] == '/') {
          return false;
        }
      } else if (at < end && text[at] != '/') {
        return false;
      }
    }
    return gap < 0 ? groups == 8 : groups < 8 && widen(gap, groups);
  }

  private int hex() {
    int from = at;
    int value = 0;
    while (at < end && at - from < 4) {
      int digit = text[at] < 128 ? Character.digit(text[at], 16) : -1;
      if (digit < 0) {
        break;
      }
      value = value << 4 | digit;
      at++;
    }
    return at == from ? -1 : value;
  }

  /** Moves the groups before the gap to the front; there are fewer than eight. */
  private boolean widen(int gap, int groups) {
    long narrowHigh = high;
    long narrowLow = low;
    high = 0;
    low = 0;
    for (int i = 0; i < groups; i++) {
      int fromEnd = groups - 1 - i;
      long group =
          (fromEnd < 4 ? narrowLow >>> 16 * fromEnd : narrowHigh >>> 16 * (fromEnd - 4)) & 0xFFFF;
      int place = i < gap ? i : 8 - groups + i;
      if (place < 4) {
        high |= group << 48 - 16 * place;
      } else {
        low |= group << 48 - 16 * (place - 4);
      }
    }
    return true;
  }
}
