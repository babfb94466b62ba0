package savd.fib.nft;

import static savd.fib.nft.NfTables.*;

import java.util.Arrays;
import java.util.List;
import savd.fib.netlink.NetlinkWriter;
import savd.fib.plan.Intervals;
import savd.fib.plan.KernelChange;
import savd.fib.plan.KernelTransaction;
import savd.fib.plan.Rule;
import savd.fib.plan.Verdict;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.IngressInterface;

/**
 * Encodes a transaction as one nfnetlink batch: everything between BATCH_BEGIN and BATCH_END takes
 * effect at one instant or not at all. An interval is two elements, its first address and, flagged
 * as the end, the first address behind it; an interval that reaches the last address of its family
 * has no end element.
 */
final class BatchEncoder {
  /** Written into the table, so that we know it again: nft shows it as the table's comment. */
  static final String TABLE_TAG = "savd: source address validation";

  /** nft's type-length-value for a comment of a table (NFTNL_UDATA_TABLE_COMMENT). */
  static final int UDATA_COMMENT = 0;

  /** Our own type in the user data of a rule; nft passes over types it does not know. */
  static final int UDATA_FINGERPRINT = 0x73;

  private static final int IPV4_INTERVALS_PER_MESSAGE = 1400;
  private static final int IPV6_INTERVALS_PER_MESSAGE = 800;
  private static final int DISPATCH_PER_MESSAGE = 300;

  private final String table;
  private final NetlinkWriter out;
  private final RuleEncoder rules;
  private final IntervalWords words = new IntervalWords();

  /** The last sequence number of each change, ascending. */
  private int[] lastSequence = new int[16];

  private int sequence;
  private int setId;
  private long lastMessage;
  private int beginSequence;

  BatchEncoder(String table, NetlinkWriter out) {
    this.table = table;
    this.out = out;
    this.rules = new RuleEncoder(out);
  }

  /**
   * Writes the batch.
   *
   * @param generation what the kernel's generation must still be, or it refuses with ERESTART
   */
  void encode(KernelTransaction transaction, int firstSequence, int generation) {
    out.clear();
    out.reserve(estimate(transaction));
    sequence = firstSequence;
    setId = 0;
    beginSequence = sequence;
    long begin = out.beginMessage(NFNL_MSG_BATCH_BEGIN, 0, sequence++);
    out.netfilterHeader(NFPROTO_UNSPEC, NFNL_SUBSYS_NFTABLES);
    out.u32(NFNL_BATCH_GENID, generation);
    out.endMessage(begin);
    List<KernelChange> changes = transaction.changes();
    lastSequence = Arrays.copyOf(lastSequence, Math.max(lastSequence.length, changes.size()));
    for (int i = 0; i < changes.size(); i++) {
      change(changes.get(i));
      lastSequence[i] = sequence - 1;
    }
    out.addFlags(lastMessage, NetlinkWriter.NLM_F_ACK);
    long end = out.beginMessage(NFNL_MSG_BATCH_END, 0, sequence++);
    out.netfilterHeader(NFPROTO_UNSPEC, NFNL_SUBSYS_NFTABLES);
    out.endMessage(end);
  }

  /**
   * The sequence number of BATCH_BEGIN, under which the kernel answers for the batch as a whole.
   */
  int beginSequence() {
    return beginSequence;
  }

  /** The sequence number of the message whose acknowledgement is asked for. */
  int acknowledgedSequence() {
    return sequence - 2;
  }

  int nextSequence() {
    return sequence;
  }

  /** Which change a sequence number belongs to; -1 for the batch itself. */
  int changeOf(int messageSequence, int changes) {
    if (messageSequence <= beginSequence) {
      return -1;
    }
    int i = Arrays.binarySearch(lastSequence, 0, changes, messageSequence);
    int at = i >= 0 ? i : -i - 1;
    return at < changes ? at : -1;
  }

  private static long estimate(KernelTransaction transaction) {
    long bytes = 4096;
    for (KernelChange c : transaction.changes()) {
      bytes +=
          switch (c) {
            case KernelChange.AddElements a -> 256 + a.intervals().size() * bytes(a.intervals());
            case KernelChange.DeleteElements d -> 256 + d.intervals().size() * bytes(d.intervals());
            case KernelChange.AddDispatch a -> 256 + a.ranges().size() * 160L;
            case KernelChange.DeleteDispatch d -> 256 + d.ranges().size() * 64L;
            case KernelChange.ReplaceRules r -> 128 + r.rules().size() * 512L;
            case KernelChange.CreateTable _,
                KernelChange.CreateBaseChain _,
                KernelChange.CreateChain _,
                KernelChange.CreateCounter _,
                KernelChange.CreateSourceSet _,
                KernelChange.CreateSourceMap _,
                KernelChange.CreateIngressMap _,
                KernelChange.AddIngress _,
                KernelChange.DeleteIngress _,
                KernelChange.DeleteChain _,
                KernelChange.DeleteSet _,
                KernelChange.DeleteCounter _ ->
                256L;
          };
    }
    return bytes;
  }

  private static long bytes(Intervals intervals) {
    return intervals.family() == AddressFamily.IPV4 ? 40 : 64;
  }

  private void change(KernelChange change) {
    switch (change) {
      case KernelChange.CreateTable _ -> createTable();
      case KernelChange.CreateBaseChain c -> createBaseChain(c);
      case KernelChange.CreateChain c -> {
        long m = begin(NFT_MSG_NEWCHAIN, NetlinkWriter.NLM_F_CREATE);
        out.string(NFTA_CHAIN_TABLE, table);
        out.string(NFTA_CHAIN_NAME, c.name());
        out.endMessage(m);
      }
      case KernelChange.CreateCounter c -> createCounter(c.name());
      case KernelChange.CreateSourceSet c -> createSet(c.name(), c.family(), NFT_SET_INTERVAL);
      case KernelChange.CreateSourceMap c ->
          createSet(c.name(), c.family(), NFT_SET_INTERVAL | NFT_SET_MAP);
      case KernelChange.CreateIngressMap c -> createIngressMap(c.name());
      case KernelChange.DeleteElements d -> elements(NFT_MSG_DELSETELEM, d.set(), d.intervals());
      case KernelChange.AddElements a -> elements(NFT_MSG_NEWSETELEM, a.set(), a.intervals());
      case KernelChange.DeleteDispatch d ->
          dispatch(NFT_MSG_DELSETELEM, d.map(), d.ranges(), d.chains());
      case KernelChange.AddDispatch a ->
          dispatch(NFT_MSG_NEWSETELEM, a.map(), a.ranges(), a.chains());
      case KernelChange.AddIngress a ->
          ingress(NFT_MSG_NEWSETELEM, a.map(), a.ingress(), a.chain());
      case KernelChange.DeleteIngress d ->
          ingress(NFT_MSG_DELSETELEM, d.map(), d.ingress(), d.chain());
      case KernelChange.ReplaceRules r -> replaceRules(r.chain(), r.rules());
      case KernelChange.DeleteChain d -> {
        long m = begin(NFT_MSG_DELCHAIN, 0);
        out.string(NFTA_CHAIN_TABLE, table);
        out.string(NFTA_CHAIN_NAME, d.name());
        out.endMessage(m);
      }
      case KernelChange.DeleteSet d -> {
        long m = begin(NFT_MSG_DELSET, 0);
        out.string(NFTA_SET_TABLE, table);
        out.string(NFTA_SET_NAME, d.name());
        out.endMessage(m);
      }
      case KernelChange.DeleteCounter d -> {
        long m = begin(NFT_MSG_DELOBJ, 0);
        out.string(NFTA_OBJ_TABLE, table);
        out.string(NFTA_OBJ_NAME, d.name());
        out.u32(NFTA_OBJ_TYPE, NFT_OBJECT_COUNTER);
        out.endMessage(m);
      }
    }
  }

  private long begin(int operation, int flags) {
    lastMessage = out.beginMessage(NfTables.type(operation), flags, sequence++);
    out.netfilterHeader(NFPROTO_INET, 0);
    return lastMessage;
  }

  private void createTable() {
    long m = begin(NFT_MSG_NEWTABLE, NetlinkWriter.NLM_F_CREATE);
    out.string(NFTA_TABLE_NAME, table);
    out.u32(NFTA_TABLE_FLAGS, 0);
    out.bytes(NFTA_TABLE_USERDATA, UserData.text(UDATA_COMMENT, TABLE_TAG));
    out.endMessage(m);
  }

  private void createBaseChain(KernelChange.CreateBaseChain c) {
    long m = begin(NFT_MSG_NEWCHAIN, NetlinkWriter.NLM_F_CREATE);
    out.string(NFTA_CHAIN_TABLE, table);
    out.string(NFTA_CHAIN_NAME, c.name());
    out.string(NFTA_CHAIN_TYPE, "filter");
    out.u32(NFTA_CHAIN_POLICY, NF_ACCEPT);
    long hook = out.beginNested(NFTA_CHAIN_HOOK);
    out.u32(NFTA_HOOK_HOOKNUM, NF_INET_PRE_ROUTING);
    out.u32(NFTA_HOOK_PRIORITY, c.priority());
    out.endNested(hook);
    out.endMessage(m);
  }

  private void createCounter(String name) {
    long m = begin(NFT_MSG_NEWOBJ, NetlinkWriter.NLM_F_CREATE);
    out.string(NFTA_OBJ_TABLE, table);
    out.string(NFTA_OBJ_NAME, name);
    out.u32(NFTA_OBJ_TYPE, NFT_OBJECT_COUNTER);
    long data = out.beginNested(NFTA_OBJ_DATA);
    out.u64(NFTA_COUNTER_BYTES, 0);
    out.u64(NFTA_COUNTER_PACKETS, 0);
    out.endNested(data);
    out.endMessage(m);
  }

  private void createSet(String name, AddressFamily family, int flags) {
    boolean ipv4 = family == AddressFamily.IPV4;
    boolean map = (flags & NFT_SET_MAP) != 0;
    newSet(name, flags, ipv4 ? TYPE_IPADDR : TYPE_IP6ADDR, family.bits() / 8, map);
  }

  private void createIngressMap(String name) {
    newSet(name, NFT_SET_MAP, TYPE_IFNAME, IFNAMSIZ, true);
  }

  private void newSet(String name, int flags, int keyType, int keyLength, boolean map) {
    long m = begin(NFT_MSG_NEWSET, NetlinkWriter.NLM_F_CREATE);
    out.string(NFTA_SET_TABLE, table);
    out.string(NFTA_SET_NAME, name);
    out.u32(NFTA_SET_FLAGS, flags);
    out.u32(NFTA_SET_KEY_TYPE, keyType);
    out.u32(NFTA_SET_KEY_LEN, keyLength);
    if (map) {
      out.u32(NFTA_SET_DATA_TYPE, NFT_DATA_VERDICT);
      out.u32(NFTA_SET_DATA_LEN, 0);
    }
    out.u32(NFTA_SET_ID, ++setId);
    out.bytes(NFTA_SET_USERDATA, UserData.setByteOrder(keyType != TYPE_IFNAME, map));
    out.endMessage(m);
  }

  private long beginElements(int operation, String set) {
    long m = begin(operation, operation == NFT_MSG_NEWSETELEM ? NetlinkWriter.NLM_F_CREATE : 0);
    out.string(NFTA_SET_ELEM_LIST_TABLE, table);
    out.string(NFTA_SET_ELEM_LIST_SET, set);
    return m;
  }

  private void elements(int operation, String set, Intervals v) {
    boolean ipv4 = v.family() == AddressFamily.IPV4;
    int perMessage = ipv4 ? IPV4_INTERVALS_PER_MESSAGE : IPV6_INTERVALS_PER_MESSAGE;
    for (int from = 0; from < v.size(); from += perMessage) {
      long m = beginElements(operation, set);
      long list = out.beginNested(NFTA_SET_ELEM_LIST_ELEMENTS);
      words.write(v, from, Math.min(v.size(), from + perMessage), out);
      out.endNested(list);
      out.endMessage(m);
    }
  }

  private void dispatch(int operation, String map, AddressRanges ranges, List<String> chains) {
    for (int from = 0; from < ranges.size(); from += DISPATCH_PER_MESSAGE) {
      long m = beginElements(operation, map);
      long list = out.beginNested(NFTA_SET_ELEM_LIST_ELEMENTS);
      int to = Math.min(ranges.size(), from + DISPATCH_PER_MESSAGE);
      for (int i = from; i < to; i++) {
        Verdict verdict = operation == NFT_MSG_NEWSETELEM ? new Verdict.Goto(chains.get(i)) : null;
        element(ranges.family(), ranges.firstHigh(i), ranges.firstLow(i), false, verdict);
        closing(ranges.family(), ranges.lastHigh(i), ranges.lastLow(i));
      }
      out.endNested(list);
      out.endMessage(m);
    }
  }

  private void closing(AddressFamily family, long lastHigh, long lastLow) {
    if (lastHigh != family.lastHigh() || lastLow != family.lastLow()) {
      element(family, lastLow == -1L ? lastHigh + 1 : lastHigh, lastLow + 1, true, null);
    }
  }

  private void element(AddressFamily family, long high, long low, boolean end, Verdict verdict) {
    long element = out.beginNested(NFTA_LIST_ELEM);
    if (end) {
      out.u32(NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END);
    }
    long key = out.beginNested(NFTA_SET_ELEM_KEY);
    if (family == AddressFamily.IPV4) {
      out.u32(NFTA_DATA_VALUE, (int) low);
    } else {
      out.u128(NFTA_DATA_VALUE, high, low);
    }
    out.endNested(key);
    if (verdict != null) {
      rules.verdict(NFTA_SET_ELEM_DATA, verdict);
    }
    out.endNested(element);
  }

  private void ingress(int operation, String map, IngressInterface ingress, String chain) {
    long m = beginElements(operation, map);
    long list = out.beginNested(NFTA_SET_ELEM_LIST_ELEMENTS);
    long element = out.beginNested(NFTA_LIST_ELEM);
    long key = out.beginNested(NFTA_SET_ELEM_KEY);
    out.bytes(NFTA_DATA_VALUE, UserData.interfaceName(ingress));
    out.endNested(key);
    if (operation == NFT_MSG_NEWSETELEM) {
      rules.verdict(NFTA_SET_ELEM_DATA, new Verdict.Goto(chain));
    }
    out.endNested(element);
    out.endNested(list);
    out.endMessage(m);
  }

  private void replaceRules(String chain, List<Rule> replacement) {
    long flush = begin(NFT_MSG_DELRULE, 0);
    out.string(NFTA_RULE_TABLE, table);
    out.string(NFTA_RULE_CHAIN, chain);
    out.endMessage(flush);
    for (Rule rule : replacement) {
      long m = begin(NFT_MSG_NEWRULE, NetlinkWriter.NLM_F_CREATE | NetlinkWriter.NLM_F_APPEND);
      out.string(NFTA_RULE_TABLE, table);
      out.string(NFTA_RULE_CHAIN, chain);
      rules.expressions(rule);
      out.bytes(NFTA_RULE_USERDATA, UserData.number(UDATA_FINGERPRINT, rule.fingerprint()));
      out.endMessage(m);
    }
  }
}
