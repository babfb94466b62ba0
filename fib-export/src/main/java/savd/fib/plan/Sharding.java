package savd.fib.plan;

/**
 * How lists are cut. A commit costs the kernel time linear in every set it touches, so sets stay
 * small; but each set costs the packet path one more step in the dispatch map.
 *
 * @param single a list of at most this many intervals is one set without a map
 * @param fill intervals put into each set when a list is built
 * @param split a set that has grown beyond this is split in two after the commit
 * @param rebuild a set that grows beyond this within one transaction makes the list be built anew
 */
public record Sharding(int single, int fill, int split, int rebuild) {
  public Sharding {
    if (fill < 1 || split < 2 * fill || single < fill || rebuild < split) {
      throw new IllegalArgumentException(
          "sharding " + single + "/" + fill + "/" + split + "/" + rebuild);
    }
  }

  /** The sizes chosen in docs/adr/0004-sharding.md. */
  public static Sharding standard() {
    return new Sharding(1024, 512, 1536, 16_384);
  }
}
