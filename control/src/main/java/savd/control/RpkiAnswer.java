package savd.control;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code show rpki}.
 *
 * <p>Document: {@code availability, since, vrps{ipv4, ipv6}, aspas, router_keys, cache,
 * sources[{name, kind, in_use, vrps, aspas, router_keys, problems[]}], slurm{files, filters,
 * assertions, unused, problems[]}, routes{rov{valid, invalid, not_found}, aspa{valid, invalid,
 * unknown}, ineligible}}.
 *
 * @param since when the availability became what it is
 * @param counts of what is in force
 * @param cache the cache whose data are in force, where one's are
 * @param routes paths in all Adj-RIBs-In by verdict; empty while no data are in force
 */
public record RpkiAnswer(
    Availability availability,
    Instant since,
    PayloadCounts counts,
    Optional<String> cache,
    List<Source> sources,
    Slurm slurm,
    Optional<Routes> routes)
    implements Answer {

  /** Whether there are data to go by. */
  public enum Availability {
    /** No source is configured, or none has delivered yet. */
    NONE,
    IN_FORCE,
    /** There were some, and they are too old. */
    EXPIRED
  }

  /**
   * A cache or a file.
   *
   * @param name a cache's name, a file's path
   * @param kind cache or file
   * @param inUse its data are part of what is in force
   * @param counts of what it delivered last
   */
  public record Source(
      String name, String kind, boolean inUse, PayloadCounts counts, List<String> problems)
      implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("name", name).put("kind", kind).put("in_use", inUse);
      json.write(counts).put("problems", problems);
    }
  }

  /**
   * Local exceptions in force.
   *
   * @param files read
   * @param unused filters and assertions that change nothing
   * @param problems why the files that were read last are not in force; empty when they are
   */
  public record Slurm(int files, int filters, int assertions, int unused, List<String> problems)
      implements Answer {
    public static final Slurm NONE = new Slurm(0, 0, 0, 0, List.of());

    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("files", files)
          .put("filters", filters)
          .put("assertions", assertions)
          .put("unused", unused)
          .put("problems", problems);
    }
  }

  /** Paths by verdict; what is not verified at all is in none of the last three. */
  public record Routes(
      long rovValid,
      long rovInvalid,
      long rovNotFound,
      long aspaValid,
      long aspaInvalid,
      long aspaUnknown,
      long ineligible)
      implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.object("rov")
          .put("valid", rovValid)
          .put("invalid", rovInvalid)
          .put("not_found", rovNotFound)
          .endObject();
      json.object("aspa")
          .put("valid", aspaValid)
          .put("invalid", aspaInvalid)
          .put("unknown", aspaUnknown)
          .endObject();
      json.put("ineligible", ineligible);
    }
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("availability", RequestCodec.word(availability))
        .put("since", since)
        .write(counts)
        .put("cache", cache)
        .rows("sources", sources);
    json.object("slurm").write(slurm).endObject();
    if (routes.isPresent()) {
      json.object("routes").write(routes.get()).endObject();
    }
  }
}
