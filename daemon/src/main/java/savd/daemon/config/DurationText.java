package savd.daemon.config;

import java.time.Duration;

/** Durations as the configuration writes them: a whole number and one of ms, s, m, h, d. */
final class DurationText {
  static final String FORM = "a duration such as \"90s\" (units ms, s, m, h, d)";

  private enum Unit {
    D("d", 86_400_000),
    H("h", 3_600_000),
    M("m", 60_000),
    S("s", 1_000),
    MS("ms", 1);

    final String suffix;
    final long millis;

    Unit(String suffix, long millis) {
      this.suffix = suffix;
      this.millis = millis;
    }
  }

  private DurationText() {}

  static Duration parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    String suffix = text.substring(digits);
    if (digits > 0 && digits <= 12) {
      long count = Long.parseLong(text.substring(0, digits));
      for (Unit unit : Unit.values()) {
        if (unit.suffix.equals(suffix)) {
          return Duration.ofMillis(count * unit.millis);
        }
      }
    }
    throw new IllegalArgumentException("not " + FORM + ": " + text);
  }

  /** The shortest form: the largest unit that divides. */
  static String of(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    for (Unit unit : Unit.values()) {
      if (millis % unit.millis == 0) {
        return millis / unit.millis + unit.suffix;
      }
    }
    throw new AssertionError("every duration is a multiple of 1 ms");
  }
}
