package savd.testbed.router;

import java.util.List;
import java.util.Optional;
import savd.net.Asn;
import savd.net.Ipv4Address;
import savd.net.Prefix;

/**
 * A router's configuration, in no router's language.
 *
 * @param asn its AS
 * @param identifier its BGP identifier
 * @param sessions with whom it speaks
 * @param originated the prefixes it announces as its own
 * @param forwards whether it puts its best routes into the kernel
 * @param rtr the cache it validates with
 */
public record RouterPlan(
    Asn asn,
    Ipv4Address identifier,
    List<Session> sessions,
    List<Prefix> originated,
    boolean forwards,
    Optional<RtrSource> rtr) {
  public RouterPlan {
    sessions = List.copyOf(sessions);
    originated = List.copyOf(originated);
  }

  public RouterPlan(
      Asn asn,
      Ipv4Address identifier,
      List<Session> sessions,
      List<Prefix> originated,
      boolean forwards) {
    this(asn, identifier, sessions, originated, forwards, Optional.empty());
  }

  public RouterPlan validatingWith(RtrSource source) {
    return new RouterPlan(asn, identifier, sessions, originated, forwards, Optional.of(source));
  }

  public RouterPlan originating(List<Prefix> prefixes) {
    return new RouterPlan(asn, identifier, sessions, prefixes, forwards, rtr);
  }

  public Session session(String name) {
    return sessions.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no session " + name));
  }
}
