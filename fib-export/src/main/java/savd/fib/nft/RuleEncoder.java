package savd.fib.nft;

import static savd.fib.nft.NfTables.*;

import savd.fib.netlink.NetlinkWriter;
import savd.fib.plan.Expression;
import savd.fib.plan.Rule;
import savd.fib.plan.Verdict;
import savd.net.AddressFamily;
import savd.net.IpAddress;

/** Encodes rules as the kernel's expressions, the same ones nft makes for the same text. */
final class RuleEncoder {
  private final NetlinkWriter out;

  RuleEncoder(NetlinkWriter out) {
    this.out = out;
  }

  /** Writes NFTA_RULE_EXPRESSIONS. */
  void expressions(Rule rule) {
    long list = out.beginNested(NFTA_RULE_EXPRESSIONS);
    for (Expression e : rule.expressions()) {
      expression(e);
    }
    out.endNested(list);
  }

  private void expression(Expression expression) {
    switch (expression) {
      case Expression.FamilyIs e -> family(e.family());
      case Expression.SourceIs e -> address(e.address(), sourceOffset(e.address().family()));
      case Expression.DestinationIs e ->
          address(e.address(), destinationOffset(e.address().family()));
      case Expression.SourceIn e -> source(e.family(), e.set(), false);
      case Expression.SourceDispatch e -> source(e.family(), e.map(), true);
      case Expression.IngressDispatch e -> {
        meta(NFT_META_IIFNAME);
        lookup(e.map(), true);
      }
      case Expression.Count e -> {
        Nested n = begin("objref");
        out.u32(NFTA_OBJREF_IMM_TYPE, NFT_OBJECT_COUNTER);
        out.string(NFTA_OBJREF_IMM_NAME, e.counter());
        end(n);
      }
      case Expression.Limit e -> {
        Nested n = begin("limit");
        out.u64(NFTA_LIMIT_RATE, e.packetsPerSecond());
        out.u64(NFTA_LIMIT_UNIT, 1);
        out.u32(NFTA_LIMIT_BURST, e.burst());
        out.u32(NFTA_LIMIT_TYPE, NFT_LIMIT_PKTS);
        out.u32(NFTA_LIMIT_FLAGS, 0);
        end(n);
      }
      case Expression.Log e -> {
        Nested n = begin("log");
        out.string(NFTA_LOG_PREFIX, e.prefix());
        out.u16(NFTA_LOG_GROUP, e.group());
        out.u32(NFTA_LOG_SNAPLEN, e.snapLength());
        end(n);
      }
      case Expression.Then e -> {
        Nested n = begin("immediate");
        out.u32(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
        verdict(NFTA_IMMEDIATE_DATA, e.verdict());
        end(n);
      }
    }
  }

  private void family(AddressFamily family) {
    meta(NFT_META_NFPROTO);
    compare(new byte[] {(byte) (family == AddressFamily.IPV4 ? NFPROTO_IPV4 : NFPROTO_IPV6)});
  }

  /** In an inet table a look at an IP header comes behind a check that it is one. */
  private void source(AddressFamily family, String set, boolean map) {
    family(family);
    payload(sourceOffset(family), family.bits() / 8);
    lookup(set, map);
  }

  private void address(IpAddress address, int offset) {
    family(address.family());
    payload(offset, address.family().bits() / 8);
    compare(address.octets());
  }

  private static int sourceOffset(AddressFamily family) {
    return family == AddressFamily.IPV4 ? 12 : 8;
  }

  private static int destinationOffset(AddressFamily family) {
    return family == AddressFamily.IPV4 ? 16 : 24;
  }

  private void meta(int key) {
    Nested n = begin("meta");
    out.u32(NFTA_META_KEY, key);
    out.u32(NFTA_META_DREG, NFT_REG_1);
    end(n);
  }

  private void compare(byte[] value) {
    Nested n = begin("cmp");
    out.u32(NFTA_CMP_SREG, NFT_REG_1);
    out.u32(NFTA_CMP_OP, NFT_CMP_EQ);
    long data = out.beginNested(NFTA_CMP_DATA);
    out.bytes(NFTA_DATA_VALUE, value);
    out.endNested(data);
    end(n);
  }

  private void payload(int offset, int length) {
    Nested n = begin("payload");
    out.u32(NFTA_PAYLOAD_DREG, NFT_REG_1);
    out.u32(NFTA_PAYLOAD_BASE, NFT_PAYLOAD_NETWORK_HEADER);
    out.u32(NFTA_PAYLOAD_OFFSET, offset);
    out.u32(NFTA_PAYLOAD_LEN, length);
    end(n);
  }

  private void lookup(String set, boolean map) {
    Nested n = begin("lookup");
    out.u32(NFTA_LOOKUP_SREG, NFT_REG_1);
    if (map) {
      out.u32(NFTA_LOOKUP_DREG, NFT_REG_VERDICT);
    }
    out.string(NFTA_LOOKUP_SET, set);
    end(n);
  }

  /** Writes a verdict as struct nft_data under an attribute. */
  void verdict(int attribute, Verdict verdict) {
    long data = out.beginNested(attribute);
    long nested = out.beginNested(NFTA_DATA_VERDICT);
    switch (verdict) {
      case Verdict.Accept _ -> out.u32(NFTA_VERDICT_CODE, NF_ACCEPT);
      case Verdict.Drop _ -> out.u32(NFTA_VERDICT_CODE, NF_DROP);
      case Verdict.Jump jump -> {
        out.u32(NFTA_VERDICT_CODE, NFT_JUMP);
        out.string(NFTA_VERDICT_CHAIN, jump.chain());
      }
      case Verdict.Goto go -> {
        out.u32(NFTA_VERDICT_CODE, NFT_GOTO);
        out.string(NFTA_VERDICT_CHAIN, go.chain());
      }
    }
    out.endNested(nested);
    out.endNested(data);
  }

  private record Nested(long element, long data) {}

  private Nested begin(String name) {
    long element = out.beginNested(NFTA_LIST_ELEM);
    out.string(NFTA_EXPR_NAME, name);
    return new Nested(element, out.beginNested(NFTA_EXPR_DATA));
  }

  private void end(Nested n) {
    out.endNested(n.data());
    out.endNested(n.element());
  }
}
