package savd.rpki.files;

/** Reads an AS number out of a character array, with or without "AS", allocating nothing. */
final class AsnText {
  private AsnText() {}

  /** The number, or -1 where the text is none. */
  static long parse(char[] text, int from, int count) {
    int at = from;
    int end = from + count;
    if (count > 2 && (text[at] | 0x20) == 'a' && (text[at + 1] | 0x20) == 's') {
      at += 2;
    }
    if (at == end || end - at > 10) {
      return -1;
    }
    long value = 0;
    for (; at < end; at++) {
      if (text[at] < '0' || text[at] > '9') {
        return -1;
      }
      value = value * 10 + text[at] - '0';
    }
    return value <= 0xFFFF_FFFFL ? value : -1;
  }
}
