package savd.bgp.session;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import savd.net.IpAddress;

/**
 * What the speaker listens on and whom it speaks with.
 *
 * @param listen where neighbours may connect to; empty where all neighbours are connected to
 * @param neighbors no two with the same name
 * @param eventLoops threads for the sessions, 1 or more; fixed when the speaker starts
 */
public record SpeakerConfig(List<Listen> listen, List<NeighborConfig> neighbors, int eventLoops) {
  public static final int DEFAULT_EVENT_LOOPS = 2;

  /**
   * A listening address; the unspecified one of a family for all of that family.
   *
   * @param scope the interface of a link-local address
   * @param port 0 takes any free one, see {@link BgpSpeaker#listening}
   */
  public record Listen(IpAddress address, Optional<String> scope, int port) {
    public Listen(IpAddress address, int port) {
      this(address, Optional.empty(), port);
    }
  }

  public SpeakerConfig {
    listen = List.copyOf(listen);
    neighbors = List.copyOf(neighbors);
    if (eventLoops < 1) {
      throw new IllegalArgumentException("at least one event loop is needed");
    }
    Set<String> names = new HashSet<>();
    for (NeighborConfig n : neighbors) {
      if (!names.add(n.name())) {
        throw new IllegalArgumentException("two neighbours are called " + n.name());
      }
    }
  }

  public SpeakerConfig(List<Listen> listen, List<NeighborConfig> neighbors) {
    this(listen, neighbors, DEFAULT_EVENT_LOOPS);
  }
}
