package savd.testbed.search;

import java.util.ArrayList;
import java.util.List;

/** What one defence did in many trials. */
public final class Tally {
  /** Examples kept. */
  private static final int EXAMPLES = 20;

  private long trials;
  private long states;
  private long slots;
  private long sheltered;
  private long blocked;
  private long improperSlots;
  private long improperTrials;
  private final List<ImproperBlock> examples = new ArrayList<>();

  /**
   * Counts a state.
   *
   * @param ofCone slots all of whose users are in the cone
   * @param neverEntering those of them from which no honest packet comes in from a provider
   * @param blockedEverywhere those that the defence blocks on all links to providers
   * @param improper slots that are blocked where honest packets come in
   */
  void count(int ofCone, int neverEntering, int blockedEverywhere, int improper) {
    states++;
    slots += ofCone;
    sheltered += neverEntering;
    blocked += blockedEverywhere;
    improperSlots += improper;
  }

  /** A trial is over. */
  void trial(List<ImproperBlock> found) {
    trials++;
    if (!found.isEmpty()) {
      improperTrials++;
      if (examples.size() < EXAMPLES) {
        examples.add(found.getFirst());
      }
    }
  }

  void add(Tally other) {
    trials += other.trials;
    states += other.states;
    slots += other.slots;
    sheltered += other.sheltered;
    blocked += other.blocked;
    improperSlots += other.improperSlots;
    improperTrials += other.improperTrials;
    for (ImproperBlock b : other.examples) {
      if (examples.size() < EXAMPLES) {
        examples.add(b);
      }
    }
  }

  public long trials() {
    return trials;
  }

  public long states() {
    return states;
  }

  /** Slots of cones, over all states. */
  public long slots() {
    return slots;
  }

  /** Of them, those from which no honest packet comes in from a provider: what could be blocked. */
  public long sheltered() {
    return sheltered;
  }

  /** Of them, those that are blocked. */
  public long blocked() {
    return blocked;
  }

  /** Slots that are blocked where honest packets come in. */
  public long improperSlots() {
    return improperSlots;
  }

  /** Trials with an improper block. */
  public long improperTrials() {
    return improperTrials;
  }

  /** An improper block of each of the first trials that had one. */
  public List<ImproperBlock> examples() {
    return List.copyOf(examples);
  }
}
