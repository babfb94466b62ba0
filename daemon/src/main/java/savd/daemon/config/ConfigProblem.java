package savd.daemon.config;

/**
 * Something wrong, or doubtful, in the configuration file.
 *
 * @param line line of the file, 1 and up; 0 where no line is to blame
 * @param key the dotted key as one would write it, such as {@code neighbor.AS1-a.md5}; may be empty
 * @param text what is wrong and what would be right, one line, no full stop
 */
public record ConfigProblem(int line, String key, String text) {
  /** {@code file:line: key: text}, the form compilers use and editors understand. */
  public String describe(String file) {
    StringBuilder s = new StringBuilder(file);
    if (line > 0) {
      s.append(':').append(line);
    }
    s.append(": ");
    if (!key.isEmpty()) {
      s.append(key).append(": ");
    }
    return s.append(text).toString();
  }
}
