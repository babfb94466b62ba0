package savd.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import savd.control.PiSavAnswer;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.pisav.session.ListenerStatus;
import savd.relation.Standing;
import savd.rules.ConeProtection;
import savd.rules.ConeScan;

/** Answers about PI-SAV. To weigh the customer cone costs its size, so an answer may be kept. */
final class PiSavAnswering {
  private final Daemon daemon;
  private volatile Weighed last;

  private record Weighed(Optional<ConeProtection> protection, long nanos) {}

  PiSavAnswering(Daemon daemon) {
    this.daemon = daemon;
  }

  /**
   * @param atMostOld how old what is said of the cone may be; zero for what holds now
   */
  PiSavAnswer answer(Duration atMostOld) throws InterruptedException {
    Weighed weighed = last;
    if (weighed == null || System.nanoTime() - weighed.nanos >= atMostOld.toNanos()) {
      weighed =
          new Weighed(
              daemon.core().scanCone(ConeScan.Aim.PROTECTION).flatMap(ConeScan::protection),
              System.nanoTime());
      last = weighed;
    }
    Optional<ListenerStatus> top = daemon.piSav().topStatus();
    Map<Asn, String> names = new HashMap<>();
    daemon.config().members().forEach(m -> names.put(m.asn(), m.name()));
    Instant now = Instant.now();
    return new PiSavAnswer(
        weighed.protection.map(p -> cone(p, daemon.secondUses().count())),
        daemon.piSav().isDetourAnnounced(),
        top.map(PiSavSessions::listener),
        top.map(s -> PiSavSessions.members(s, names, now)).orElse(List.of()),
        PiSavSessions.tops(daemon.piSav().memberStatus(), now));
  }

  static PiSavAnswer.Cone cone(ConeProtection p, long secondUses) {
    TreeMap<String, Long> standing = new TreeMap<>();
    for (Standing.State state : Standing.State.values()) {
      standing.put(state.word(), (long) p.members().getOrDefault(state, 0));
    }
    Map<AddressFamily, ConeProtection.Shares> shares = new TreeMap<>(p.shares());
    return new PiSavAnswer.Cone(
        p.mode().word(),
        p.inForce(),
        standing,
        List.copyOf(p.waitedFor()),
        shares.entrySet().stream()
            .map(
                e ->
                    new PiSavAnswer.Shares(
                        e.getKey(),
                        amount(e.getValue().cone()),
                        amount(e.getValue().standalone()),
                        amount(e.getValue().blocked())))
            .toList(),
        secondUses);
  }

  private static PiSavAnswer.Amount amount(ConeProtection.Amount a) {
    return new PiSavAnswer.Amount(a.prefixes(), a.networks());
  }
}
