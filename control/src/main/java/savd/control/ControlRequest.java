package savd.control;

import java.util.Optional;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Prefix;

/** Everything savctl can ask; {@link RequestCodec} writes and reads it as one line of JSON. */
public sealed interface ControlRequest {
  /** Answered with one document, after which the connection may close. */
  sealed interface Question extends ControlRequest {}

  /** Answered with one JSON object a line until the asker hangs up. */
  sealed interface Stream extends ControlRequest {}

  record ShowStatus() implements Question {}

  record ShowNeighbors(Optional<String> neighbor) implements Question {}

  record ShowRoutes(RouteFilter filter, Paging paging) implements Question {}

  record ShowInterfaces(Optional<IngressInterface> ingress) implements Question {}

  record ShowRules(IngressInterface ingress, Optional<AddressFamily> family, Paging paging)
      implements Question {}

  record ShowDataplane() implements Question {}

  /** Whether there are RPKI data, which, and from where. */
  record ShowRpki() implements Question {}

  record ShowCaches(Optional<String> cache) implements Question {}

  record ShowVrps(VrpFilter filter, Paging paging) implements Question {}

  /**
   * ASPAs in force.
   *
   * @param customer only its
   * @param provider only those that name it
   */
  record ShowAspas(Optional<Asn> customer, Optional<Asn> provider, Paging paging)
      implements Question {}

  record ShowRouterKeys(Optional<Asn> asn, Paging paging) implements Question {}

  /** Local exceptions in force, and what became of them. */
  record ShowSlurm() implements Question {}

  /** Origin validation of a route that need not exist. */
  record Validate(Prefix prefix, Asn origin) implements Question {}

  record ShowCone(ConeSubject subject, Paging paging) implements Question {}

  /** How PI-SAV stands: the mode, the cone in numbers, sessions with members and tops. */
  record ShowPiSav() implements Question {}

  /** The latest drop samples and the totals. */
  record ShowDrops(Optional<IngressInterface> ingress) implements Question {}

  /** Why a source is permitted or blocked on an interface. */
  record Explain(IpAddress source, IngressInterface ingress) implements Question {}

  /** What another configuration would change; {@code candidate} is its text. */
  record Diff(String candidate) implements Question {}

  /** What a CETP edge is asked, alone or beside source address validation. */
  sealed interface CetpQuestion extends Question {}

  record CetpSessions(Paging paging) implements CetpQuestion {}

  record CetpRlocs(Paging paging) implements CetpQuestion {}

  /** Hosts and what they ask of callers. */
  record CetpPolicies() implements CetpQuestion {}

  record CetpCounters() implements CetpQuestion {}

  /** Interface mode until the next reload or restart. */
  record SetMode(IngressInterface ingress, EnforcementMode mode) implements Question {}

  record SetCoupling(boolean coupled) implements Question {}

  record Reload() implements Question {}

  /** Tell all tops of PI-SAV at once that we have a detour, whatever we have; or no longer. */
  record AnnounceDetour(boolean announced) implements Question {}

  record NeighborCommand(String neighbor, Action action) implements Question {
    /** What to do to the session. */
    public enum Action {
      /** Ask for all routes again (RFC 2918, RFC 7313). */
      REFRESH,
      /** Close and connect again. */
      RESET,
      /** Close and stay down. */
      SHUTDOWN,
      /** Undo a shutdown. */
      ENABLE
    }
  }

  /**
   * Live changes.
   *
   * @param topics at least one
   * @param ingress only what concerns this interface, where an event has one
   */
  record Monitor(Set<Topic> topics, Optional<IngressInterface> ingress) implements Stream {
    public Monitor {
      topics = Set.copyOf(topics);
      if (topics.isEmpty()) {
        throw new IllegalArgumentException("monitor needs a topic");
      }
    }
  }
}
