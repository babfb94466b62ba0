package savd.fib.plan;

/**
 * How lists are cut. A commit costs the kernel time linear in every set it touches, so sets stay
 * small; but the kernel finds a set by walking the list of all sets, so they must not be many.
 *
 * @param single a list of at most this many intervals is one set without a map
 * @param fill intervals put into each set when a list is built
 * @param split a set that has grown beyond this is split in two after the commit
 * @param rebuild a set that grows beyond this within one transaction makes the list be built anew
 */
public record Sharding(int single, int fill, int split, int rebuild) {
  private static final int MOST_FILL = 1 << 14;

  public Sharding {
    if (fill < 1 || split < 2 * fill || single < fill || rebuild < split) {
      throw new IllegalArgumentException(
          "sharding " + single + "/" + fill + "/" + split + "/" + rebuild);
    }
  }

  /** The sizes chosen in docs/adr/0004-sharding.md. */
  public static Sharding standard() {
    return new Sharding(1024, 256, 768, 8192);
  }

  /**
   * The sizes for a list of so many intervals: a set twice as large for each time that the list is
   * four times as long, beginning with one that makes four times as many sets as each has
   * intervals.
   */
  Sharding of(int intervals) {
    int times = 1;
    while (fill * times <= MOST_FILL && intervals / 4 > (long) fill * fill * times * times) {
      times *= 2;
    }
    return times == 1
        ? this
        : new Sharding(single * times, fill * times, split * times, rebuild * times);
  }
}
