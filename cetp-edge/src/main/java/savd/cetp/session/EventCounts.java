package savd.cetp.session;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import savd.cetp.fsm.EdgeAction;
import savd.cetp.fsm.EdgeEvent;
import savd.net.IngressInterface;

/** How often what happened, and what of it speaks of spoofing, by interface. The control thread. */
final class EventCounts {
  private final Map<EdgeEvent, Long> events = new EnumMap<>(EdgeEvent.class);
  private final Map<IngressInterface, Map<EdgeEvent, Long>> evidence = new TreeMap<>();
  private final CookieGate gate;
  private final InterfaceNames interfaces;

  /**
   * @param gate what it counts is counted with the rest
   */
  EventCounts(CookieGate gate, InterfaceNames interfaces) {
    this.gate = gate;
    this.interfaces = interfaces;
  }

  void count(EdgeAction.Count c) {
    events.merge(c.event(), 1L, Long::sum);
    if (c.ingress().isPresent() && c.event().evidence().isPresent()) {
      of(evidence, c.ingress().get()).merge(c.event(), 1L, Long::sum);
    }
  }

  private static Map<EdgeEvent, Long> of(
      Map<IngressInterface, Map<EdgeEvent, Long>> all, IngressInterface ingress) {
    return all.computeIfAbsent(ingress, i -> new EnumMap<>(EdgeEvent.class));
  }

  /** All, by name. */
  Map<String, Long> all() {
    Map<EdgeEvent, Long> all = new EnumMap<>(EdgeEvent.class);
    all.putAll(events);
    gate.counted()
        .values()
        .forEach(counts -> counts.forEach((event, n) -> all.merge(event, n, Long::sum)));
    Map<String, Long> named = new LinkedHashMap<>();
    all.forEach((event, count) -> named.put(event.toString(), count));
    return named;
  }

  /** What speaks of spoofing. */
  Map<IngressInterface, Map<EdgeEvent, Long>> evidence() {
    Map<IngressInterface, Map<EdgeEvent, Long>> all = new TreeMap<>();
    evidence.forEach((ingress, counts) -> of(all, ingress).putAll(counts));
    gate.counted().forEach((index, counts) -> add(all, index, counts));
    return all;
  }

  private void add(
      Map<IngressInterface, Map<EdgeEvent, Long>> all, int index, Map<EdgeEvent, Long> counts) {
    interfaces
        .of(index)
        .ifPresent(
            ingress ->
                counts.forEach(
                    (event, n) -> {
                      if (event.evidence().isPresent()) {
                        of(all, ingress).merge(event, n, Long::sum);
                      }
                    }));
  }
}
