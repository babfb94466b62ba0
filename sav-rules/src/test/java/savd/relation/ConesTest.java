package savd.relation;

import static org.assertj.core.api.Assertions.assertThat;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import savd.net.Asn;
import savd.relation.ConeDefinition.Growth;
import savd.relation.ConeDefinition.LocalUse;

/** Cones against BAR-SAV's loop from scratch, after every step of random histories. */
class ConesTest {
  private static Set<Integer> members(Cone cone) {
    Set<Integer> out = new TreeSet<>();
    for (int asn : cone.members()) {
      out.add(asn);
    }
    return out;
  }

  private static long[] sorted(Cone cone) {
    return members(cone).stream().mapToLong(Integer::toUnsignedLong).sorted().toArray();
  }

  // ---- single facts

  @Test
  void aspasAndPathsAreFollowedJointly() {
    // 1 <- 2 by ASPA, 2 <- 3 by path, 3 <- 4 by ASPA: neither kind alone reaches 4.
    World w = new World().announce(2, "10.0.0.0/8", "9 2 3").aspas("2 1", "4 3");
    assertThat(sorted(w.cone(World.joint(1)))).containsExactly(1, 2, 3, 4);
    assertThat(sorted(w.cone(World.aspaOnly(1)))).containsExactly(1, 2);
  }

  @Test
  void anAspaThatExcludesTheNextAsUpwardDiscardsWhatLiesAboveToo() {
    World w = new World().announce(1, "10.0.0.0/8", "1 5 6 7");
    Cone one = w.cone(World.joint(1));
    Cone six = w.cone(World.joint(6));
    assertThat(sorted(one)).containsExactly(1, 5, 6, 7);
    // 6 is not below 5, so nobody knows any more that 5 is below 1; that 7 is below 6 stays.
    w.aspas("6 8");
    assertThat(sorted(one)).containsExactly(1);
    assertThat(sorted(six)).containsExactly(6, 7);
    w.aspas();
    assertThat(sorted(one)).containsExactly(1, 5, 6, 7);
  }

  @Test
  void leakedRoutesShowNothing() {
    World w = new World().announce(1, "10.0.0.0/8", "1 5", true);
    assertThat(sorted(w.cone(World.joint(1)))).containsExactly(1);
  }

  @Test
  void prependingIsNoLinkAndNeitherAreWeOurselves() {
    World w = new World().announce(1, "10.0.0.0/8", "1 1 1 5 5").announce(2, "11.0.0.0/8", "1 999");
    assertThat(sorted(w.cone(World.joint(1)))).containsExactly(1, 5);
  }

  @Test
  void specialNumbersNeverPass() {
    World w = new World().aspas("23456 1", "7 23456");
    int i = 0;
    for (String special : List.of("23456", "65535", "65552", "131071", "4294967295")) {
      w.announce(1, "10." + i++ + ".0.0/16", "1 " + special + " 7");
    }
    assertThat(sorted(w.cone(World.joint(1)))).containsExactly(1);
    assertThat(sorted(w.cone(World.joint(23456)))).isEmpty();
  }

  @Test
  void privateAndDocumentationNumbersPassWhereTheyAreAssertedOrConfigured() {
    World w =
        new World()
            .announce(1, "10.0.0.0/8", "1 65001")
            .announce(1, "11.0.0.0/8", "1 64500")
            .aspas("65002 1");
    assertThat(sorted(w.cone(World.joint(1)))).containsExactly(1, 65002);
    assertThat(sorted(w.cone(World.joint(65001)))).containsExactly(65001);
    ConeDefinition any =
        new ConeDefinition(World.asns(1), Growth.ASPA_AND_PATHS, LocalUse.ANY, World.asns(999));
    assertThat(sorted(w.cone(any))).containsExactly(1, 64500, 65001, 65002);
  }

  @Test
  void aLinkThatGoesTakesOnlyWhatHungOnIt() {
    World w =
        new World()
            .announce(1, "10.0.0.0/8", "1 2 3 4")
            .announce(2, "11.0.0.0/8", "1 5 4")
            .announce(3, "12.0.0.0/8", "3 4");
    Cone c = w.cone(World.joint(1));
    w.withdraw(1, "10.0.0.0/8");
    assertThat(sorted(c)).containsExactly(1, 4, 5);
    assertThat(c.left()).isEqualTo(new IntOpenHashSet(new int[] {2, 3}));
    assertThat(c.entered()).isEmpty();
  }

  @Test
  void aRingThatLosesItsOnlyAnchorGoesAsAWhole() {
    World w = new World().aspas("2 1 4", "3 2", "4 3");
    Cone c = w.cone(World.joint(1));
    assertThat(sorted(c)).containsExactly(1, 2, 3, 4);
    w.aspas("2 4", "3 2", "4 3");
    assertThat(sorted(c)).containsExactly(1);
  }

  @Test
  void everyMemberSaysHowItBecameOne() {
    World w = new World().announce(1, "10.0.0.0/8", "1 5 6").aspas("7 6 8");
    Cone c = w.cone(World.joint(1));
    assertThat(c.chain(7).stream().map(ConeLink::toString))
        .containsExactly("ASPA AS7 -> AS6 AS8", "path 5 6", "path 1 5 6", "neighbor or configured");
    assertThat(c.chain(8)).isEmpty();
  }

  @Test
  void aConeIsShownAsATreeInPages() {
    World w = new World().aspas("12 1", "11 1", "13 11", "20 2", "14 12");
    Cone c = w.cone(World.joint(1, 2));
    List<String> rows = new ArrayList<>();
    Optional<Asn> next = Optional.empty();
    int pages = 0;
    do {
      ConePage page = c.page(next, 2);
      page.rows().forEach(r -> rows.add(r.depth() + ":" + r.link().member() + "/" + r.below()));
      next = page.next();
      pages++;
    } while (next.isPresent());
    assertThat(rows)
        .containsExactly("0:1/2", "1:11/1", "2:13/0", "1:12/1", "2:14/0", "0:2/1", "1:20/0");
    assertThat(pages).isEqualTo(4);
  }

  @Test
  void whoHasAProviderOutsideIsExposedWithAllBelow() {
    // 1 and 2 are our customers; 5 below 1 has AS 77 outside, 6 is below 5, 7 says nothing.
    World w =
        new World()
            .announce(1, "10.0.0.0/8", "1 7")
            .aspas("1 999", "2 1 999", "5 1 77", "6 5", "8 2", "9 0");
    Cone c = w.cone(World.joint(1, 2, 9));
    Exposure e = w.cones.exposure(c);
    assertThat(c.members()).contains(1, 2, 5, 6, 7, 8, 9);
    assertThat(List.of(1, 2, 8)).allMatch(e::isSheltered);
    assertThat(List.of(5, 6, 7, 9, 77)).noneMatch(e::isSheltered);
    assertThat(e.why(6)).hasToString("Optional[AS 5 has the provider AS 77 outside the cone]");
    assertThat(e.why(7))
        .hasToString("Optional[AS 7 has no ASPA, and nothing else says who its providers are]");
    assertThat(e.why(8)).isEmpty();
  }

  @Test
  void theTablesGrow() {
    World w = new World();
    Cone c = w.cone(World.joint(1));
    for (int i = 0; i < 3000; i++) {
      w.announce(
          1, "10." + i / 256 + "." + i % 256 + ".0/24", "1 " + (2000 + i) + " " + (9000 + i));
    }
    assertThat(c.size()).isEqualTo(6001);
    for (int i = 0; i < 3000; i += 2) {
      w.withdraw(1, "10." + i / 256 + "." + i % 256 + ".0/24");
    }
    assertThat(members(c)).isEqualTo(w.naive(c.definition()));
    w.cones.endStep();
    assertThat(w.cones.figures()).containsExactly(3001, 3000, 4500);
  }

  // ---- random histories

  static List<Long> seeds() {
    List<Long> out = new ArrayList<>();
    for (long s = 0; s < Integer.getInteger("savd.history.seeds", 60); s++) {
      out.add(s);
    }
    return out;
  }

  private static final int[] SOME = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 65001, 23456, 999};

  private static String path(Random random) {
    StringBuilder s = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      s.append(SOME[random.nextInt(SOME.length)]).append(i == 0 ? "" : " ");
    }
    return s.toString();
  }

  private static String[] aspas(Random random) {
    List<String> out = new ArrayList<>();
    Set<Integer> customers = new HashSet<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      int customer = SOME[random.nextInt(SOME.length)];
      Set<Integer> providers = new TreeSet<>();
      for (int k = random.nextInt(3); k >= 0; k--) {
        providers.add(random.nextInt(9) == 0 ? 77 : SOME[random.nextInt(SOME.length)]);
      }
      providers.remove(customer);
      if (customers.add(customer)) {
        out.add(
            customer
                + " "
                + (providers.isEmpty()
                    ? "0"
                    : String.join(" ", providers.stream().map(p -> "" + p).toList())));
      }
    }
    return out.toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void afterEveryStepConesAreThoseFromScratchAndSayWhatChanged(long seed) {
    Random random = new Random(seed);
    World w = new World();
    List<Cone> cones = new ArrayList<>();
    List<Set<Integer>> known = new ArrayList<>();
    for (ConeDefinition d :
        List.of(World.joint(1), World.joint(2, 5), World.aspaOnly(1), World.joint(65001, 23456))) {
      cones.add(w.cone(d));
      known.add(members(cones.getLast()));
    }
    Exposure exposure = w.cones.exposure(cones.get(1));
    Set<Integer> sheltered = new TreeSet<>();
    for (int step = 0; step < 150; step++) {
      String prefix = "10." + random.nextInt(6) + ".0.0/16";
      int peer = 1 + random.nextInt(3);
      switch (random.nextInt(5)) {
        case 0 -> w.withdraw(peer, prefix);
        case 1 -> w.aspas(aspas(random));
        default -> w.announce(peer, prefix, path(random), random.nextInt(6) == 0);
      }
      for (int i = 0; i < cones.size(); i++) {
        Cone c = cones.get(i);
        Set<Integer> now = w.naive(c.definition());
        assertThat(members(c)).as("step %d", step).isEqualTo(now);
        known.get(i).addAll(c.entered());
        known.get(i).removeAll(c.left());
        assertThat(known.get(i)).isEqualTo(now);
        for (int member : now) {
          assertThat(c.chain(member).getLast().through()).isEmpty();
        }
      }
      Set<Integer> expected = w.naiveSheltered(cones.get(1).definition());
      for (int asn : SOME) {
        assertThat(exposure.isSheltered(asn))
            .as("step %d AS %d", step, asn)
            .isEqualTo(expected.contains(asn));
        boolean told = cones.get(1).entered().contains(asn) || cones.get(1).left().contains(asn);
        told |= exposure.entered().contains(asn) || exposure.left().contains(asn);
        assertThat(told || expected.contains(asn) == sheltered.contains(asn)).isTrue();
      }
      sheltered = expected;
    }
    cones.forEach(w.cones::release);
    assertThat(w.cones.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aGraphThatCameToBeStepByStepIsOneMadeAtOnce(long seed) {
    Random random = new Random(seed);
    World w = new World();
    Cone held = w.cone(World.joint(3));
    for (int step = 0; step < 100; step++) {
      String prefix = "10." + random.nextInt(6) + ".0.0/16";
      w.announce(1 + random.nextInt(3), prefix, path(random)).aspas(aspas(random));
    }
    w.cones.endStep();
    int[] before = w.cones.figures();
    w.cones.release(held);
    Cone fresh = w.cone(World.joint(3));
    assertThat(w.cones.figures()).isEqualTo(before);
    assertThat(members(fresh)).isEqualTo(w.naive(fresh.definition()));
  }
}
