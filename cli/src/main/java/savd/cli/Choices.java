package savd.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine;
import savd.control.ConeSubject;
import savd.control.ControlRequest.NeighborCommand.Action;
import savd.control.OriginVerdict;
import savd.control.PathVerdict;
import savd.control.Topic;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Prefix;

/** Words on the command line to values, and the words there are to choose from. */
final class Choices {
  private Choices() {}

  static void register(CommandLine line) {
    words(line, OutputFormat.class, OutputFormat.values());
    words(line, AddressFamily.class, AddressFamily.values());
    words(line, EnforcementMode.class, EnforcementMode.values());
    words(line, Topic.class, Topic.values());
    words(line, Action.class, Action.values());
    words(line, DataplaneCommand.Coupling.class, DataplaneCommand.Coupling.values());
    words(line, PiSavCommand.Announcement.class, PiSavCommand.Announcement.values());
    words(line, OriginVerdict.class, OriginVerdict.values());
    words(line, PathVerdict.class, PathVerdict.values());
    value(line, IpAddress.class, IpAddress::parse);
    value(line, Prefix.class, Prefix::parse);
    value(line, IngressInterface.class, IngressInterface::new);
    value(line, Asn.class, Asn::parse);
    value(line, ConeSubject.class, Choices::subject);
  }

  /** A number is an AS, as is AS with a number; anything else is an interface. */
  private static ConeSubject subject(String text) {
    String digits = text.regionMatches(true, 0, "AS", 0, 2) ? text.substring(2) : text;
    boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return number
        ? new ConeSubject.OfAs(Asn.parse(text))
        : new ConeSubject.OfInterface(new IngressInterface(text));
  }

  private static <T> void value(CommandLine line, Class<T> type, Function<String, T> parser) {
    line.registerConverter(
        type,
        text -> {
          try {
            return parser.apply(text);
          } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
          }
        });
  }

  private static <E extends Enum<E>> void words(CommandLine line, Class<E> type, E[] values) {
    line.registerConverter(
        type,
        text -> {
          for (E value : values) {
            if (word(value).equals(text)) {
              return value;
            }
          }
          throw new CommandLine.TypeConversionException(
              "'" + text + "' is not one of " + String.join(", ", words(values)));
        });
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static List<String> words(Enum<?>[] values) {
    return Arrays.stream(values).map(Choices::word).toList();
  }

  /** What the shell offers for an option or a parameter. */
  private abstract static class Candidates implements Iterable<String> {
    private final List<String> words;

    Candidates(Enum<?>[] values) {
      words = words(values);
    }

    @Override
    public Iterator<String> iterator() {
      return words.iterator();
    }
  }

  static final class Formats extends Candidates {
    Formats() {
      super(OutputFormat.values());
    }
  }

  static final class Families extends Candidates {
    Families() {
      super(AddressFamily.values());
    }
  }

  static final class Modes extends Candidates {
    Modes() {
      super(EnforcementMode.values());
    }
  }

  static final class Topics extends Candidates {
    Topics() {
      super(Topic.values());
    }
  }

  static final class OriginVerdicts extends Candidates {
    OriginVerdicts() {
      super(OriginVerdict.values());
    }
  }

  static final class PathVerdicts extends Candidates {
    PathVerdicts() {
      super(PathVerdict.values());
    }
  }

  static final class NeighborActions extends Candidates {
    NeighborActions() {
      super(Action.values());
    }
  }

  static final class Announcements extends Candidates {
    Announcements() {
      super(PiSavCommand.Announcement.values());
    }
  }

  static final class Couplings extends Candidates {
    Couplings() {
      super(DataplaneCommand.Coupling.values());
    }
  }
}
