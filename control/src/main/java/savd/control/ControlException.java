package savd.control;

import java.util.List;

/** A request that cannot be fulfilled, in the words the operator will read. */
public final class ControlException extends Exception {
  private static final long serialVersionUID = 1;

  private final ErrorKind kind;
  private final List<String> problems;

  public ControlException(ErrorKind kind, String text) {
    this(kind, text, List.of());
  }

  /**
   * Makes an error.
   *
   * @param problems the single points, one line each, such as those of a configuration
   */
  public ControlException(ErrorKind kind, String text, List<String> problems) {
    super(text);
    this.kind = kind;
    this.problems = List.copyOf(problems);
  }

  public ErrorKind kind() {
    return kind;
  }

  public List<String> problems() {
    return problems;
  }
}
