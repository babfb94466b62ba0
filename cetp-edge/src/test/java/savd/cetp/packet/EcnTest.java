package savd.cetp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EcnTest {
  private static final int NOT = 0;
  private static final int ECT1 = 1;
  private static final int ECT0 = 2;
  private static final int CE = 3;
  private static final int DROP = -1;

  /**
   * RFC 6040, figure 4: rows are the inner header, columns the outer: Not-ECT, ECT(0), ECT(1), CE.
   */
  @Test
  void both_marks_are_combined_as_in_figure_4() {
    int[] inner = {NOT, ECT0, ECT1, CE};
    int[] outer = {NOT, ECT0, ECT1, CE};
    int[][] expected = {
      {NOT, NOT, NOT, DROP}, {ECT0, ECT0, ECT1, CE}, {ECT1, ECT1, ECT1, CE}, {CE, CE, CE, CE}
    };
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        assertThat(Ecn.combined(inner[row], outer[column]))
            .as("inner %d, outer %d", inner[row], outer[column])
            .isEqualTo(expected[row][column]);
      }
    }
  }

  @Test
  void the_inner_class_stays_whatever_the_network_made_of_the_outer() {
    assertThat(Ecn.combined(0xB8 | ECT0, 0x28 | CE)).isEqualTo(0xB8 | CE);
  }
}
