package savd.testbed.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import savd.net.AddressFamily;
import savd.testbed.node.SavdPlan.Exemption;
import savd.testbed.probe.Flow;
import savd.testbed.scenario.Benchmark.Case;
import savd.testbed.scenario.Benchmark.Expected;
import savd.testbed.scenario.Benchmark.Filter;
import savd.testbed.scenario.ProblemStatement.Variant;

/** The benchmark's cases with real packets, counted, and the page about them. */
public final class BenchmarkCases {
  /** Honest packets of ten, as the benchmark sweeps it. */
  private static final int[] HONEST_OF_TEN = {1, 3, 5, 7, 9};

  /** Tens of packets of each family at each ratio. */
  private static final int TENS = 10;

  /**
   * What was counted of one case under one method, both families and all ratios together.
   *
   * @param honest packets sent that should arrive
   * @param blocked how many of them did not
   * @param spoofed packets sent that should not arrive
   * @param permitted how many of them did
   */
  public record Count(Case of, Filter filter, int honest, int blocked, int spoofed, int permitted) {
    private boolean isAsDefined() {
      Expected e = Benchmark.expected(of, filter).orElseThrow();
      return blocked == (e.honest() == Verdict.BLOCK ? honest : 0)
          && permitted == (e.spoofed() == Verdict.PERMIT ? spoofed : 0);
    }
  }

  private BenchmarkCases() {}

  /** Builds a laboratory for each variant of the routes and measures every case in it. */
  public static List<Count> measure(String labName) {
    List<Count> counts = new ArrayList<>();
    for (Variant variant : List.of(Variant.P6_VIA_AS2, Variant.NOTHING_VIA_AS2)) {
      try (Scene scene = new Scene(labName, variant)) {
        for (Filter filter : Filter.values()) {
          measure(scene, variant, filter, counts);
        }
      }
    }
    return counts;
  }

  private static void measure(Scene scene, Variant variant, Filter filter, List<Count> counts) {
    List<Exemption> exceptions =
        filter == Filter.EFP_A_EXCEPTION
            ? List.of(new Exemption("dsr", ProblemStatement.prefixes(7), List.of("as1")))
            : List.of();
    scene.configure(
        filter.customers(), filter.provider(), true, filter.data().published(), exceptions);
    for (Case c : Case.values()) {
      if (c.variant() == variant && Benchmark.expected(c, filter).isPresent()) {
        counts.add(count(scene, c, filter));
      }
    }
  }

  private static Count count(Scene scene, Case c, Filter filter) {
    int honest = 0;
    int spoofed = 0;
    int blocked = 0;
    int permitted = 0;
    for (int share : HONEST_OF_TEN) {
      for (AddressFamily family : AddressFamily.values()) {
        Flow good = Scene.at(c.ingress(), c.honest(), family);
        Flow bad = Scene.at(c.ingress(), c.spoofed(), family);
        int both = TENS * Math.min(share, 10 - share);
        int more = TENS * Math.abs(10 - 2 * share);
        Map<Flow, Integer> mixed = scene.send(List.of(good, bad), both);
        Map<Flow, Integer> rest =
            more == 0 ? Map.of() : scene.send(List.of(share < 5 ? bad : good), more);
        int goodArrived = mixed.get(good) + rest.getOrDefault(good, 0);
        honest += TENS * share;
        spoofed += TENS * (10 - share);
        blocked += TENS * share - goodArrived;
        permitted += mixed.get(bad) + rest.getOrDefault(bad, 0);
      }
    }
    return new Count(c, filter, honest, blocked, spoofed, permitted);
  }

  /** What was counted otherwise than the methods' definitions say; empty when all is well. */
  public static List<Count> deviations(List<Count> counts) {
    return counts.stream().filter(c -> !c.isAsDefined()).toList();
  }

  /** The page. */
  public static String page(List<Count> counts) {
    StringBuilder page = new StringBuilder(HEAD);
    for (Case c : Case.values()) {
      page.append("## ").append(c).append("\n\nInterface as").append(c.ingress());
      page.append("; honest packets from P").append(c.honest());
      page.append(", spoofed ones from P").append(c.spoofed()).append(".\n\n");
      page.append("| method | honest sent | blocked | FPR | spoofed sent | permitted | FNR |\n");
      page.append("|---|---:|---:|---:|---:|---:|---:|\n");
      counts.stream().filter(n -> n.of() == c).forEach(n -> row(page, n));
      page.append('\n');
    }
    summary(page, counts);
    return page.append(NOTES).toString();
  }

  private static void row(StringBuilder page, Count n) {
    String method = n.of().atProvider() ? atProvider(n.filter()) : n.filter().toString();
    page.append("| ").append(method).append(" | ").append(n.honest()).append(" | ");
    page.append(n.blocked()).append(" | ").append(rate(n.blocked(), n.honest())).append(" | ");
    page.append(n.spoofed()).append(" | ").append(n.permitted()).append(" | ");
    page.append(rate(n.permitted(), n.spoofed())).append(" |\n");
  }

  private static String atProvider(Filter f) {
    return f.toString().replace("BAR-SAV ", "BAR-SAV-PI ");
  }

  private static String rate(int some, int all) {
    return all == 0 ? "" : String.format(Locale.ROOT, "%.0f %%", 100.0 * some / all);
  }

  private static void summary(StringBuilder page, List<Count> counts) {
    page.append("## All cases together\n\nOver the cases a method was measured in.\n\n");
    page.append("| method | cases | FPR | FNR |\n|---|---:|---:|---:|\n");
    for (Filter f : Filter.values()) {
      List<Count> some = counts.stream().filter(n -> n.filter() == f).toList();
      int honest = some.stream().mapToInt(Count::honest).sum();
      int spoofed = some.stream().mapToInt(Count::spoofed).sum();
      page.append("| ").append(f).append(" | ").append(some.size()).append(" | ");
      page.append(rate(some.stream().mapToInt(Count::blocked).sum(), honest)).append(" | ");
      page.append(rate(some.stream().mapToInt(Count::permitted).sum(), spoofed)).append(" |\n");
    }
    page.append('\n');
  }

  private static final String HEAD =
      """
      # The benchmark's cases, measured

      Generated by `script/test` (`BenchmarkCasesTest`) from real packets; do not edit. The cases are
      those of draft-ietf-bmwg-sav-benchmarking for the interfaces of one router between ASes, numbered
      as there. The test fails where a count is not what the method's own document yields.

      * Device under test: AS 4, which forwards with BIRD and the Linux kernel; savd beside it filters
        through nftables, in enforcing mode, on the interfaces as1, as2, as5 (customers) and as3
        (provider). AS 1 is FRR, AS 2 and AS 3 are BIRD, AS 5 is GoBGP, each in a network namespace.
      * Routes: P1 and P6 are AS 1's, P2 AS 2's, P3 and P7 AS 3's, P5 AS 5's. AS 1 is a customer of AS 2
        and AS 4, and marks P1 with NO_EXPORT towards AS 2 and P6 towards AS 4.
      * Data: with ROAs, each AS has published them for its prefixes, and AS 3 one more, for P7 and AS
        1. With ASPAs, each AS has published its own: AS 1 names AS 2 and AS 4, AS 2 names AS 4, AS 4
        names AS 3, AS 5 names AS 3 and AS 4.
      * Traffic: small UDP packets, half of them IPv4 and half IPv6, honest and spoofed ones mixed at
        1:9, 3:7, 5:5, 7:3 and 9:1; the rates did not depend on the ratio or the family.
      * FPR: blocked of the honest ones. FNR: permitted of the spoofed ones.

      """;

  private static final String NOTES =
      """
      ## Notes

      * I4 (P1 spoofed by AS 2) is not here: it asks for the opposite verdict of I2 on the same packets
        under the same routes and data, so no method that rests on these can pass both. Figure 8 in
        [figures.md](figures.md) is that case.
      * In I2 as the working group has it now, BAR-SAV needs AS 1's ASPA: it alone tells that AS 2 is a
        provider of AS 1. In I3 every method that takes ROAs permits P7; the others need the exception.
      * BAR-SAV-PI with ROAs alone shelters nothing: without an ASPA nobody knows that an origin has no
        provider elsewhere.
      * EFP-uRPF and strict uRPF are for customers' interfaces; the provider's is loose beside them.
      """;
}
