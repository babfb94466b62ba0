package savd.bgp.mrt;

import java.util.List;

/**
 * What a file held, of the peers that were not skipped.
 *
 * @param records whole records
 * @param ribEntries routes of tables, unusable ones left out
 * @param announcements prefixes announced in messages
 * @param withdrawals prefixes withdrawn in messages
 * @param stateChanges records of a session's state, of which those out of Established are lost
 *     peers
 * @param skippedRecords records that carry no routes of a peer, or are of a type not read
 * @param problemCount how many problems there were
 * @param problems the first of them, at most {@link #MAX_PROBLEMS}
 */
public record MrtSummary(
    long records,
    long ribEntries,
    long announcements,
    long withdrawals,
    long stateChanges,
    long skippedRecords,
    long problemCount,
    List<MrtProblem> problems) {
  public static final int MAX_PROBLEMS = 100;

  public MrtSummary {
    problems = List.copyOf(problems);
  }
}
