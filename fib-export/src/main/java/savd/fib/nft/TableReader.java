package savd.fib.nft;

import static savd.fib.nft.NfTables.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import savd.fib.InterfaceCounters;
import savd.fib.netlink.NetlinkException;
import savd.fib.netlink.NetlinkReader;
import savd.fib.netlink.NetlinkReader.Attributes;
import savd.fib.netlink.NetlinkWriter;
import savd.fib.plan.KernelInventory;
import savd.fib.plan.KernelInventory.RuleImage;
import savd.fib.plan.Names;
import savd.net.IngressInterface;

/** Reads our table back from the kernel. */
final class TableReader {
  private static final int NFGENMSG = 4;

  private final NftKernel kernel;
  private final String table;

  TableReader(NftKernel kernel) {
    this.kernel = kernel;
    this.table = kernel.table();
  }

  /**
   * A table of our name.
   *
   * @param handle changes when the table is deleted and made again
   * @param use chains, sets and objects in it
   * @param ours whether it carries our tag
   */
  record TableHead(long handle, int use, boolean ours) {}

  Optional<TableHead> head() throws NetlinkException {
    TableHead[] found = {null};
    kernel.request(
        NFT_MSG_GETTABLE,
        0,
        NFPROTO_INET,
        out -> out.string(NFTA_TABLE_NAME, table),
        message -> {
          long handle = 0;
          int use = 0;
          boolean ours = false;
          Attributes a = message.attributes(NFGENMSG);
          while (a.next()) {
            switch (a.type()) {
              case NFTA_TABLE_HANDLE -> handle = a.unsigned();
              case NFTA_TABLE_USE -> use = a.u32();
              case NFTA_TABLE_USERDATA ->
                  ours =
                      UserData.textOf(a.array(), BatchEncoder.UDATA_COMMENT)
                          .equals(Optional.of(BatchEncoder.TABLE_TAG));
              default -> {}
            }
          }
          found[0] = new TableHead(handle, use, ours);
        });
    return Optional.ofNullable(found[0]);
  }

  /** Everything in the table but the elements of sets of addresses. */
  KernelInventory inventory() throws NetlinkException {
    Optional<TableHead> head = head();
    if (head.isEmpty()) {
      return KernelInventory.NONE;
    }
    Map<String, List<RuleImage>> chains = new TreeMap<>();
    dump(
        NFT_MSG_GETCHAIN,
        NFTA_CHAIN_TABLE,
        message -> {
          if (table.equals(stringOf(message, NFTA_CHAIN_TABLE))) {
            chains.put(stringOf(message, NFTA_CHAIN_NAME), new ArrayList<>());
          }
        });
    dump(
        NFT_MSG_GETRULE,
        NFTA_RULE_TABLE,
        message -> {
          List<RuleImage> rules = chains.get(stringOf(message, NFTA_RULE_CHAIN));
          if (table.equals(stringOf(message, NFTA_RULE_TABLE)) && rules != null) {
            rules.add(RuleDecoder.decode(message.attributes(NFGENMSG)));
          }
        });
    Map<String, Integer> sets = new TreeMap<>();
    dump(NFT_MSG_GETSET, NFTA_SET_TABLE, message -> readSet(message, sets));
    Set<String> counterNames = new TreeSet<>();
    dump(
        NFT_MSG_GETOBJ,
        NFTA_OBJ_TABLE,
        message -> counterNames.add(stringOf(message, NFTA_OBJ_NAME)));
    Map<String, Map<IngressInterface, String>> ingressMaps = new TreeMap<>();
    for (String map : List.of(Names.INTERFACES, Names.BLOCKS)) {
      if (sets.containsKey(map)) {
        ingressMaps.put(map, new ElementReader(kernel).ingressMap(map));
      }
    }
    return new KernelInventory(true, chains, sets, counterNames, ingressMaps);
  }

  private void readSet(NetlinkReader message, Map<String, Integer> sets) {
    String name = "";
    boolean here = false;
    int count = -1;
    Attributes a = message.attributes(NFGENMSG);
    while (a.next()) {
      switch (a.type()) {
        case NFTA_SET_TABLE -> here = table.equals(a.string());
        case NFTA_SET_NAME -> name = a.string();
        case NFTA_SET_COUNT -> count = a.u32();
        default -> {}
      }
    }
    if (here) {
      sets.put(name, count);
    }
  }

  private void dump(int operation, int tableAttribute, Consumer<NetlinkReader> each)
      throws NetlinkException {
    kernel.request(
        operation,
        NetlinkWriter.NLM_F_DUMP,
        NFPROTO_INET,
        out -> out.string(tableAttribute, table),
        each);
  }

  private static String stringOf(NetlinkReader message, int attribute) {
    Attributes a = message.attributes(NFGENMSG);
    while (a.next()) {
      if (a.type() == attribute) {
        return a.string();
      }
    }
    return "";
  }

  private record Count(long packets, long bytes) {}

  /** The counters of all interfaces. */
  Map<IngressInterface, InterfaceCounters> counters() throws NetlinkException {
    Map<String, Count> counts = new TreeMap<>();
    kernel.request(
        NFT_MSG_GETOBJ,
        NetlinkWriter.NLM_F_DUMP,
        NFPROTO_INET,
        out -> {
          out.string(NFTA_OBJ_TABLE, table);
          out.u32(NFTA_OBJ_TYPE, NFT_OBJECT_COUNTER);
        },
        message -> readCounter(message, counts));
    Map<IngressInterface, InterfaceCounters> result = new TreeMap<>();
    counts.forEach(
        (name, seen) ->
            Names.ingressOfSeenCounter(name)
                .ifPresent(
                    ingress -> {
                      Count blocked = counts.get(Names.blockCounter(ingress));
                      if (blocked != null) {
                        result.put(
                            ingress,
                            new InterfaceCounters(
                                seen.packets() - blocked.packets(),
                                seen.bytes() - blocked.bytes(),
                                blocked.packets(),
                                blocked.bytes()));
                      }
                    }));
    return result;
  }

  private static void readCounter(NetlinkReader message, Map<String, Count> counts) {
    String name = "";
    long packets = 0;
    long bytes = 0;
    Attributes a = message.attributes(NFGENMSG);
    while (a.next()) {
      switch (a.type()) {
        case NFTA_OBJ_NAME -> name = a.string();
        case NFTA_OBJ_DATA -> {
          Attributes data = a.nested();
          while (data.next()) {
            switch (data.type()) {
              case NFTA_COUNTER_PACKETS -> packets = data.u64();
              case NFTA_COUNTER_BYTES -> bytes = data.u64();
              default -> {}
            }
          }
        }
        default -> {}
      }
    }
    counts.put(name, new Count(packets, bytes));
  }
}
