package savd.control;

import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.IpAddress;
import savd.net.Prefix;

/** Ranges of source addresses as people write them. */
public final class SourceText {
  private SourceText() {}

  /** The range at an index; see {@link #of(AddressFamily, long, long, long, long)}. */
  public static String of(AddressRanges ranges, int index) {
    return of(
        ranges.family(),
        ranges.firstHigh(index),
        ranges.firstLow(index),
        ranges.lastHigh(index),
        ranges.lastLow(index));
  }

  /** {@code prefix/length} where the range is one prefix, else {@code first-last}. */
  public static String of(
      AddressFamily family, long firstHigh, long firstLow, long lastHigh, long lastLow) {
    // In a prefix, first and last differ in exactly the bits behind the length.
    int length = commonBits(family, firstHigh ^ lastHigh, firstLow ^ lastLow);
    boolean startsAligned =
        (firstHigh & ~family.maskHigh(length) & family.lastHigh()) == 0
            && (firstLow & ~family.maskLow(length) & family.lastLow()) == 0;
    if (startsAligned) {
      Prefix prefix = Prefix.of(family, firstHigh, firstLow, length);
      if (prefix.lastHigh() == lastHigh && prefix.lastLow() == lastLow) {
        return prefix.toString();
      }
    }
    return IpAddress.of(family, firstHigh, firstLow)
        + "-"
        + IpAddress.of(family, lastHigh, lastLow);
  }

  private static int commonBits(AddressFamily family, long high, long low) {
    int zeros = high != 0 ? Long.numberOfLeadingZeros(high) : 64 + Long.numberOfLeadingZeros(low);
    return zeros - (128 - family.bits());
  }
}
