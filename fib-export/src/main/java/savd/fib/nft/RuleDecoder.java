package savd.fib.nft;

import static savd.fib.nft.NfTables.*;

import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import savd.fib.netlink.NetlinkReader.Attributes;
import savd.fib.plan.KernelInventory.RuleImage;

/** Reads of a rule what tells whether it is still ours, and what it refers to. */
final class RuleDecoder {
  private RuleDecoder() {}

  static RuleImage decode(Attributes rule) {
    OptionalInt fingerprint = OptionalInt.empty();
    Set<String> references = new TreeSet<>();
    while (rule.next()) {
      switch (rule.type()) {
        case NFTA_RULE_USERDATA ->
            fingerprint = UserData.numberOf(rule.array(), BatchEncoder.UDATA_FINGERPRINT);
        case NFTA_RULE_EXPRESSIONS -> {
          Attributes list = rule.nested();
          while (list.next()) {
            expression(list.nested(), references);
          }
        }
        default -> {}
      }
    }
    return new RuleImage(fingerprint, references);
  }

  private static void expression(Attributes expression, Set<String> references) {
    String name = "";
    while (expression.next()) {
      switch (expression.type()) {
        case NFTA_EXPR_NAME -> name = expression.string();
        case NFTA_EXPR_DATA -> data(name, expression.nested(), references);
        default -> {}
      }
    }
  }

  private static void data(String name, Attributes data, Set<String> references) {
    while (data.next()) {
      if (name.equals("lookup") && data.type() == NFTA_LOOKUP_SET) {
        references.add(data.string());
      } else if (name.equals("immediate") && data.type() == NFTA_IMMEDIATE_DATA) {
        String chain = verdictChain(data.nested());
        if (!chain.isEmpty()) {
          references.add(chain);
        }
      }
    }
  }

  /** The chain a verdict (struct nft_data) leads to, or an empty text. */
  static String verdictChain(Attributes data) {
    String chain = "";
    while (data.next()) {
      if (data.type() == NFTA_DATA_VERDICT) {
        Attributes verdict = data.nested();
        while (verdict.next()) {
          if (verdict.type() == NFTA_VERDICT_CHAIN) {
            chain = verdict.string();
          }
        }
      }
    }
    return chain;
  }
}
