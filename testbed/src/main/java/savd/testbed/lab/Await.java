package savd.testbed.lab;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a state, with a bound. */
public final class Await {
  private static final long POLL_NANOS = 20_000_000;

  private Await() {}

  /** Polls until the condition holds; throws {@link LabException} saying what did not happen. */
  public static void until(Duration bound, String what, BooleanSupplier condition) {
    until(bound, () -> what, condition);
  }

  /** As {@link #until(Duration, String, BooleanSupplier)}, with the message made when needed. */
  public static void until(Duration bound, Supplier<String> what, BooleanSupplier condition) {
    long end = System.nanoTime() + bound.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new LabException("not within " + bound.toMillis() + " ms: " + what.get());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Polls until the question has an answer and returns it. */
  public static <T> T answer(Duration bound, String what, Supplier<Optional<T>> question) {
    long end = System.nanoTime() + bound.toNanos();
    while (true) {
      Optional<T> answer = question.get();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() > end) {
        throw new LabException("not within " + bound.toMillis() + " ms: " + what);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
