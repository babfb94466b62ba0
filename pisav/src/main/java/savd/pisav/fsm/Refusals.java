package savd.pisav.fsm;

import java.util.EnumMap;
import java.util.Map;
import savd.pisav.message.ErrorCode;

/** What was refused, by kind. */
public final class Refusals {
  /**
   * @param count since the start
   * @param last the last reason, with who gave it
   */
  public record Refused(long count, String last) {}

  private final Map<ErrorCode, Refused> byCode = new EnumMap<>(ErrorCode.class);

  void add(ErrorCode code, String who, String text) {
    byCode.merge(
        code, new Refused(1, who + ": " + text), (a, b) -> new Refused(a.count() + 1, b.last()));
  }

  /** As it is now. */
  public Map<ErrorCode, Refused> snapshot() {
    return Map.copyOf(byCode);
  }
}
