package savd.fib.nft;

import static savd.fib.nft.NfTables.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import savd.fib.netlink.NetlinkException;
import savd.fib.netlink.NetlinkReader;
import savd.fib.netlink.NetlinkReader.Attributes;
import savd.fib.netlink.NetlinkWriter;
import savd.fib.plan.ElementSource;
import savd.fib.plan.KernelInventory.Elements;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.IngressInterface;

/** Reads the elements of sets and maps back from the kernel. */
final class ElementReader implements ElementSource<NetlinkException> {
  private static final int NFGENMSG = 4;
  private static final Pattern NAME = Pattern.compile("[!-.0-~]{1,15}");

  private final NftKernel kernel;

  ElementReader(NftKernel kernel) {
    this.kernel = kernel;
  }

  /**
   * One element of an interval set.
   *
   * @param end true for the first address behind an interval
   */
  private record Bound(long high, long low, boolean end, String chain)
      implements Comparable<Bound> {
    @Override
    public int compareTo(Bound other) {
      int byAddress = AddressRanges.compare(high, low, other.high, other.low);
      // Where one interval ends and the next begins, the end comes first.
      return byAddress != 0 ? byAddress : Boolean.compare(other.end, end);
    }
  }

  @Override
  public Elements read(String set, AddressFamily family) throws NetlinkException {
    List<Bound> bounds = new ArrayList<>();
    dump(set, element -> bounds.add(bound(element, family)));
    return pair(bounds, family);
  }

  private static Elements pair(List<Bound> found, AddressFamily family) {
    Bound[] bounds = found.toArray(Bound[]::new);
    Arrays.sort(bounds);
    AddressRanges ranges = new AddressRanges(family);
    List<String> chains = new ArrayList<>();
    for (int i = 0; i < bounds.length; i++) {
      Bound first = bounds[i];
      if (first.end()) {
        continue;
      }
      if (!first.chain().isEmpty()) {
        chains.add(first.chain());
      }
      if (i + 1 < bounds.length && bounds[i + 1].end()) {
        Bound behind = bounds[i + 1];
        long high = behind.low() == 0 ? behind.high() - 1 : behind.high();
        ranges.add(first.high(), first.low(), high, behind.low() - 1);
      } else {
        ranges.add(first.high(), first.low(), family.lastHigh(), family.lastLow());
      }
    }
    return new Elements(ranges, chains);
  }

  private static Bound bound(Attributes element, AddressFamily family) {
    long high = 0;
    long low = 0;
    boolean end = false;
    String chain = "";
    while (element.next()) {
      switch (element.type()) {
        case NFTA_SET_ELEM_FLAGS -> end = (element.u32() & NFT_SET_ELEM_INTERVAL_END) != 0;
        case NFTA_SET_ELEM_DATA -> chain = RuleDecoder.verdictChain(element.nested());
        case NFTA_SET_ELEM_KEY -> {
          Attributes key = element.nested();
          while (key.next()) {
            if (key.type() == NFTA_DATA_VALUE) {
              high = family == AddressFamily.IPV4 ? 0 : key.high();
              low = family == AddressFamily.IPV4 ? Integer.toUnsignedLong(key.u32()) : key.low();
            }
          }
        }
        default -> {}
      }
    }
    return new Bound(high, low, end, chain);
  }

  /** Where a map of interface names leads. */
  Map<IngressInterface, String> ingressMap(String map) throws NetlinkException {
    Map<IngressInterface, String> result = new TreeMap<>();
    dump(
        map,
        element -> {
          String name = "";
          String chain = "";
          while (element.next()) {
            switch (element.type()) {
              case NFTA_SET_ELEM_DATA -> chain = RuleDecoder.verdictChain(element.nested());
              case NFTA_SET_ELEM_KEY -> {
                Attributes key = element.nested();
                while (key.next()) {
                  name = key.type() == NFTA_DATA_VALUE ? key.string() : name;
                }
              }
              default -> {}
            }
          }
          // Any other key matches no interface and does no harm.
          if (NAME.matcher(name).matches()) {
            result.put(new IngressInterface(name), chain);
          }
        });
    return result;
  }

  private void dump(String set, Consumer<Attributes> each) throws NetlinkException {
    kernel.request(
        NFT_MSG_GETSETELEM,
        NetlinkWriter.NLM_F_DUMP,
        NFPROTO_INET,
        out -> {
          out.string(NFTA_SET_ELEM_LIST_TABLE, kernel.table());
          out.string(NFTA_SET_ELEM_LIST_SET, set);
        },
        message -> elements(message, each));
  }

  private static void elements(NetlinkReader message, Consumer<Attributes> each) {
    Attributes a = message.attributes(NFGENMSG);
    while (a.next()) {
      if (a.type() == NFTA_SET_ELEM_LIST_ELEMENTS) {
        Attributes list = a.nested();
        while (list.next()) {
          each.accept(list.nested());
        }
      }
    }
  }
}
