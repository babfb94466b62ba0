package savd.daemon;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.daemon.config.InterfaceSection;
import savd.daemon.config.SavdConfig;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.IngressInterface;
import savd.net.Prefix;
import savd.rules.IngressRule;
import savd.rules.RuleSet;

/** A rule set as text: a header line per interface, then a prefix a line. */
final class RuleSetText {
  /** How much to print. */
  enum Detail {
    COUNTS,
    PREFIXES
  }

  private RuleSetText() {}

  static void print(RuleSet rules, SavdConfig config, Detail detail, PrintWriter out) {
    for (InterfaceSection i : config.interfaces()) {
      print(rules, i.name(), i.method().word(), detail, out);
    }
  }

  private static void print(
      RuleSet rules, IngressInterface ingress, String method, Detail detail, PrintWriter out) {
    Optional<IngressRule> rule = Optional.ofNullable(rules.rules().get(ingress));
    if (rule.isEmpty()) {
      out.println("interface " + ingress + " method " + method + ": not filtered");
      return;
    }
    AddressRanges ipv4 = rules.permitted(ingress, AddressFamily.IPV4);
    AddressRanges ipv6 = rules.permitted(ingress, AddressFamily.IPV6);
    out.println(
        "interface "
            + ingress
            + " method "
            + method
            + ": permits "
            + ipv4.size()
            + " IPv4 and "
            + ipv6.size()
            + " IPv6 ranges");
    if (detail == Detail.PREFIXES) {
      print(ipv4, out);
      print(ipv6, out);
    }
  }

  private static void print(AddressRanges ranges, PrintWriter out) {
    List<Prefix> prefixes = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      prefixes.clear();
      split(ranges, i, prefixes);
      prefixes.forEach(p -> out.println("  " + p));
    }
  }

  /** The fewest prefixes that make up a range. */
  private static void split(AddressRanges ranges, int i, List<Prefix> into) {
    AddressFamily family = ranges.family();
    long high = ranges.firstHigh(i);
    long low = ranges.firstLow(i);
    long lastHigh = ranges.lastHigh(i);
    long lastLow = ranges.lastLow(i);
    while (true) {
      int length = 0;
      while (!fits(family, high, low, length, lastHigh, lastLow)) {
        length++;
      }
      Prefix p = Prefix.of(family, high, low, length);
      into.add(p);
      if (p.lastHigh() == lastHigh && p.lastLow() == lastLow) {
        return;
      }
      low = p.lastLow() + 1;
      high = low == 0 ? p.lastHigh() + 1 : p.lastHigh();
    }
  }

  private static boolean fits(
      AddressFamily family, long high, long low, int length, long lastHigh, long lastLow) {
    if ((high & family.maskHigh(length)) != high || (low & family.maskLow(length)) != low) {
      return false;
    }
    long endHigh = high | ~family.maskHigh(length) & family.lastHigh();
    long endLow = low | ~family.maskLow(length) & family.lastLow();
    return AddressRanges.compare(endHigh, endLow, lastHigh, lastLow) <= 0;
  }
}
