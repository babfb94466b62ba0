package savd.rpki.slurm;

/**
 * Where an entry stands and what its author says of it.
 *
 * @param file as it was named to us
 * @param line of its opening brace, from 1
 * @param member its path, as "validationOutputFilters.prefixFilters[2]"
 * @param comment empty where there is none
 */
public record SlurmPlace(String file, int line, String member, String comment) {
  /** "FILE:LINE", with the comment in quotes where there is one. */
  @Override
  public String toString() {
    return file + ":" + line + (comment.isEmpty() ? "" : " \"" + comment + "\"");
  }
}
