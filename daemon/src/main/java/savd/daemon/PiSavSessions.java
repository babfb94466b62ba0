package savd.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import savd.control.PiSavAnswer;
import savd.control.PiSavSession;
import savd.net.Asn;
import savd.net.Ipv4Address;
import savd.pisav.fsm.Refusals;
import savd.pisav.message.ErrorCode;
import savd.pisav.session.ListenerStatus;
import savd.pisav.session.TopStatus;
import savd.relation.MemberStatement;

/** Sessions of the member protocol in the words of the control protocol. */
final class PiSavSessions {
  private PiSavSessions() {}

  static PiSavAnswer.Listener listener(ListenerStatus s) {
    return new PiSavAnswer.Listener(
        Integer.toUnsignedLong(s.serial()), s.key(), s.boundKeys(), refused(s.refused()));
  }

  /**
   * Those with members.
   *
   * @param names as the configuration calls members
   */
  static List<PiSavSession> members(ListenerStatus s, Map<Asn, String> names, Instant now) {
    return s.sessions().stream().map(x -> member(x, s.inForce(), names, now)).toList();
  }

  private static PiSavSession member(
      ListenerStatus.Session s,
      Map<Asn, MemberStatement> inForce,
      Map<Asn, String> names,
      Instant now) {
    return new PiSavSession(
        s.asn().map(names::get),
        s.asn(),
        s.routerId() == 0 ? Optional.empty() : Optional.of(new Ipv4Address(s.routerId())),
        s.address(),
        s.key().isEmpty() ? Optional.empty() : Optional.of(s.key()),
        s.state(),
        since(now, s.since()),
        serial(s.serialTold()),
        serial(s.serialAnswered()),
        s.last().map(said -> statement(said, Optional.of(counts(inForce.get(said.member()))))),
        List.of(),
        Optional.empty());
  }

  /** Those with tops. */
  static List<PiSavSession> tops(List<TopStatus> all, Instant now) {
    return all.stream()
        .map(
            t ->
                new PiSavSession(
                    Optional.of(t.name()),
                    Optional.of(t.top()),
                    Optional.empty(),
                    t.address(),
                    Optional.empty(),
                    word(t.state()),
                    since(now, t.since()),
                    serial(t.serial().orElse(0)),
                    serial(t.serialAnswered().orElse(0)),
                    t.last().map(said -> statement(said, Optional.empty())),
                    refused(t.refused()),
                    Optional.of(t.lastEnding()).filter(e -> !e.isEmpty())))
        .toList();
  }

  private static Instant since(Instant now, Duration ago) {
    return now.minus(ago);
  }

  private static OptionalLong serial(int serial) {
    return serial == 0 ? OptionalLong.empty() : OptionalLong.of(Integer.toUnsignedLong(serial));
  }

  /** False where of what a member said only that stands which speaks against blocking. */
  private static boolean counts(MemberStatement inForce) {
    return inForce != null && inForce.isAnswer();
  }

  private static PiSavSession.Statement statement(MemberStatement s, Optional<Boolean> inForce) {
    return new PiSavSession.Statement(
        inForce,
        word(s.detour()),
        List.copyOf(s.detoured()),
        word(s.outside()),
        List.copyOf(s.providers()),
        List.copyOf(s.partialTransit()),
        s.outsideOrigins().size());
  }

  private static List<PiSavSession.Refused> refused(Map<ErrorCode, Refusals.Refused> all) {
    return all.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            e ->
                new PiSavSession.Refused(
                    word(e.getKey()), e.getValue().count(), e.getValue().last()))
        .toList();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
