package savd.cli;

import java.util.List;
import savd.cli.Terminal.Style;
import savd.cli.TextTable.Cell;

/** Numbers and states as people read them. */
final class Words {
  private Words() {}

  /** Seconds as two units at most: 42s, 5m03s, 2h07m, 3d04h. */
  static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + "s";
    } else if (seconds < 3600) {
      return seconds / 60 + "m" + twoDigits(seconds % 60) + "s";
    } else if (seconds < 86400) {
      return seconds / 3600 + "h" + twoDigits(seconds / 60 % 60) + "m";
    }
    return seconds / 86400 + "d" + twoDigits(seconds / 3600 % 24) + "h";
  }

  private static String twoDigits(long number) {
    return number < 10 ? "0" + number : Long.toString(number);
  }

  static String mebioctets(long octets) {
    return (octets + (1 << 19) >> 20) + " MiB";
  }

  static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  static String list(List<String> texts) {
    return texts.isEmpty() ? "-" : String.join(", ", texts);
  }

  static Cell yesNo(boolean yes) {
    return new Cell(yes ? "yes" : "no", yes ? Style.GOOD : Style.BAD);
  }

  static Cell sessionState(String state) {
    return new Cell(
        state,
        switch (state) {
          case "established" -> Style.GOOD;
          case "shutdown" -> Style.DOUBTFUL;
          default -> Style.BAD;
        });
  }

  static Cell verdict(String verdict) {
    return new Cell(verdict, verdict.equals("permit") ? Style.GOOD : Style.BAD);
  }

  static Cell validity(String state) {
    return new Cell(
        orDash(state),
        switch (state) {
          case "valid" -> Style.GOOD;
          case "invalid" -> Style.BAD;
          default -> Style.PLAIN;
        });
  }

  /** Whether there are RPKI data. */
  static String availability(String word) {
    return word.replace('-', ' ');
  }

  static Style availabilityStyle(String word) {
    return switch (word) {
      case "in-force" -> Style.GOOD;
      case "expired" -> Style.BAD;
      default -> Style.DOUBTFUL;
    };
  }

  /** AS numbers as people write them. */
  static String asns(List<String> numbers) {
    return numbers.stream().map(n -> "AS" + n).collect(java.util.stream.Collectors.joining(" "));
  }

  /** "1 file", "2 files". */
  static String count(long number, String one) {
    return count(number, one, one + "s");
  }

  static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  /** How a member of the customer cone stands with PI-SAV. */
  static Cell standing(String state) {
    return new Cell(
        orDash(state),
        switch (state) {
          case "standalone", "no-detour" -> Style.GOOD;
          case "sub-transit", "below-sub-transit" -> Style.DOUBTFUL;
          default -> Style.PLAIN;
        });
  }

  /** A name and what is said of it, unless that begins with it. */
  static String about(String name, String text) {
    return name.isEmpty() || text.startsWith(name) ? text : name + ": " + text;
  }

  static Cell mode(String mode) {
    return new Cell(mode, mode.equals("enforce") ? Style.GOOD : Style.DOUBTFUL);
  }
}
