package savd.fib.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import savd.net.AddressFamily;
import savd.net.IngressInterface;

/** What the kernel holds besides lists: the table, its fixed objects, the interfaces' chains. */
final class KernelPicture {
  private boolean tableExists;

  /** Chains in force; null where they were adopted and their rules are not known. */
  private final TreeMap<IngressInterface, IngressChains> chains = new TreeMap<>();

  private final Set<IngressInterface> counters = new HashSet<>();

  boolean tableExists() {
    return tableExists;
  }

  /** A copy of the interfaces that have chains. */
  List<IngressInterface> ingresses() {
    return List.copyOf(chains.keySet());
  }

  void forget() {
    tableExists = false;
    chains.clear();
    counters.clear();
  }

  /** Takes over interfaces with unknown rules, and counters. */
  void adopt(List<IngressInterface> awaiting, KernelInventory inventory) {
    awaiting.forEach(ingress -> chains.put(ingress, null));
    for (String counter : inventory.counters()) {
      Names.ingressOfSeenCounter(counter)
          .filter(ingress -> inventory.counters().contains(Names.blockCounter(ingress)))
          .ifPresent(counters::add);
    }
  }

  /** Says what of it the kernel does not have as it should; that is then taken for unknown. */
  void compare(TableSettings settings, KernelInventory inventory, List<String> deviations) {
    if (!hasFixedObjects(settings, inventory)) {
      deviations.add("the base chain, the blocking chain or a map of interfaces was altered");
      tableExists = false;
    }
    for (IngressInterface ingress : counted()) {
      if (!inventory.counters().contains(Names.seenCounter(ingress))
          || !inventory.counters().contains(Names.blockCounter(ingress))) {
        deviations.add("the counters of " + ingress + " are gone");
        counters.remove(ingress);
        chains.replace(ingress, null);
      }
    }
    for (IngressInterface ingress : ingresses()) {
      IngressChains wanted = chains.get(ingress);
      if (wanted != null && !isInForce(ingress, wanted, inventory)) {
        deviations.add("the rules of " + ingress + " were altered");
        chains.put(ingress, null);
      }
    }
  }

  private static boolean hasFixedObjects(TableSettings settings, KernelInventory inventory) {
    return inventory.hasRules(Names.baseChain(settings.priority()), dispatch(Names.INTERFACES))
        && inventory.hasRules(Names.BLOCK, dispatch(Names.BLOCKS))
        && inventory.sets().containsKey(Names.INTERFACES)
        && inventory.sets().containsKey(Names.BLOCKS);
  }

  private static boolean isInForce(
      IngressInterface ingress, IngressChains wanted, KernelInventory inventory) {
    String ipv4 = Names.chain(ingress, AddressFamily.IPV4);
    String block = Names.blockChain(ingress);
    return inventory.hasRules(ipv4, wanted.ipv4())
        && inventory.hasRules(Names.chain(ingress, AddressFamily.IPV6), wanted.ipv6())
        && inventory.hasRules(block, wanted.block())
        && ipv4.equals(inventory.ingressMap(Names.INTERFACES).get(ingress))
        && block.equals(inventory.ingressMap(Names.BLOCKS).get(ingress));
  }

  /** True for a chain or set that is ours for good or belongs to a protected interface. */
  boolean knows(TableSettings settings, String name) {
    return name.equals(Names.baseChain(settings.priority()))
        || List.of(Names.BLOCK, Names.INTERFACES, Names.BLOCKS).contains(name)
        || chains.keySet().stream()
            .anyMatch(
                i ->
                    name.equals(Names.chain(i, AddressFamily.IPV4))
                        || name.equals(Names.chain(i, AddressFamily.IPV6))
                        || name.equals(Names.blockChain(i)));
  }

  private static List<Rule> dispatch(String map) {
    return List.of(Rule.of(new Expression.IngressDispatch(map)));
  }

  /** The fixed objects; every step of it may be repeated on a table that has them. */
  void createTable(TableSettings settings, Proposal p) {
    String base = Names.baseChain(settings.priority());
    p.creates.add(new KernelChange.CreateTable());
    p.creates.add(new KernelChange.CreateIngressMap(Names.INTERFACES));
    p.creates.add(new KernelChange.CreateIngressMap(Names.BLOCKS));
    p.creates.add(new KernelChange.CreateChain(Names.BLOCK));
    p.creates.add(new KernelChange.ReplaceRules(Names.BLOCK, dispatch(Names.BLOCKS)));
    p.creates.add(new KernelChange.CreateBaseChain(base, settings.priority()));
    p.creates.add(new KernelChange.ReplaceRules(base, dispatch(Names.INTERFACES)));
    p.onAccept.add(() -> tableExists = true);
  }

  /** Makes the chains of an interface equal to {@code wanted}, and the interface lead there. */
  void installIngress(IngressInterface ingress, IngressChains wanted, Proposal p) {
    IngressChains now = chains.get(ingress);
    if (wanted.equals(now)) {
      return;
    }
    String ipv4 = Names.chain(ingress, AddressFamily.IPV4);
    String ipv6 = Names.chain(ingress, AddressFamily.IPV6);
    String block = Names.blockChain(ingress);
    if (!counters.contains(ingress)) {
      // The counter of blocked packets first: it is listed first, and so never read higher than
      // the counter of all packets.
      p.creates.add(new KernelChange.CreateCounter(Names.blockCounter(ingress)));
      p.creates.add(new KernelChange.CreateCounter(Names.seenCounter(ingress)));
    }
    if (now == null) {
      // Where the interface was adopted, all of this is there already and stays as it is.
      p.creates.add(new KernelChange.CreateChain(block));
      p.creates.add(new KernelChange.CreateChain(ipv6));
      p.creates.add(new KernelChange.CreateChain(ipv4));
      p.ingressElements.add(new KernelChange.AddIngress(Names.BLOCKS, ingress, block));
      p.ingressElements.add(new KernelChange.AddIngress(Names.INTERFACES, ingress, ipv4));
    }
    replace(block, now == null ? null : now.block(), wanted.block(), p);
    replace(ipv6, now == null ? null : now.ipv6(), wanted.ipv6(), p);
    replace(ipv4, now == null ? null : now.ipv4(), wanted.ipv4(), p);
    p.onAccept.add(
        () -> {
          chains.put(ingress, wanted);
          counters.add(ingress);
        });
  }

  private static void replace(String chain, List<Rule> now, List<Rule> wanted, Proposal p) {
    if (!wanted.equals(now)) {
      p.rules.add(new KernelChange.ReplaceRules(chain, wanted));
    }
  }

  void removeIngress(IngressInterface ingress, Proposal p) {
    String ipv4 = Names.chain(ingress, AddressFamily.IPV4);
    String block = Names.blockChain(ingress);
    p.ingressElements.add(new KernelChange.DeleteIngress(Names.INTERFACES, ingress, ipv4));
    p.ingressElements.add(new KernelChange.DeleteIngress(Names.BLOCKS, ingress, block));
    p.garbage.add(new KernelChange.DeleteChain(ipv4));
    p.garbage.add(new KernelChange.DeleteChain(Names.chain(ingress, AddressFamily.IPV6)));
    p.garbage.add(new KernelChange.DeleteChain(block));
    p.onAccept.add(() -> chains.remove(ingress));
  }

  /** Counters outlive the mode {@code off}, but not the interface's rule. */
  void dropCounters(IngressInterface ingress, Proposal p) {
    if (counters.contains(ingress)) {
      p.counterGarbage.add(new KernelChange.DeleteCounter(Names.blockCounter(ingress)));
      p.counterGarbage.add(new KernelChange.DeleteCounter(Names.seenCounter(ingress)));
      p.onAccept.add(() -> counters.remove(ingress));
    }
  }

  /** A copy of the interfaces that have counters. */
  List<IngressInterface> counted() {
    return List.copyOf(counters);
  }
}
