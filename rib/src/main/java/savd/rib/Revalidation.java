package savd.rib;

import java.util.Arrays;
import savd.net.AddressFamily;

/** Which routes a change of the data behind {@link RouteValidation} can touch. */
public final class Revalidation {
  /** Beyond so many prefixes, looking at all routes is quicker. */
  private static final int MOST_PREFIXES = 1 << 14;

  /** A prefix no longer than this may cover so many routes that slices are better. */
  private static final int SHORT_IPV4 = 8;

  private static final int SHORT_IPV6 = 16;

  private boolean everything;
  private boolean paths;
  private int size;
  private byte[] families = new byte[16];
  private byte[] lengths = new byte[16];
  private long[] highs = new long[16];
  private long[] lows = new long[16];

  /** Every route: other data altogether, or other rules of eligibility. */
  public static Revalidation everything() {
    Revalidation all = new Revalidation();
    all.everything = true;
    all.paths = true;
    return all;
  }

  /** Answers of {@link RouteValidation#path} may be others: each attribute set is asked for. */
  public Revalidation paths() {
    paths = true;
    return this;
  }

  /**
   * Answers of {@link RouteValidation#origin} for a prefix and its more-specifics may be others.
   */
  public Revalidation within(AddressFamily family, long high, long low, int length) {
    boolean isShort = length <= (family == AddressFamily.IPV4 ? SHORT_IPV4 : SHORT_IPV6);
    if (isShort || size == MOST_PREFIXES) {
      everything = true;
      return this;
    }
    if (size == lows.length) {
      int n = size * 2;
      families = Arrays.copyOf(families, n);
      lengths = Arrays.copyOf(lengths, n);
      highs = Arrays.copyOf(highs, n);
      lows = Arrays.copyOf(lows, n);
    }
    families[size] = (byte) family.ordinal();
    lengths[size] = (byte) length;
    highs[size] = high;
    lows[size++] = low;
    return this;
  }

  boolean isEverything() {
    return everything;
  }

  boolean hasPaths() {
    return paths;
  }

  int size() {
    return size;
  }

  int family(int i) {
    return families[i];
  }

  int length(int i) {
    return lengths[i] & 0xFF;
  }

  long high(int i) {
    return highs[i];
  }

  long low(int i) {
    return lows[i];
  }
}
