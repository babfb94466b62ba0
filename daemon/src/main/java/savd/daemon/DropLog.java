package savd.daemon;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.control.CetpEvidence;
import savd.control.DropSample;
import savd.control.DropsAnswer;
import savd.control.Event;
import savd.control.Topic;
import savd.daemon.control.EventHub;
import savd.fib.DropSamples;
import savd.fib.InterfaceCounters;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;

/** The latest samples of blocked packets; any thread. */
final class DropLog {
  private static final int KEPT = 1000;

  private final EventHub events;
  private final ArrayDeque<DropSample> samples = new ArrayDeque<>();
  private final Map<IngressInterface, Long> counts = new HashMap<>();

  DropLog(EventHub events) {
    this.events = events;
  }

  void add(DropSamples drained) {
    boolean wanted = events.wants(Topic.DROPS);
    for (savd.fib.DropSample s : drained.samples()) {
      DropSample sample = sample(s);
      keep(sample);
      if (wanted) {
        events.publish(new Event.Dropped(sample));
      }
    }
  }

  private synchronized void keep(DropSample sample) {
    if (samples.size() == KEPT) {
      samples.removeFirst();
    }
    samples.add(sample);
    counts.merge(sample.ingress(), 1L, Long::sum);
  }

  private static DropSample sample(savd.fib.DropSample s) {
    return new DropSample(
        s.time(),
        s.ingress(),
        s.source(),
        Optional.of(s.destination()),
        protocol(s.protocol()),
        s.mode() == EnforcementMode.ENFORCE);
  }

  /** The names an operator expects (IANA protocol numbers). */
  private static String protocol(int number) {
    return switch (number) {
      case 1 -> "icmp";
      case 6 -> "tcp";
      case 17 -> "udp";
      case 58 -> "icmpv6";
      default -> Integer.toString(number);
    };
  }

  synchronized DropsAnswer answer(
      Optional<IngressInterface> ingress,
      Map<IngressInterface, InterfaceCounters> counters,
      List<CetpEvidence> evidence) {
    List<DropsAnswer.Total> totals =
        counters.entrySet().stream()
            .filter(e -> ingress.isEmpty() || ingress.get().equals(e.getKey()))
            .map(
                e ->
                    new DropsAnswer.Total(
                        e.getKey(),
                        e.getValue().blockedPackets(),
                        counts.getOrDefault(e.getKey(), 0L)))
            .toList();
    return new DropsAnswer(
        totals,
        samples.stream()
            .filter(s -> ingress.isEmpty() || ingress.get().equals(s.ingress()))
            .toList(),
        evidence);
  }
}
