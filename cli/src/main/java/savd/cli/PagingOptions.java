package savd.cli;

import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;
import savd.control.Paging;

/** Options of commands that show long tables. */
final class PagingOptions {
  @Option(
      names = {"-n", "--limit"},
      paramLabel = "ROWS",
      description = "At most so many rows (default: all).")
  Long limit;

  @Option(
      names = "--after",
      paramLabel = "CURSOR",
      description = "Go on where an earlier answer ended: its \"next\".")
  String after;

  Paging paging() {
    return new Paging(
        limit == null ? OptionalLong.empty() : OptionalLong.of(limit), Optional.ofNullable(after));
  }
}
