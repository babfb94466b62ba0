package savd.cetp.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import savd.cetp.fsm.Host;

/**
 * What slots are called: which one stands for a name towards a host of ours, and who waits to hear
 * what the peer of one is called. The control thread alone.
 */
final class NamedSlots {
  private static final long WAIT_MILLIS = 1000;

  /** A name towards a host: what a slot was given out for. */
  private record Asked(String host, String name) {}

  private final Map<Asked, Integer> asked = new HashMap<>();
  private final Map<Integer, Asked> askedBySlot = new HashMap<>();

  /** By slot: a question is asked of the peer once at a time, whoever wants to know. */
  private final Map<Integer, CompletableFuture<Optional<String>>> wanted = new HashMap<>();

  /** The slot that stands for a name, or one of those that are free. */
  OptionalInt slot(Host host, String name, Supplier<OptionalInt> free) {
    Asked key = new Asked(host.name(), name);
    Integer known = asked.get(key);
    if (known != null) {
      return OptionalInt.of(known);
    }
    OptionalInt slot = free.get();
    if (slot.isPresent()) {
      asked.put(key, slot.getAsInt());
      askedBySlot.put(slot.getAsInt(), key);
    }
    return slot;
  }

  /**
   * What the peer of a slot is called; empty after a second without answer.
   *
   * @param ask asks the peer
   */
  CompletableFuture<Optional<String>> wanted(int slot, Runnable ask) {
    CompletableFuture<Optional<String>> answer = wanted.get(slot);
    if (answer == null || answer.isDone()) {
      answer =
          new CompletableFuture<Optional<String>>()
              .completeOnTimeout(Optional.empty(), WAIT_MILLIS, TimeUnit.MILLISECONDS);
      wanted.put(slot, answer);
      ask.run();
    }
    return answer;
  }

  /** The peer of a slot says what it is called. */
  void told(int slot, String name) {
    CompletableFuture<Optional<String>> answer = wanted.remove(slot);
    if (answer != null) {
      answer.complete(name.isEmpty() ? Optional.empty() : Optional.of(name));
    }
  }

  /** A slot stands for nobody any more. */
  void released(int slot) {
    Asked gone = askedBySlot.remove(slot);
    if (gone != null) {
      asked.remove(gone);
    }
    wanted.remove(slot);
  }
}
