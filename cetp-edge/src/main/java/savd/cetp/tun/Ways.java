package savd.cetp.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import savd.cetp.fsm.Path;
import savd.cetp.fsm.PathHealth;

/**
 * Where paths lead and what may come over which, once for all flows that have it in common: edges
 * are few, sessions many. For one thread; what it gives out is never changed.
 */
final class Ways {
  /** More than this many are forgotten, and made anew for the flows that come. */
  private static final int MOST = 10_000;

  private final Map<Path, MemorySegment> targets = new HashMap<>();
  private final Map<List<PathHealth>, PathHealth[]> accepted = new HashMap<>();

  /** Where a path leads, as its port has it; it lives as long as it is referenced. */
  MemorySegment target(Port port, Path path) {
    if (targets.size() >= MOST) {
      targets.clear();
    }
    return targets.computeIfAbsent(path, p -> port.target(Arena.ofAuto(), p.remote()));
  }

  /** The same as an array. */
  PathHealth[] accepted(List<PathHealth> paths) {
    if (accepted.size() >= MOST) {
      accepted.clear();
    }
    return accepted.computeIfAbsent(paths, p -> p.toArray(PathHealth[]::new));
  }
}
