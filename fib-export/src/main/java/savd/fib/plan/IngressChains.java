package savd.fib.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import savd.fib.plan.Expression.Count;
import savd.fib.plan.Expression.DestinationIs;
import savd.fib.plan.Expression.FamilyIs;
import savd.fib.plan.Expression.Limit;
import savd.fib.plan.Expression.Log;
import savd.fib.plan.Expression.SourceIn;
import savd.fib.plan.Expression.SourceIs;
import savd.fib.plan.Expression.Then;
import savd.net.AddressFamily;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.Ipv4Address;
import savd.rules.IngressRule;
import savd.rules.ListId;

/**
 * The rules of one protected interface: a chain for IPv4, one for IPv6, one that blocks.
 *
 * <p>Passing means {@code accept}; a list chain either decides or returns. So a list chain knows
 * nothing of the interface it is asked for, and one list serves any number of them.
 *
 * <p>What passes in spite of any list (own subnets, configured exceptions) is asked last, at the
 * beginning of the blocking chain, which everything comes to that is about to be blocked. The
 * verdict is the one of the order in {@link IngressRule}, and what a list lets pass need not be
 * asked more.
 */
record IngressChains(List<Rule> ipv4, List<Rule> ipv6, List<Rule> block) {
  private static final Then PASS = new Then(new Verdict.Accept());

  /**
   * @param listBuild name of the build of a list in a family
   * @param ownSet name of the set with the interface's own subnets in a family
   */
  static IngressChains of(
      IngressRule rule,
      TableSettings settings,
      BiFunction<ListId, AddressFamily, String> listBuild,
      BiFunction<IngressInterface, AddressFamily, String> ownSet) {
    IngressInterface ingress = rule.ingress();
    List<Rule> ipv4 = new ArrayList<>();
    ipv4.add(Rule.of(new Count(Names.seenCounter(ingress))));
    ipv4.add(
        Rule.of(
            new FamilyIs(AddressFamily.IPV6),
            new Then(new Verdict.Goto(Names.chain(ingress, AddressFamily.IPV6)))));
    ipv4.addAll(asking(rule, AddressFamily.IPV4, listBuild));
    List<Rule> block = new ArrayList<>();
    // A DHCP client has no address yet (RFC 2131, section 4.1); routers never forward this source.
    block.add(
        Rule.of(new SourceIs(new Ipv4Address(0)), new DestinationIs(new Ipv4Address(-1)), PASS));
    for (AddressFamily family : AddressFamily.values()) {
      block.add(Rule.of(new SourceIn(family, ownSet.apply(ingress, family)), PASS));
    }
    for (AddressFamily family : AddressFamily.values()) {
      rule.allow().ifPresent(l -> block.add(ask(listBuild.apply(l, family), ListUse.PASS)));
    }
    block.addAll(blocking(rule, settings));
    return new IngressChains(
        List.copyOf(ipv4),
        List.copyOf(asking(rule, AddressFamily.IPV6, listBuild)),
        List.copyOf(block));
  }

  private static List<Rule> asking(
      IngressRule rule, AddressFamily family, BiFunction<ListId, AddressFamily, String> listBuild) {
    List<Rule> rules = new ArrayList<>();
    rule.deny().ifPresent(l -> rules.add(ask(listBuild.apply(l, family), ListUse.BLOCK)));
    rule.list().ifPresent(l -> rules.add(ask(listBuild.apply(l, family), useOf(rule.polarity()))));
    rules.add(
        switch (rule.polarity()) {
          case ALLOWLIST -> Rule.of(new Then(new Verdict.Goto(Names.blockChain(rule.ingress()))));
          case BLOCKLIST -> Rule.of(PASS);
        });
    return rules;
  }

  static ListUse useOf(IngressRule.Polarity polarity) {
    return switch (polarity) {
      case ALLOWLIST -> ListUse.PASS;
      case BLOCKLIST -> ListUse.BLOCK;
    };
  }

  private static Rule ask(String build, ListUse use) {
    return Rule.of(new Then(new Verdict.Jump(Names.listChain(build, use))));
  }

  private static List<Rule> blocking(IngressRule rule, TableSettings settings) {
    List<Rule> rules = new ArrayList<>();
    boolean enforce = rule.mode() == EnforcementMode.ENFORCE;
    int rate = settings.samplesPerSecond();
    if (rate > 0) {
      String prefix = "savd " + (enforce ? "enforce " : "monitor ") + rule.ingress().name();
      rules.add(
          Rule.of(
              new Limit(rate, Math.max(5, rate)),
              new Log(prefix, settings.logGroup(), settings.snapLength())));
    }
    rules.add(
        Rule.of(
            new Count(Names.blockCounter(rule.ingress())),
            new Then(enforce ? new Verdict.Drop() : new Verdict.Accept())));
    return List.copyOf(rules);
  }
}
