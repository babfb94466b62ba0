package savd.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * {@code show rpki slurm}: local exceptions (RFC 8416) in force.
 *
 * <p>Document: {@code files[], problems[], entries[{kind, text, file, line, comment, matches}]}.
 *
 * @param files in force, as configured
 * @param problems why the files that were read last are not in force, a line each with file, line
 *     and member; empty when they are
 */
public record SlurmAnswer(List<String> files, List<String> problems, List<Entry> entries)
    implements Answer {

  /** What an entry does. */
  public enum Kind {
    PREFIX_FILTER,
    PREFIX_ASSERTION,
    ASPA_FILTER,
    ASPA_ASSERTION,
    BGPSEC_FILTER,
    BGPSEC_ASSERTION
  }

  /**
   * One filter or assertion.
   *
   * @param text what it filters or asserts
   * @param file it stands in
   * @param line where it begins, from 1
   * @param matches a filter: how many payloads it removes; an assertion: 1 when it adds something
   *     that no source has, else 0
   */
  public record Entry(
      Kind kind, String text, String file, int line, Optional<String> comment, long matches)
      implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("kind", RequestCodec.word(kind))
          .put("text", text)
          .put("file", file)
          .put("line", line)
          .put("comment", comment)
          .put("matches", matches);
    }
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("files", files).put("problems", problems).rows("entries", entries);
  }
}
