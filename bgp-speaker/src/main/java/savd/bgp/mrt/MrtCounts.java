package savd.bgp.mrt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts of a reading under way, and its problems. */
final class MrtCounts {
  private final Path file;
  private final List<MrtProblem> problems = new ArrayList<>();
  private long problemCount;
  long records;
  long ribEntries;
  long announcements;
  long withdrawals;
  long stateChanges;
  long skippedRecords;

  /** Where the record being read begins. */
  long offset;

  MrtCounts(Path file) {
    this.file = file;
  }

  void problem(String text) {
    problem(records, text);
  }

  /** Notes a problem of a record, by its number. */
  void problem(long record, String text) {
    problemCount++;
    if (problems.size() < MrtSummary.MAX_PROBLEMS) {
      problems.add(new MrtProblem(file, record, offset, text));
    }
  }

  MrtSummary summary() {
    return new MrtSummary(
        records,
        ribEntries,
        announcements,
        withdrawals,
        stateChanges,
        skippedRecords,
        problemCount,
        problems);
  }
}
