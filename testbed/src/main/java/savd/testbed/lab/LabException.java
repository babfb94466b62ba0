package savd.testbed.lab;

/** The laboratory could not be built, driven or taken down; the message says what and why. */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LabException(String message) {
    super(message);
  }

  public LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
