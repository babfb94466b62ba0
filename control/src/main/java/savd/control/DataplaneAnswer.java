package savd.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;

/**
 * {@code show dataplane}.
 *
 * <p>Document: the members of {@link DataplaneState} and {@code wanted_revision, table, commits,
 * failures, repairs, last_commit_micros, median_commit_micros, p99_commit_micros,
 * last_reconcile_seconds, objects, intervals, interfaces[{name, mode, passed, blocked}]}.
 *
 * @param wantedRevision of the rules
 * @param repairs times the kernel was found changed by others and put right
 * @param lastReconcileSeconds since the last comparison
 * @param objects chains, sets, maps and counters in our table
 * @param intervals on all lists in the kernel
 */
public record DataplaneAnswer(
    DataplaneState state,
    long wantedRevision,
    Optional<String> table,
    long commits,
    long failures,
    long repairs,
    OptionalLong lastCommitMicros,
    OptionalLong medianCommitMicros,
    OptionalLong p99CommitMicros,
    OptionalLong lastReconcileSeconds,
    long objects,
    long intervals,
    List<Ingress> interfaces)
    implements Answer {

  /** An interface as the kernel has it; packets since the counters began. */
  public record Ingress(IngressInterface name, EnforcementMode mode, long passed, long blocked)
      implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("name", name.name())
          .put("mode", RequestCodec.word(mode))
          .put("passed", passed)
          .put("blocked", blocked);
    }
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.write(state)
        .put("wanted_revision", wantedRevision)
        .put("table", table)
        .put("commits", commits)
        .put("failures", failures)
        .put("repairs", repairs)
        .put("last_commit_micros", lastCommitMicros)
        .put("median_commit_micros", medianCommitMicros)
        .put("p99_commit_micros", p99CommitMicros)
        .put("last_reconcile_seconds", lastReconcileSeconds)
        .put("objects", objects)
        .put("intervals", intervals);
    json.rows("interfaces", interfaces);
  }
}
