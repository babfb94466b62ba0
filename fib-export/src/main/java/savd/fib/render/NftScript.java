package savd.fib.render;

import java.util.List;
import savd.fib.plan.Expression;
import savd.fib.plan.KernelChange;
import savd.fib.plan.KernelTransaction;
import savd.fib.plan.Rule;
import savd.fib.plan.Verdict;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.IpAddress;

/**
 * Transactions as scripts for {@code nft -f}: one script is one transaction for nft too, and
 * carried out it leaves the same table as our own messages do.
 */
public final class NftScript {
  private static final int ELEMENTS_PER_LINE = 8;

  private final String table;

  public NftScript(String table) {
    this.table = table;
  }

  /** The whole transaction, each command on lines of its own. */
  public String render(KernelTransaction transaction) {
    StringBuilder out = new StringBuilder();
    for (KernelChange change : transaction.changes()) {
      command(change, out);
    }
    return out.toString();
  }

  private void command(KernelChange change, StringBuilder out) {
    switch (change) {
      case KernelChange.CreateTable _ ->
          out.append("add table inet ")
              .append(table)
              .append(" { comment \"savd: source address validation\"; }\n");
      case KernelChange.CreateBaseChain c ->
          begin(out, "add chain", c.name())
              .append(" { type filter hook prerouting priority ")
              .append(c.priority())
              .append("; policy accept; }\n");
      case KernelChange.CreateChain c -> begin(out, "add chain", c.name()).append('\n');
      case KernelChange.CreateCounter c -> begin(out, "add counter", c.name()).append('\n');
      case KernelChange.CreateSourceSet c ->
          begin(out, "add set", c.name())
              .append(" { type ")
              .append(keyType(c.family()))
              .append("; flags interval; }\n");
      case KernelChange.CreateSourceMap c ->
          begin(out, "add map", c.name())
              .append(" { type ")
              .append(keyType(c.family()))
              .append(" : verdict; flags interval; }\n");
      case KernelChange.CreateIngressMap c ->
          begin(out, "add map", c.name()).append(" { type ifname : verdict; }\n");
      case KernelChange.DeleteElements d ->
          elements(out, "delete element", d.set(), d.intervals().toRanges(), List.of());
      case KernelChange.AddElements a ->
          elements(out, "add element", a.set(), a.intervals().toRanges(), List.of());
      case KernelChange.DeleteDispatch d ->
          elements(out, "delete element", d.map(), d.ranges(), List.of());
      case KernelChange.AddDispatch a ->
          elements(out, "add element", a.map(), a.ranges(), a.chains());
      case KernelChange.AddIngress a ->
          begin(out, "add element", a.map())
              .append(" { \"")
              .append(a.ingress().name())
              .append("\" : goto ")
              .append(a.chain())
              .append(" }\n");
      case KernelChange.DeleteIngress d ->
          begin(out, "delete element", d.map())
              .append(" { \"")
              .append(d.ingress().name())
              .append("\" }\n");
      case KernelChange.ReplaceRules r -> {
        begin(out, "flush chain", r.chain()).append('\n');
        for (Rule rule : r.rules()) {
          begin(out, "add rule", r.chain()).append(text(rule)).append('\n');
        }
      }
      case KernelChange.DeleteChain d -> begin(out, "delete chain", d.name()).append('\n');
      case KernelChange.DeleteSet d -> begin(out, "delete set", d.name()).append('\n');
      case KernelChange.DeleteCounter d -> begin(out, "delete counter", d.name()).append('\n');
    }
  }

  private StringBuilder begin(StringBuilder out, String verb, String object) {
    return out.append(verb).append(" inet ").append(table).append(' ').append(object);
  }

  private static String keyType(AddressFamily family) {
    return family == AddressFamily.IPV4 ? "ipv4_addr" : "ipv6_addr";
  }

  private void elements(
      StringBuilder out, String verb, String set, AddressRanges ranges, List<String> chains) {
    begin(out, verb, set).append(" {");
    for (int i = 0; i < ranges.size(); i++) {
      out.append(i == 0 ? "" : ",").append(i % ELEMENTS_PER_LINE == 0 ? "\n  " : " ");
      range(out, ranges, i);
      if (!chains.isEmpty()) {
        out.append(" : goto ").append(chains.get(i));
      }
    }
    out.append("\n}\n");
  }

  private static void range(StringBuilder out, AddressRanges r, int i) {
    IpAddress first = IpAddress.of(r.family(), r.firstHigh(i), r.firstLow(i));
    IpAddress last = IpAddress.of(r.family(), r.lastHigh(i), r.lastLow(i));
    out.append(first);
    if (!first.equals(last)) {
      out.append('-').append(last);
    }
  }

  private static String text(Rule rule) {
    StringBuilder out = new StringBuilder();
    for (Expression e : rule.expressions()) {
      out.append(' ').append(text(e));
    }
    return out.toString();
  }

  private static String text(Expression expression) {
    return switch (expression) {
      case Expression.FamilyIs e ->
          "meta nfproto " + (e.family() == AddressFamily.IPV4 ? "ipv4" : "ipv6");
      case Expression.SourceIs e -> protocol(e.address().family()) + " saddr " + e.address();
      case Expression.DestinationIs e -> protocol(e.address().family()) + " daddr " + e.address();
      case Expression.SourceIn e -> protocol(e.family()) + " saddr @" + e.set();
      case Expression.SourceDispatch e -> protocol(e.family()) + " saddr vmap @" + e.map();
      case Expression.IngressDispatch e -> "iifname vmap @" + e.map();
      case Expression.Count e -> "counter name " + e.counter();
      case Expression.Limit e ->
          "limit rate " + e.packetsPerSecond() + "/second burst " + e.burst() + " packets";
      case Expression.Log e ->
          "log prefix \"" + e.prefix() + "\" group " + e.group() + " snaplen " + e.snapLength();
      case Expression.Then e ->
          switch (e.verdict()) {
            case Verdict.Accept _ -> "accept";
            case Verdict.Drop _ -> "drop";
            case Verdict.Jump j -> "jump " + j.chain();
            case Verdict.Goto g -> "goto " + g.chain();
          };
    };
  }

  private static String protocol(AddressFamily family) {
    return family == AddressFamily.IPV4 ? "ip" : "ip6";
  }
}
