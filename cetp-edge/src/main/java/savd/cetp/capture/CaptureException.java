package savd.cetp.capture;

import java.io.IOException;

/** A file that is not a capture, or breaks off. */
public final class CaptureException extends IOException {
  private static final long serialVersionUID = 1;

  CaptureException(String message) {
    super(message);
  }
}
