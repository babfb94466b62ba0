package savd.daemon.control;

import java.util.Optional;
import savd.control.ControlException;
import savd.control.ErrorKind;

/**
 * Who answers what: savd has both, an edge that runs alone the second only, a savd without a
 * section {@code cetp} the first only.
 *
 * @param savd source address validation
 * @param cetp the edge
 */
public record Handlers(Optional<ControlHandler> savd, Optional<CetpHandler> cetp) {
  /** Those of a savd without an edge. */
  public static Handlers of(ControlHandler savd) {
    return new Handlers(Optional.of(savd), Optional.empty());
  }

  /** Those of an edge that runs alone. */
  public static Handlers of(CetpHandler cetp) {
    return new Handlers(Optional.empty(), Optional.of(cetp));
  }

  ControlHandler needSavd() throws ControlException {
    return savd.orElseThrow(
        () ->
            new ControlException(
                ErrorKind.CONFLICT, "a CETP edge answers here: there is only \"cetp …\" to ask"));
  }

  CetpHandler needCetp() throws ControlException {
    return cetp.orElseThrow(
        () ->
            new ControlException(
                ErrorKind.CONFLICT, "there is no CETP edge here: no section [cetp]"));
  }
}
