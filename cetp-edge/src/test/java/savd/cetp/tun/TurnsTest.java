package savd.cetp.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final List<String> said = new ArrayList<>();
  private int turns;

  private void run(Turns.Turn turn) throws InterruptedException {
    Turns.Faults faults =
        new Turns.Faults() {
          @Override
          public void stumbled(RuntimeException e) {
            said.add("stumbled: " + e.getMessage());
          }

          @Override
          public void failed(Throwable cause) {
            said.add("failed: " + cause.getMessage());
          }
        };
    Thread thread =
        new Thread(new Turns(() -> turns++ < 5, turn, () -> said.add("taken back"), faults));
    thread.start();
    thread.join();
  }

  @Test
  void a_turn_that_fails_is_told_of_and_taken_back_and_the_next_is_taken() throws Exception {
    run(
        () -> {
          if (turns == 2) {
            throw new IndexOutOfBoundsException("2");
          }
        });
    assertThat(turns).isEqualTo(6);
    assertThat(said).containsExactly("stumbled: 2", "taken back");
  }

  @Test
  void what_no_program_goes_on_after_ends_it_and_somebody_is_told() throws Exception {
    run(
        () -> {
          throw new OutOfMemoryError("none left");
        });
    assertThat(turns).isEqualTo(1);
    assertThat(said).containsExactly("failed: none left");
  }

  @Test
  void so_does_a_fault_in_taking_back() throws Exception {
    Turns.Faults faults =
        new Turns.Faults() {
          @Override
          public void stumbled(RuntimeException e) {
            throw new IllegalStateException("deaf");
          }

          @Override
          public void failed(Throwable cause) {
            said.add("failed: " + cause.getMessage());
          }
        };
    Turns.Turn turn =
        () -> {
          throw new IllegalStateException("first");
        };
    new Turns(() -> true, turn, () -> {}, faults).run();
    assertThat(said).containsExactly("failed: deaf");
  }

  @Test
  void who_is_interrupted_ends_without_a_word() throws Exception {
    run(
        () -> {
          throw new InterruptedException();
        });
    assertThat(said).isEmpty();
  }
}
