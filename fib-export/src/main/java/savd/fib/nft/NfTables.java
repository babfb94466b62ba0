package savd.fib.nft;

/** Numbers of linux/netfilter/nf_tables.h and nfnetlink.h, under their names there. */
final class NfTables {
  static final int NFNL_SUBSYS_NFTABLES = 10;
  static final int NFNL_MSG_BATCH_BEGIN = 0x10;
  static final int NFNL_MSG_BATCH_END = 0x11;
  static final int NFNL_BATCH_GENID = 1;
  static final int NFPROTO_UNSPEC = 0;
  static final int NFPROTO_INET = 1;
  static final int NFPROTO_IPV4 = 2;
  static final int NFPROTO_IPV6 = 10;
  static final int NF_INET_PRE_ROUTING = 0;
  static final int NF_DROP = 0;
  static final int NF_ACCEPT = 1;

  static final int NFT_MSG_NEWTABLE = 0;
  static final int NFT_MSG_GETTABLE = 1;
  static final int NFT_MSG_NEWCHAIN = 3;
  static final int NFT_MSG_GETCHAIN = 4;
  static final int NFT_MSG_DELCHAIN = 5;
  static final int NFT_MSG_NEWRULE = 6;
  static final int NFT_MSG_GETRULE = 7;
  static final int NFT_MSG_DELRULE = 8;
  static final int NFT_MSG_NEWSET = 9;
  static final int NFT_MSG_GETSET = 10;
  static final int NFT_MSG_DELSET = 11;
  static final int NFT_MSG_NEWSETELEM = 12;
  static final int NFT_MSG_GETSETELEM = 13;
  static final int NFT_MSG_DELSETELEM = 14;
  static final int NFT_MSG_NEWGEN = 15;
  static final int NFT_MSG_GETGEN = 16;
  static final int NFT_MSG_NEWOBJ = 18;
  static final int NFT_MSG_GETOBJ = 19;
  static final int NFT_MSG_DELOBJ = 20;

  static final int NFTA_LIST_ELEM = 1;
  static final int NFTA_GEN_ID = 1;

  static final int NFTA_TABLE_NAME = 1;
  static final int NFTA_TABLE_FLAGS = 2;
  static final int NFTA_TABLE_USE = 3;
  static final int NFTA_TABLE_HANDLE = 4;
  static final int NFTA_TABLE_USERDATA = 6;

  static final int NFTA_CHAIN_TABLE = 1;
  static final int NFTA_CHAIN_NAME = 3;
  static final int NFTA_CHAIN_HOOK = 4;
  static final int NFTA_CHAIN_POLICY = 5;
  static final int NFTA_CHAIN_USE = 6;
  static final int NFTA_CHAIN_TYPE = 7;
  static final int NFTA_HOOK_HOOKNUM = 1;
  static final int NFTA_HOOK_PRIORITY = 2;

  static final int NFTA_RULE_TABLE = 1;
  static final int NFTA_RULE_CHAIN = 2;
  static final int NFTA_RULE_EXPRESSIONS = 4;
  static final int NFTA_RULE_USERDATA = 7;

  static final int NFTA_SET_TABLE = 1;
  static final int NFTA_SET_NAME = 2;
  static final int NFTA_SET_FLAGS = 3;
  static final int NFTA_SET_KEY_TYPE = 4;
  static final int NFTA_SET_KEY_LEN = 5;
  static final int NFTA_SET_DATA_TYPE = 6;
  static final int NFTA_SET_DATA_LEN = 7;
  static final int NFTA_SET_ID = 10;
  static final int NFTA_SET_USERDATA = 13;

  /** Number of elements, in intervals where the set has such; Linux 6.16 and later. */
  static final int NFTA_SET_COUNT = 20;

  static final int NFT_SET_INTERVAL = 4;
  static final int NFT_SET_MAP = 8;
  static final int NFT_DATA_VERDICT = 0xFFFFFF00;

  /** Key types are nft's own numbers (its enum datatypes); the kernel only keeps them. */
  static final int TYPE_IPADDR = 7;

  static final int TYPE_IP6ADDR = 8;
  static final int TYPE_IFNAME = 41;
  static final int IFNAMSIZ = 16;

  static final int NFTA_SET_ELEM_LIST_TABLE = 1;
  static final int NFTA_SET_ELEM_LIST_SET = 2;
  static final int NFTA_SET_ELEM_LIST_ELEMENTS = 3;
  static final int NFTA_SET_ELEM_KEY = 1;
  static final int NFTA_SET_ELEM_DATA = 2;
  static final int NFTA_SET_ELEM_FLAGS = 3;
  static final int NFT_SET_ELEM_INTERVAL_END = 1;

  static final int NFTA_DATA_VALUE = 1;
  static final int NFTA_DATA_VERDICT = 2;
  static final int NFTA_VERDICT_CODE = 1;
  static final int NFTA_VERDICT_CHAIN = 2;
  static final int NFT_JUMP = -3;
  static final int NFT_GOTO = -4;

  static final int NFTA_OBJ_TABLE = 1;
  static final int NFTA_OBJ_NAME = 2;
  static final int NFTA_OBJ_TYPE = 3;
  static final int NFTA_OBJ_DATA = 4;
  static final int NFT_OBJECT_COUNTER = 1;
  static final int NFTA_COUNTER_BYTES = 1;
  static final int NFTA_COUNTER_PACKETS = 2;

  static final int NFTA_EXPR_NAME = 1;
  static final int NFTA_EXPR_DATA = 2;
  static final int NFT_REG_VERDICT = 0;
  static final int NFT_REG_1 = 1;

  static final int NFTA_META_DREG = 1;
  static final int NFTA_META_KEY = 2;
  static final int NFT_META_IIFNAME = 6;
  static final int NFT_META_NFPROTO = 15;

  static final int NFTA_CMP_SREG = 1;
  static final int NFTA_CMP_OP = 2;
  static final int NFTA_CMP_DATA = 3;
  static final int NFT_CMP_EQ = 0;

  static final int NFTA_PAYLOAD_DREG = 1;
  static final int NFTA_PAYLOAD_BASE = 2;
  static final int NFTA_PAYLOAD_OFFSET = 3;
  static final int NFTA_PAYLOAD_LEN = 4;
  static final int NFT_PAYLOAD_NETWORK_HEADER = 1;

  static final int NFTA_LOOKUP_SET = 1;
  static final int NFTA_LOOKUP_SREG = 2;
  static final int NFTA_LOOKUP_DREG = 3;

  static final int NFTA_IMMEDIATE_DREG = 1;
  static final int NFTA_IMMEDIATE_DATA = 2;

  static final int NFTA_OBJREF_IMM_TYPE = 1;
  static final int NFTA_OBJREF_IMM_NAME = 2;

  static final int NFTA_LIMIT_RATE = 1;
  static final int NFTA_LIMIT_UNIT = 2;
  static final int NFTA_LIMIT_BURST = 3;
  static final int NFTA_LIMIT_TYPE = 4;
  static final int NFTA_LIMIT_FLAGS = 5;
  static final int NFT_LIMIT_PKTS = 0;

  static final int NFTA_LOG_GROUP = 1;
  static final int NFTA_LOG_PREFIX = 2;
  static final int NFTA_LOG_SNAPLEN = 3;

  private NfTables() {}

  /** The message type of nfnetlink: subsystem and operation. */
  static int type(int operation) {
    return NFNL_SUBSYS_NFTABLES << 8 | operation;
  }
}
