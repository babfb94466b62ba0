package savd.fib.nft;

import static savd.fib.nft.NfTables.*;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import savd.fib.InterfaceCounters;
import savd.fib.netlink.NetlinkException;
import savd.fib.netlink.NetlinkReader;
import savd.fib.netlink.NetlinkReader.Attributes;
import savd.fib.netlink.NetlinkWriter;
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
