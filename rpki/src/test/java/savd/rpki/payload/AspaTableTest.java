package savd.rpki.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import savd.net.Asn;
import savd.rpki.payload.AspaTable.Authorization;

/** The packed table against a map. */
class AspaTableTest {
  private static Map<Asn, Set<Asn>> random(Random random, int customers) {
    Map<Asn, Set<Asn>> out = new HashMap<>();
    for (int i = 0; i < customers; i++) {
      Asn customer = new Asn(1 + random.nextInt(3 * customers));
      Set<Asn> providers = new TreeSet<>();
      for (int k = random.nextInt(4); k >= 0; k--) {
        providers.add(new Asn(-1001 - random.nextInt(20)));
      }
      out.put(random.nextBoolean() ? customer : new Asn(~customer.value()), providers);
    }
    return out;
  }

  private static AspaTable table(Map<Asn, Set<Asn>> map) {
    return AspaTable.of(
        map.entrySet().stream().map(e -> new Aspa(e.getKey(), List.copyOf(e.getValue()))).toList());
  }

  @Test
  void everyCustomerIsFoundAndNoOther() {
    for (int seed = 0; seed < 30; seed++) {
      Map<Asn, Set<Asn>> map = random(new Random(seed), 1 + seed * 7);
      AspaTable t = table(map);
      assertThat(t.size()).isEqualTo(map.size());
      for (int c = -700; c < 700; c++) {
        Asn customer = new Asn(c);
        assertThat(t.find(c) != AspaTable.NONE).isEqualTo(map.containsKey(customer));
        for (int p = -1022; p < -1000; p++) {
          assertThat(t.authorized(c, p))
              .isEqualTo(
                  !map.containsKey(customer)
                      ? Authorization.NO_ATTESTATION
                      : map.get(customer).contains(new Asn(p))
                          ? Authorization.PROVIDER
                          : Authorization.NOT_PROVIDER);
        }
      }
    }
  }

  @Test
  void aChangedTableIsTheTableOfTheChangedMap() {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      Map<Asn, Set<Asn>> before = random(random, 40);
      Map<Asn, Set<Asn>> replaced = random(random, 10);
      Set<Asn> removed = new HashSet<>(random(random, 60).keySet());
      removed.removeAll(replaced.keySet());
      Map<Asn, Set<Asn>> after = new HashMap<>(before);
      after.keySet().removeAll(removed);
      after.putAll(replaced);
      AspaTable changed =
          table(before)
              .with(
                  removed,
                  replaced.entrySet().stream()
                      .map(e -> new Aspa(e.getKey(), List.copyOf(e.getValue())))
                      .toList());
      assertThat(changed).isEqualTo(table(after)).hasSameHashCodeAs(table(after));
      Set<Integer> differing = new HashSet<>();
      for (Asn c : union(before.keySet(), after.keySet())) {
        if (!Objects.equals(before.get(c), after.get(c))) {
          differing.add(c.value());
        }
      }
      assertThat(Arrays.stream(AspaTable.differing(table(before), changed)).boxed())
          .containsExactlyInAnyOrderElementsOf(differing);
    }
  }

  private static Set<Asn> union(Set<Asn> a, Set<Asn> b) {
    Set<Asn> out = new HashSet<>(a);
    out.addAll(b);
    return out;
  }

  @Test
  void severalOfOneCustomerAreUnitedAndAsZeroGivesWay() {
    AspaTable t =
        AspaTable.of(
            List.of(
                new Aspa(new Asn(7), List.of(new Asn(0))),
                new Aspa(new Asn(7), List.of(new Asn(3), new Asn(9))),
                new Aspa(new Asn(7), List.of(new Asn(3), new Asn(5)))));
    assertThat(t.aspa(0)).hasToString("AS7 -> AS3 AS5 AS9");
  }

  @Test
  void asZeroIsNobodysProvider() {
    AspaTable t = AspaTable.of(List.of(new Aspa(new Asn(7), List.of(new Asn(0)))));
    assertThat(t.authorized(7, 0)).isEqualTo(Authorization.NOT_PROVIDER);
  }
}
