package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;

class OriginIndexTest {
  private static final AddressFamily V4 = AddressFamily.IPV4;
  private final OriginIndex index = new OriginIndex();

  private List<Integer> postings(int origin) {
    List<Integer> out = new ArrayList<>();
    index.forEachPosting(V4, index.find(origin), out::add);
    return out;
  }

  @Test
  void aLinkComesWithTheFirstPathAndGoesWithTheLast() {
    assertThat(index.count(7, 1, 1)).isTrue();
    assertThat(index.count(7, 1, 1)).isFalse();
    assertThat(index.count(7, 2, 1)).isTrue();
    assertThat(index.count(7, 1, -1)).isFalse();
    assertThat(index.isLinked(7, 1)).isTrue();
    assertThat(index.count(7, 1, -1)).isTrue();
    assertThat(index.isLinked(7, 1)).isFalse();
    assertThat(index.isLinked(7, 2)).isTrue();
    assertThat(index.isLinked(8, 2)).isFalse();
  }

  @Test
  void moreTakenThanGivenIsADefectAndSaysSo() {
    assertThatThrownBy(() -> index.count(7, 1, -1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDroppedLinkIsGoneFromEveryOrigin() {
    for (int origin = 1; origin < 5000; origin++) {
      index.count(origin, 1, 1);
      index.count(origin, 2, 1);
    }
    index.dropLink(1);
    for (int origin = 1; origin < 5000; origin++) {
      assertThat(index.isLinked(origin, 1)).isFalse();
      assertThat(index.isLinked(origin, 2)).isTrue();
    }
  }

  @Test
  void aFlappingPrefixDoesNotMakePostingsGrow() {
    for (int i = 0; i < 10_000; i++) {
      index.post(V4, 7, i % 3, (_, id, _) -> id != 2);
    }
    assertThat(postings(7)).hasSizeLessThan(20).contains(0, 1);
  }

  @Test
  void numbersOfAllSizesAreOrigins() {
    for (int origin : new int[] {1, 65_536, -2, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      index.post(V4, origin, 3, (_, _, _) -> true);
      assertThat(postings(origin)).containsExactly(3);
    }
  }
}
