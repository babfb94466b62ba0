package savd.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import savd.control.Event;
import savd.control.Event.RpkiChanged.Change;
import savd.control.Topic;
import savd.daemon.control.EventHub;
import savd.net.AddressFamily;
import savd.rpki.files.FileFault;
import savd.rpki.files.WatchedFiles;
import savd.rpki.fsm.CacheState;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.session.CacheStatus;

/**
 * Tells those who monitor what becomes of caches, files and the data in force. One thread at a
 * time.
 */
final class RpkiEvents {
  private final EventHub events;

  /** Caches with a connection, by name. */
  private final Set<String> connected = new HashSet<>();

  RpkiEvents(EventHub events) {
    this.events = events;
  }

  // ---- caches

  /** A cache is in another state. */
  void cache(CacheStatus s, RpkiView view) {
    if (s.state().isConnected()) {
      if (connected.add(s.name())) {
        publish(Change.CACHE_UP, Optional.of(s.name()), view, "connected to " + s.description());
      }
    } else if (connected.remove(s.name())) {
      publish(Change.CACHE_DOWN, Optional.of(s.name()), view, whyDown(s));
    }
  }

  private static String whyDown(CacheStatus s) {
    String why = s.state() == CacheState.IDLE ? "not needed now" : s.lastError();
    return s.expiresIn()
        .map(left -> why + "; its data may be used for " + duration(left) + " more")
        .orElse(why);
  }

  private static String duration(Duration left) {
    return left.toMinutes() < 2 ? left.toSeconds() + "s" : left.toMinutes() + "m";
  }

  // ---- data and files

  /** How it stands is {@code after} from now on. */
  void changed(RpkiView before, RpkiView after) {
    if (!events.wants(Topic.RPKI)) {
      return;
    }
    availability(before, after);
    rejected(before.slurmFaults(), after.slurmFaults(), after);
    for (WatchedFiles.State<Payload> file : after.files()) {
      List<FileFault> old =
          before.files().stream()
              .filter(f -> f.file().equals(file.file()))
              .flatMap(f -> f.faults().stream())
              .toList();
      rejected(old, file.faults(), after);
    }
  }

  private void availability(RpkiView before, RpkiView after) {
    if (before.availability() == after.availability()) {
      if (before.inForce() != after.inForce()) {
        publish(Change.UPDATED, Optional.empty(), after, difference(before, after));
      }
      return;
    }
    switch (after.availability()) {
      case IN_FORCE -> publish(Change.IN_FORCE, Optional.empty(), after, "data are in force");
      case EXPIRED ->
          publish(
              Change.EXPIRED,
              Optional.empty(),
              after,
              "no cache has data that have not expired: no verdicts, methods fall back");
      case AWAITED ->
          publish(Change.EXPIRED, Optional.empty(), after, "a source has not delivered yet");
    }
  }

  private static String difference(RpkiView before, RpkiView after) {
    RpkiDelta delta = RpkiDelta.between(before.inForce(), after.inForce());
    int added = 0;
    int removed = 0;
    for (AddressFamily family : AddressFamily.values()) {
      added += delta.added(family).size();
      removed += delta.removed(family).size();
    }
    return added
        + " VRPs came, "
        + removed
        + " went; ASPAs of "
        + delta.aspaCustomers().length
        + " ASes changed";
  }

  private void rejected(List<FileFault> before, List<FileFault> now, RpkiView view) {
    if (!now.isEmpty() && !now.equals(before)) {
      FileFault first = now.getFirst();
      publish(
          Change.REJECTED,
          Optional.of(first.file()),
          view,
          first + (now.size() == 1 ? "" : " and " + (now.size() - 1) + " more faults"));
    }
  }

  private void publish(Change change, Optional<String> source, RpkiView view, String text) {
    if (events.wants(Topic.RPKI)) {
      events.publish(
          new Event.RpkiChanged(
              Instant.now(), change, source, RpkiAnswers.counts(view.inForce()), text));
    }
  }
}
