package savd.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import savd.control.CacheAnswer;
import savd.control.PayloadCounts;
import savd.control.RpkiAnswer;
import savd.daemon.config.CacheSection;
import savd.rpki.fsm.Leniency;
import savd.rpki.fsm.RouterCounters;
import savd.rpki.session.CacheStatus;

/** A cache's state in the words of the control protocol. */
final class CacheAnswers {
  private CacheAnswers() {}

  static CacheAnswer of(CacheStatus s, CacheSection section) {
    return new CacheAnswer(
        s.name(),
        section.description(),
        section.address(),
        section.port(),
        word(section.transport()),
        s.preference(),
        word(s.state()),
        s.inState().toSeconds(),
        s.inUse(),
        optional(s.version().map(Integer::longValue)),
        optional(s.session().map(Integer::longValue)),
        optional(s.serial().map(serial -> Integer.toUnsignedLong(serial.value()))),
        counts(s),
        optional(s.sinceUpdate().map(Duration::toSeconds)),
        new CacheAnswer.Timers(s.timing().refresh(), s.timing().retry(), s.timing().expire()),
        optional(s.expiresIn().map(Duration::toSeconds)),
        s.lastError().isEmpty() ? Optional.empty() : Optional.of(s.lastError()),
        counters(s.counters()),
        forgiven(s.counters().forgiven()));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static OptionalLong optional(Optional<Long> value) {
    return value.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  static PayloadCounts counts(CacheStatus s) {
    return new PayloadCounts(s.ipv4Vrps(), s.ipv6Vrps(), s.aspas(), s.routerKeys());
  }

  private static CacheAnswer.Counters counters(RouterCounters n) {
    return new CacheAnswer.Counters(
        n.connections(),
        n.failures(),
        n.pdus(),
        n.updates(),
        n.fullLoads(),
        n.notifies(),
        n.cacheResets(),
        n.errorsSent(),
        n.errorsReceived(),
        n.expiries());
  }

  private static List<CacheAnswer.Forgiven> forgiven(Map<Leniency, Long> counts) {
    List<CacheAnswer.Forgiven> out = new ArrayList<>();
    for (Leniency kind : Leniency.values()) {
      if (counts.containsKey(kind)) {
        out.add(new CacheAnswer.Forgiven(kind.key(), counts.get(kind)));
      }
    }
    return out;
  }

  /** The cache as a source of what is in force. */
  static RpkiAnswer.Source source(CacheStatus s) {
    return new RpkiAnswer.Source(
        s.name(),
        "cache",
        s.inUse(),
        counts(s),
        s.lastError().isEmpty() || s.hasPayload() && s.state().isConnected()
            ? List.of()
            : List.of(s.lastError()));
  }
}
