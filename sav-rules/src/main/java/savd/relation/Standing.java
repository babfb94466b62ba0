package savd.relation;

import java.util.Optional;

/**
 * How a member of our customer cone stands with PI-SAV.
 *
 * @param obstacle why it is not, or by itself would not be, in the standalone cone
 */
public record Standing(State state, Optional<Obstacle> obstacle) {
  /** In or out, and how. */
  public enum State {
    /** In the standalone CC: all ways to it lead through the cone. */
    STANDALONE("standalone", true),
    /** In the standalone+ CC: there is another way, which the member says it does not go. */
    NO_DETOUR("no-detour", true),
    /** A CC-Sub-Transit-AS. */
    SUB_TRANSIT("sub-transit", false),
    /** In the Sub-Transit-CC of another. */
    BELOW_SUB_TRANSIT("below-sub-transit", false);

    private final String word;
    private final boolean secluded;

    State(String word, boolean secluded) {
      this.word = word;
      this.secluded = secluded;
    }

    /** As every answer says it. */
    public String word() {
      return word;
    }

    /** True where the prefixes are for the blocklist. */
    public boolean isSecluded() {
      return secluded;
    }
  }
}
