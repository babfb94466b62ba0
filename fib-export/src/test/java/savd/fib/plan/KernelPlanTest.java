package savd.fib.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.fib.Deltas;
import savd.fib.recording.ModelKernel;
import savd.fib.recording.ModelKernel.Fate;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.rules.CoverageChange;
import savd.rules.IngressRule;
import savd.rules.ListId;
import savd.rules.RuleDelta;

class KernelPlanTest {
  private static final IngressInterface ETH0 = new IngressInterface("eth0");
  private static final IpAddress SOMEWHERE = IpAddress.parse("198.51.100.1");

  private final KernelPlan plan =
      new KernelPlan(TableSettings.standard(), new Sharding(4, 2, 4, 16));
  private final ModelKernel kernel = new ModelKernel();

  private void commit(RuleDelta delta) {
    plan.apply(delta);
    commitOutstanding();
  }

  private void commitOutstanding() {
    for (KernelTransaction t = plan.next(); !t.isEmpty(); t = plan.next()) {
      assertThat(carryOut(t)).as("errno of %s", t).isZero();
      plan.accept();
    }
    tidyUp();
  }

  private void tidyUp() {
    if (!plan.garbage().isEmpty()) {
      assertThat(carryOut(plan.garbage())).as("errno of %s", plan.garbage()).isZero();
      plan.garbageCollected();
    }
    plan.splitShards(4, t -> carryOut(t) == 0);
  }

  /** Commits, and checks that no packet meets a third verdict while the change takes effect. */
  private int carryOut(KernelTransaction t) {
    ModelKernel before = kernel.snapshot();
    int errno = kernel.commit(t);
    for (String probe : PROBES) {
      IpAddress source = IpAddress.parse(probe);
      Set<Fate> allowed =
          EnumSet.of(
              before.snapshot().receive(ETH0, source, SOMEWHERE),
              kernel.snapshot().receive(ETH0, source, SOMEWHERE));
      for (int mix = 0; mix < 8; mix++) {
        ModelKernel between =
            ModelKernel.between(
                (mix & 1) == 0 ? before : kernel,
                (mix & 2) == 0 ? before : kernel,
                (mix & 4) == 0 ? before : kernel);
        assertThat(between.receive(ETH0, source, SOMEWHERE))
            .as("%s, mix %s, under %s", source, mix, t)
            .isIn(allowed);
      }
    }
    return errno;
  }

  private static final List<String> PROBES =
      List.of(
          "0.0.0.0",
          "10.1.2.3",
          "11.1.2.3",
          "60.1.1.1",
          "128.0.0.0",
          "192.0.2.7",
          "255.255.255.255",
          "::1",
          "2001:db8::1",
          "8000::",
          "fe80::1",
          "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");

  private Fate fate(String source) {
    return kernel.receive(ETH0, IpAddress.parse(source), SOMEWHERE);
  }

  @Test
  void onlyListedSourcesPassAnAllowlist() {
    commit(
        Deltas.revision(1)
            .list(1, "10.0.0.0/8", "2001:db8::/32")
            .allowlist("eth0", EnforcementMode.ENFORCE, 1)
            .build());
    assertThat(fate("10.1.2.3")).isEqualTo(Fate.PASSED);
    assertThat(fate("11.1.2.3")).isEqualTo(Fate.DROPPED);
    assertThat(fate("2001:db8::1")).isEqualTo(Fate.PASSED);
    assertThat(fate("2001:db9::1")).isEqualTo(Fate.DROPPED);
    assertThat(kernel.receive(new IngressInterface("eth1"), IpAddress.parse("11.1.2.3"), SOMEWHERE))
        .isEqualTo(Fate.PASSED);
  }

  @Test
  void theStepsOfARuleDecideInTheirOrder() {
    plan.ownSubnets(ETH0, AddressFamily.IPV4, ranges("192.0.2.0/24"));
    plan.ownSubnets(ETH0, AddressFamily.IPV6, ranges("2001:db8:0:1::/64"));
    commit(
        Deltas.revision(1)
            .list(1, "10.9.0.0/16")
            .list(2, "10.0.0.0/8", "192.0.0.0/8", "224.0.0.0/3")
            .list(3, "0.0.0.0/0")
            .ingress(
                new IngressRule(
                    ETH0,
                    EnforcementMode.ENFORCE,
                    IngressRule.Polarity.ALLOWLIST,
                    Optional.of(new ListId(1)),
                    Optional.of(new ListId(2)),
                    Optional.of(new ListId(3))))
            .build());
    assertThat(fate("192.0.2.7")).as("own subnet before deny").isEqualTo(Fate.PASSED);
    assertThat(fate("10.9.1.1")).as("allow before deny").isEqualTo(Fate.PASSED);
    assertThat(fate("10.8.1.1")).as("deny before list").isEqualTo(Fate.DROPPED);
    assertThat(fate("9.9.9.9")).as("list").isEqualTo(Fate.PASSED);
    assertThat(fate("fe80::1")).as("link-local").isEqualTo(Fate.PASSED);
    assertThat(fate("::")).as("duplicate address detection").isEqualTo(Fate.PASSED);
    assertThat(fate("2001:db8:0:1::9")).as("own subnet").isEqualTo(Fate.PASSED);
    assertThat(fate("2001:db8:0:2::9")).as("on no list").isEqualTo(Fate.DROPPED);
  }

  @Test
  void aClientWithoutAddressCanAskForOne() {
    commit(
        Deltas.revision(1)
            .list(1, "10.0.0.0/8")
            .allowlist("eth0", EnforcementMode.ENFORCE, 1)
            .build());
    IpAddress none = IpAddress.parse("0.0.0.0");
    assertThat(kernel.receive(ETH0, none, IpAddress.parse("255.255.255.255")))
        .isEqualTo(Fate.PASSED);
    assertThat(kernel.receive(ETH0, none, SOMEWHERE)).isEqualTo(Fate.DROPPED);
  }

  @Test
  void aBlocklistBlocksItsMembersAndDenyStillCounts() {
    commit(
        Deltas.revision(1)
            .list(
                1,
                "10.0.0.0/8",
                "20.0.0.0/8",
                "30.0.0.0/8",
                "40.0.0.0/8",
                "50.0.0.0/8",
                "60.0.0.0/8")
            .list(2, "127.0.0.0/8")
            .ingress(
                new IngressRule(
                    ETH0,
                    EnforcementMode.ENFORCE,
                    IngressRule.Polarity.BLOCKLIST,
                    Optional.empty(),
                    Optional.of(new ListId(2)),
                    Optional.of(new ListId(1))))
            .build());
    assertThat(fate("60.1.1.1")).isEqualTo(Fate.DROPPED);
    assertThat(fate("61.1.1.1")).isEqualTo(Fate.PASSED);
    assertThat(fate("127.0.0.1")).isEqualTo(Fate.DROPPED);
  }

  @Test
  void theSameListServesBothPolarities() {
    commit(
        Deltas.revision(1)
            .list(
                1,
                "10.0.0.0/8",
                "20.0.0.0/8",
                "30.0.0.0/8",
                "40.0.0.0/8",
                "50.0.0.0/8",
                "60.0.0.0/8")
            .allowlist("eth0", EnforcementMode.ENFORCE, 1)
            .build());
    long sets = kernel.objects().stream().filter(o -> o.matches("set list.*_s[0-9]+")).count();
    commit(
        Deltas.revision(2)
            .ingress(
                new IngressRule(
                    new IngressInterface("eth1"),
                    EnforcementMode.ENFORCE,
                    IngressRule.Polarity.BLOCKLIST,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new ListId(1))))
            .build());
    IpAddress member = IpAddress.parse("50.1.1.1");
    assertThat(kernel.receive(ETH0, member, SOMEWHERE)).isEqualTo(Fate.PASSED);
    assertThat(kernel.receive(new IngressInterface("eth1"), member, SOMEWHERE))
        .isEqualTo(Fate.DROPPED);
    assertThat(kernel.objects().stream().filter(o -> o.matches("set list.*_s[0-9]+")).count())
        .isEqualTo(sets);
  }

  @Test
  void monitorCountsWhatEnforceDrops() {
    commit(
        Deltas.revision(1)
            .list(1, "10.0.0.0/8")
            .allowlist("eth0", EnforcementMode.MONITOR, 1)
            .build());
    assertThat(fate("11.1.1.1")).isEqualTo(Fate.PASSED);
    assertThat(kernel.counter("block_eth0")).isEqualTo(1);
    plan.apply(Deltas.revision(2).allowlist("eth0", EnforcementMode.ENFORCE, 1).build());
    KernelTransaction t = plan.next();
    assertThat(t.changes()).singleElement().isInstanceOf(KernelChange.ReplaceRules.class);
    assertThat(kernel.commit(t)).isZero();
    plan.accept();
    assertThat(fate("11.1.1.1")).isEqualTo(Fate.DROPPED);
    assertThat(kernel.counter("block_eth0")).isEqualTo(2);
    assertThat(kernel.counter("seen_eth0")).isEqualTo(2);
  }

  @Test
  void offTakesTheInterfaceAndItsListsAwayButNotItsCounters() {
    commit(
        Deltas.revision(1)
            .list(1, "10.0.0.0/8")
            .allowlist("eth0", EnforcementMode.ENFORCE, 1)
            .build());
    assertThat(fate("11.1.1.1")).isEqualTo(Fate.DROPPED);
    commit(Deltas.revision(2).allowlist("eth0", EnforcementMode.OFF, 1).build());
    assertThat(fate("11.1.1.1")).isEqualTo(Fate.PASSED);
    assertThat(kernel.objects())
        .containsExactly(
            "chain block",
            "chain prerouting_m300",
            "counter block_eth0",
            "counter seen_eth0",
            "map blocks",
            "map interfaces");
    commit(Deltas.revision(3).allowlist("eth0", EnforcementMode.ENFORCE, 1).build());
    assertThat(fate("11.1.1.1")).isEqualTo(Fate.DROPPED);
    assertThat(kernel.counter("block_eth0")).isEqualTo(2);
    commit(Deltas.revision(4).drop("eth0").dropList(1).build());
    assertThat(kernel.objects())
        .containsExactly("chain block", "chain prerouting_m300", "map blocks", "map interfaces");
  }

  @Test
  void aChangeThatChangesNothingMakesNoTransaction() {
    commit(
        Deltas.revision(1)
            .list(1, "10.0.0.0/8")
            .allowlist("eth0", EnforcementMode.ENFORCE, 1)
            .build());
    plan.apply(Deltas.revision(2).cover(1, "10.1.0.0/16", true).build());
    assertThat(plan.next().isEmpty()).isTrue();
    plan.apply(Deltas.revision(3).cover(1, "11.0.0.0/8", true).build());
    plan.apply(Deltas.revision(4).cover(1, "11.0.0.0/8", false).build());
    assertThat(plan.next().isEmpty()).as("taken back before it was committed").isTrue();
  }

  @Test
  void whatWasRefusedGoesWithTheNextTransaction() {
    commit(
        Deltas.revision(1)
            .list(1, "10.0.0.0/8")
            .allowlist("eth0", EnforcementMode.ENFORCE, 1)
            .build());
    plan.apply(
        Deltas.revision(2)
            .cover(1, "11.0.0.0/8", true)
            .list(2, "12.0.0.0/8")
            .allowlist("eth1", EnforcementMode.ENFORCE, 2)
            .build());
    assertThat(plan.next().isEmpty()).isFalse();
    plan.reject();
    assertThat(fate("11.1.1.1")).isEqualTo(Fate.DROPPED);
    commit(Deltas.revision(3).cover(2, "13.0.0.0/8", true).build());
    assertThat(fate("11.1.1.1")).isEqualTo(Fate.PASSED);
    IngressInterface eth1 = new IngressInterface("eth1");
    assertThat(kernel.receive(eth1, IpAddress.parse("12.1.1.1"), SOMEWHERE)).isEqualTo(Fate.PASSED);
    assertThat(kernel.receive(eth1, IpAddress.parse("13.1.1.1"), SOMEWHERE)).isEqualTo(Fate.PASSED);
    assertThat(kernel.receive(eth1, IpAddress.parse("14.1.1.1"), SOMEWHERE))
        .isEqualTo(Fate.DROPPED);
  }

  @ParameterizedTest
  @CsvSource({"IPV4,1", "IPV4,2", "IPV4,3", "IPV4,4", "IPV6,5", "IPV6,6", "IPV6,7", "IPV6,8"})
  void theKernelHoldsWhatANaiveSetHoldsAfterAnyHistory(AddressFamily family, long seed) {
    Random random = new Random(seed);
    TreeSet<Integer> naive = new TreeSet<>();
    commit(Deltas.revision(1).allowlist("eth0", EnforcementMode.ENFORCE, 1).build());
    for (int step = 0; step < 400; step++) {
      Deltas delta = Deltas.revision(step + 2);
      for (int k = 0; k < 1 + random.nextInt(4); k++) {
        int from = random.nextInt(SLOTS);
        int to = Math.min(SLOTS - 1, from + random.nextInt(random.nextInt(20) == 0 ? SLOTS : 12));
        AddressRanges covered = new AddressRanges(family);
        boolean onList = false;
        for (int slot = from; slot <= to; slot++) {
          onList = random.nextInt(3) == 0 ? !onList : onList;
          naive.remove(slot);
          if (onList) {
            naive.add(slot);
            BigInteger[] b = bounds(family, slot);
            covered.addMerging(high(b[0]), low(b[0]), high(b[1]), low(b[1]));
          }
        }
        BigInteger first = bounds(family, from)[0];
        BigInteger last = bounds(family, to)[1];
        delta.change(
            1, family, new CoverageChange(high(first), low(first), high(last), low(last), covered));
      }
      plan.apply(delta.build());
      if (random.nextInt(4) == 0 && !plan.next().isEmpty()) {
        plan.reject();
      }
      if (random.nextInt(40) == 0) {
        switchToAnotherList(step, random);
      }
      commitOutstanding();
      check(family, naive, random);
    }
    assertThat(kernel.largestSet()).isLessThanOrEqualTo(16);
  }

  /** Interrupts a change of structure between its steps, or not. */
  private void switchToAnotherList(int step, Random random) {
    commitOutstanding();
    plan.apply(
        Deltas.revision(step)
            .list(1000 + step, "10.0.0.0/8", "20.0.0.0/8", "30.0.0.0/8", "40.0.0.0/8", "50.0.0.0/8")
            .allowlist("eth0", EnforcementMode.ENFORCE, 1000 + step)
            .build());
    for (int i = random.nextInt(3); i > 0; i--) {
      KernelTransaction t = plan.next();
      if (!t.isEmpty() && i == 1) {
        plan.reject();
      } else if (!t.isEmpty()) {
        assertThat(carryOut(t)).isZero();
        plan.accept();
      }
    }
    plan.apply(
        Deltas.revision(step)
            .allowlist("eth0", EnforcementMode.ENFORCE, 1)
            .dropList(1000 + step)
            .build());
    commitOutstanding();
  }

  /** The address space in equal slots, the first and the last of which touch its ends. */
  private static final int SLOTS = 64;

  private static BigInteger[] bounds(AddressFamily family, int slot) {
    BigInteger size = BigInteger.ONE.shiftLeft(family.bits()).divide(BigInteger.valueOf(SLOTS));
    BigInteger first = size.multiply(BigInteger.valueOf(slot));
    return new BigInteger[] {first, first.add(size).subtract(BigInteger.ONE)};
  }

  private static long high(BigInteger v) {
    return v.shiftRight(64).longValue();
  }

  private static long low(BigInteger v) {
    return v.longValue();
  }

  private void check(AddressFamily family, TreeSet<Integer> naive, Random random) {
    List<Integer> probes = new ArrayList<>(List.of(0, SLOTS - 1));
    for (int i = 0; i < 12; i++) {
      probes.add(random.nextInt(SLOTS));
    }
    for (int slot : probes) {
      for (BigInteger b : bounds(family, slot)) {
        IpAddress source = IpAddress.of(family, high(b), low(b));
        boolean own = b.signum() == 0 && family == AddressFamily.IPV6;
        assertThat(kernel.receive(ETH0, source, SOMEWHERE))
            .as("%s", source)
            .isEqualTo(
                naive.contains(slot) || own || isLinkLocal(source) ? Fate.PASSED : Fate.DROPPED);
      }
    }
  }

  private static boolean isLinkLocal(IpAddress a) {
    return a.family() == AddressFamily.IPV6 && a.high() >>> 54 == 0x3FAL;
  }

  private static AddressRanges ranges(String prefix) {
    savd.net.Prefix p = savd.net.Prefix.parse(prefix);
    AddressRanges r = new AddressRanges(p.family());
    r.add(p);
    return r;
  }
}
