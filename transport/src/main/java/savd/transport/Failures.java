package savd.transport;

/** What went wrong, for logs and status. */
public final class Failures {
  private Failures() {}

  /** In words, without the names of system calls that netty puts in front. */
  public static String text(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.toString()
        : message.replaceFirst("^.*failed with error\\(-\\d+\\): ", "");
  }
}
