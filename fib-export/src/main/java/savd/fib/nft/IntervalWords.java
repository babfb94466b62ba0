package savd.fib.nft;

import static savd.fib.nft.NfTables.*;

import savd.fib.netlink.NetlinkWriter;
import savd.fib.plan.Intervals;
import savd.net.AddressFamily;

/**
 * The elements of interval sets, all of one shape but for the addresses, laid out in words: ten for
 * an interval of IPv4, sixteen for one of IPv6. A change of a thousand prefixes is two thousand of
 * them, which attribute by attribute took half as long as the kernel takes over them.
 */
final class IntervalWords {
  private static final int MOST = 16;
  private static final int HEADER = 4;

  private int[] words = new int[64 * MOST];
  private int size;

  /** Writes intervals {@code from..to-1}. */
  void write(Intervals v, int from, int to, NetlinkWriter out) {
    if (words.length < (to - from) * MOST) {
      words = new int[(to - from) * MOST];
    }
    size = 0;
    boolean ipv4 = v.family() == AddressFamily.IPV4;
    for (int i = from; i < to; i++) {
      element(ipv4, v.firstHigh(i), v.firstLow(i), false);
      long low = v.lastLow(i) + 1;
      long high = low == 0 ? v.lastHigh(i) + 1 : v.lastHigh(i);
      // An interval up to the last address has no end.
      if (v.lastHigh(i) != v.family().lastHigh() || v.lastLow(i) != v.family().lastLow()) {
        element(ipv4, high, low, true);
      }
    }
    out.words(words, size);
  }

  private void element(boolean ipv4, long high, long low, boolean end) {
    int value = HEADER + (ipv4 ? 4 : 16);
    int flags = end ? HEADER + 4 : 0;
    put(NetlinkWriter.nestedHeader(NFTA_LIST_ELEM, HEADER + flags + HEADER + value));
    if (end) {
      put(NetlinkWriter.attributeHeader(NFTA_SET_ELEM_FLAGS, flags));
      put(NetlinkWriter.networkOrder(NFT_SET_ELEM_INTERVAL_END));
    }
    put(NetlinkWriter.nestedHeader(NFTA_SET_ELEM_KEY, HEADER + value));
    put(NetlinkWriter.attributeHeader(NFTA_DATA_VALUE, value));
    if (!ipv4) {
      put(NetlinkWriter.networkOrder((int) (high >>> 32)));
      put(NetlinkWriter.networkOrder((int) high));
      put(NetlinkWriter.networkOrder((int) (low >>> 32)));
    }
    put(NetlinkWriter.networkOrder((int) low));
  }

  private void put(int word) {
    words[size++] = word;
  }
}
