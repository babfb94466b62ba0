package savd.daemon;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import savd.control.InterfaceAnswer;
import savd.daemon.config.InterfaceSection;
import savd.fib.InterfaceCounters;
import savd.net.IngressInterface;
import savd.net.Peer;
import savd.rules.IngressRule;
import savd.rules.IngressStatus;
import savd.rules.ListId;
import savd.rules.PolicyProblem;
import savd.rules.SavMethod;

/** An interface's state in the words of the control protocol. */
final class InterfaceAnswers {
  private static final InterfaceCounters NONE = new InterfaceCounters(0, 0, 0, 0);

  private InterfaceAnswers() {}

  static InterfaceAnswer of(
      IngressStatus s,
      Optional<InterfaceSection> section,
      Map<IngressInterface, InterfaceCounters> counters) {
    InterfaceCounters packets = counters.getOrDefault(s.ingress(), NONE);
    boolean configured = section.flatMap(InterfaceSection::role).isPresent();
    return new InterfaceAnswer(
        s.ingress(),
        section.flatMap(InterfaceSection::description),
        s.role(),
        s.role().map(_ -> configured ? "configured" : "negotiated"),
        s.method().word(),
        s.effectiveMethod().map(SavMethod::word).orElse("off"),
        s.mode(),
        s.ready(),
        s.waitingFor().stream().map(p -> "End-of-RIB of " + p.name()).toList(),
        s.rule()
            .map(IngressRule::polarity)
            .map(p -> p.name().toLowerCase(Locale.ROOT))
            .orElse("none"),
        s.rule().flatMap(IngressRule::list).map(ListId::toString),
        s.sharedWith(),
        s.ipv4Prefixes(),
        s.ipv6Prefixes(),
        s.held(),
        s.neighbors().stream().map(Peer::name).toList(),
        packets.permittedPackets(),
        packets.blockedPackets(),
        s.problems().stream().map(PolicyProblem::text).toList());
  }

  /** What still keeps interfaces from having rules, a line each. */
  static List<String> waiting(List<IngressStatus> all) {
    return all.stream()
        .filter(s -> !s.ready() && !s.waitingFor().isEmpty())
        .map(
            s ->
                s.ingress()
                    + " waits for End-of-RIB of "
                    + String.join(", ", s.waitingFor().stream().map(Peer::name).toList()))
        .toList();
  }
}
