package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IdSetTest {
  @Test
  void itIsASet() {
    Random random = new Random(2);
    IdSet set = new IdSet();
    TreeSet<Integer> twin = new TreeSet<>();
    for (int i = 0; i < 100_000; i++) {
      int id = random.nextInt(1 << 1 + random.nextInt(20));
      switch (random.nextInt(3)) {
        case 0, 1 -> assertThat(set.add(id)).isEqualTo(twin.add(id));
        case 2 -> assertThat(set.remove(id)).isEqualTo(twin.remove(id));
        default -> throw new AssertionError();
      }
      assertThat(set.contains(id)).isEqualTo(twin.contains(id));
    }
    assertThat(set.size()).isEqualTo(twin.size());
    List<Integer> members = new ArrayList<>();
    set.forEach(members::add);
    assertThat(members).containsExactlyElementsOf(twin);
  }

  @Test
  void anEmptiedSetKeepsNothing() {
    IdSet set = new IdSet();
    set.add(1_000_000);
    set.remove(1_000_000);
    assertThat(set.isEmpty()).isTrue();
    assertThat(set.contains(1_000_000)).isFalse();
    assertThat(set.remove(5)).isFalse();
  }
}
