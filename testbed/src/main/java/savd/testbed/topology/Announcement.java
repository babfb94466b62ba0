package savd.testbed.topology;

import java.util.HashMap;
import java.util.Map;

/**
 * A prefix that one AS or several announce.
 *
 * @param slots the addresses
 * @param origins the ASes that originate it
 * @param treatment what an origin does with it at an end of its own, where that is not to announce
 *     it as it is
 */
public record Announcement(Slots slots, int[] origins, Map<Integer, Treatment> treatment) {
  /** What an origin does at one of its links. */
  public enum Treatment {
    AS_IT_IS,
    /** Announced with the community NO_EXPORT. */
    NO_EXPORT,
    /** Not announced. */
    WITHHELD
  }

  public Announcement {
    treatment = Map.copyOf(treatment);
  }

  static Announcement of(Slots slots, int origin) {
    return new Announcement(slots, new int[] {origin}, Map.of());
  }

  Announcement with(Map<Integer, Treatment> more) {
    Map<Integer, Treatment> all = new HashMap<>(treatment);
    all.putAll(more);
    return new Announcement(slots, origins, all);
  }

  Treatment at(int end) {
    return treatment.isEmpty()
        ? Treatment.AS_IT_IS
        : treatment.getOrDefault(end, Treatment.AS_IT_IS);
  }

  public boolean isOrigin(int as) {
    for (int o : origins) {
      if (o == as) {
        return true;
      }
    }
    return false;
  }
}
