package savd.control;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import savd.net.Asn;
import savd.net.IngressInterface;
import savd.net.Prefix;

/**
 * Something that happened, as {@code monitor} tells it: one object a line, always with {@code
 * event} and {@code at}.
 */
public sealed interface Event extends Answer {
  Instant at();

  Topic topic();

  /** The interface it concerns, where it concerns one. */
  default Optional<IngressInterface> ingress() {
    return Optional.empty();
  }

  /** A session changed its state; {@code state} as in {@link NeighborAnswer}. */
  record NeighborChanged(
      Instant at, String neighbor, Optional<IngressInterface> ingress, String state, String text)
      implements Event {
    @Override
    public Topic topic() {
      return Topic.NEIGHBORS;
    }

    @Override
    public void write(JsonWriter json) throws IOException {
      head(json, "neighbor", at)
          .put("neighbor", neighbor)
          .put("interface", ingress)
          .put("state", state)
          .put("text", text);
    }
  }

  /** An interface has, or lacks again, what its method reads. */
  record ReadinessChanged(Instant at, IngressInterface name, boolean ready, String text)
      implements Event {
    @Override
    public Topic topic() {
      return Topic.READINESS;
    }

    @Override
    public Optional<IngressInterface> ingress() {
      return Optional.of(name);
    }

    @Override
    public void write(JsonWriter json) throws IOException {
      head(json, "readiness", at)
          .put("interface", name.name())
          .put("ready", ready)
          .put("text", text);
    }
  }

  /**
   * Sources of an interface are permitted or blocked from a revision on.
   *
   * @param sources prefixes or ranges; possibly shortened
   * @param more how many were left out
   */
  record RulesChanged(
      Instant at,
      long revision,
      IngressInterface name,
      RuleRow.Verdict change,
      List<String> sources,
      long more)
      implements Event {
    @Override
    public Topic topic() {
      return Topic.RULES;
    }

    @Override
    public Optional<IngressInterface> ingress() {
      return Optional.of(name);
    }

    @Override
    public void write(JsonWriter json) throws IOException {
      head(json, "rules", at)
          .put("revision", revision)
          .put("interface", name.name())
          .put("change", RequestCodec.word(change))
          .put("sources", sources)
          .put("more", more);
    }
  }

  /** A commit, a refusal, a repair, coupling. */
  record DataplaneChanged(
      Instant at, DataplaneState.State state, long revision, OptionalLong commitMicros, String text)
      implements Event {
    @Override
    public Topic topic() {
      return Topic.DATAPLANE;
    }

    @Override
    public void write(JsonWriter json) throws IOException {
      head(json, "dataplane", at)
          .put("state", RequestCodec.word(state))
          .put("revision", revision)
          .put("commit_micros", commitMicros)
          .put("text", text);
    }
  }

  /** A reload, a mode set by hand. */
  record ConfigurationChanged(Instant at, Optional<IngressInterface> ingress, String text)
      implements Event {
    @Override
    public Topic topic() {
      return Topic.CONFIGURATION;
    }

    @Override
    public void write(JsonWriter json) throws IOException {
      head(json, "configuration", at).put("interface", ingress).put("text", text);
    }
  }

  /**
   * A cache, or the data in force.
   *
   * @param change what happened
   * @param source the cache or file it concerns, by name
   * @param counts of the data in force afterwards
   */
  record RpkiChanged(
      Instant at, Change change, Optional<String> source, PayloadCounts counts, String text)
      implements Event {
    /** What happened. */
    public enum Change {
      CACHE_UP,
      CACHE_DOWN,
      /** There were no data, and now there are. */
      IN_FORCE,
      /** Other data than before. */
      UPDATED,
      /** There were data, and they have become too old. */
      EXPIRED,
      /** A file is not what it should be; the one in force stays. */
      REJECTED
    }

    @Override
    public Topic topic() {
      return Topic.RPKI;
    }

    @Override
    public void write(JsonWriter json) throws IOException {
      head(json, "rpki", at)
          .put("change", RequestCodec.word(change))
          .put("source", source)
          .write(counts)
          .put("text", text);
    }
  }

  /**
   * Members of our customer cone stand otherwise with PI-SAV.
   *
   * @param inForce false while aggressive mode waits for answers
   * @param members some of them
   * @param more how many turned beside them
   */
  record MembersTurned(Instant at, boolean inForce, List<Member> members, long more)
      implements Event {
    public MembersTurned {
      members = List.copyOf(members);
    }

    /**
     * One of them.
     *
     * @param standing as it is now; empty for one that has left the cone
     */
    public record Member(Asn asn, Optional<ConeRow.Standing> standing) implements Answer {
      @Override
      public void write(JsonWriter json) throws IOException {
        json.put("as", asn.toLong()).put("state", standing.map(ConeRow.Standing::state));
        Optional<ConeRow.Obstacle> obstacle = standing.flatMap(ConeRow.Standing::obstacle);
        json.put("reason", obstacle.map(ConeRow.Obstacle::text))
            .put("reason_kind", obstacle.map(ConeRow.Obstacle::kind));
      }
    }

    @Override
    public Topic topic() {
      return Topic.PI_SAV;
    }

    @Override
    public void write(JsonWriter json) throws IOException {
      head(json, "pi-sav", at).put("in_force", inForce).rows("members", members).put("more", more);
    }
  }

  /** A neighbour announced or withdrew a route. */
  record RouteChanged(
      Instant at,
      String neighbor,
      Optional<IngressInterface> ingress,
      Prefix prefix,
      boolean announced,
      String asPath)
      implements Event {
    @Override
    public Topic topic() {
      return Topic.ROUTES;
    }

    @Override
    public void write(JsonWriter json) throws IOException {
      head(json, "route", at)
          .put("neighbor", neighbor)
          .put("interface", ingress)
          .put("prefix", prefix.toString())
          .put("announced", announced)
          .put("as_path", asPath);
    }
  }

  /** A packet was blocked and sampled. */
  record Dropped(DropSample sample) implements Event {
    @Override
    public Instant at() {
      return sample.at();
    }

    @Override
    public Topic topic() {
      return Topic.DROPS;
    }

    @Override
    public Optional<IngressInterface> ingress() {
      return Optional.of(sample.ingress());
    }

    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("event", "drop").write(sample);
    }
  }

  private static JsonWriter head(JsonWriter json, String event, Instant at) throws IOException {
    return json.put("event", event).put("at", at);
  }
}
