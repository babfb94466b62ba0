package savd.control;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import savd.net.Asn;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Prefix;

/** The members of a request, read with their types; every complaint names the member. */
final class RequestMembers {
  private final Map<String, Object> members;
  private final Set<String> seen = new HashSet<>();

  RequestMembers(Map<String, Object> members) {
    this.members = members;
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  private Object get(String name) {
    seen.add(name);
    return members.get(name);
  }

  private static IllegalArgumentException bad(String name, String wanted) {
    return new IllegalArgumentException(name + " must be " + wanted);
  }

  private <T> Optional<T> parsed(String name, String wanted, Function<String, T> parser) {
    return switch (get(name)) {
      case null -> Optional.empty();
      case String text -> {
        try {
          yield Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              name + " must be " + wanted + ": " + e.getMessage(), e);
        }
      }
      default -> throw bad(name, wanted);
    };
  }

  private static <T> T required(String name, Optional<T> value) {
    return value.orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
  }

  boolean flag(String name) {
    return switch (get(name)) {
      case null -> false;
      case Boolean b -> b;
      default -> throw bad(name, "true or false");
    };
  }

  void mustBeTrue(String name) {
    if (!flag(name)) {
      throw bad(name, "true");
    }
  }

  Optional<String> optionalText(String name) {
    return parsed(name, "a text", t -> t);
  }

  String text(String name) {
    return required(name, optionalText(name));
  }

  IpAddress address(String name) {
    return required(name, parsed(name, "an IP address", IpAddress::parse));
  }

  Optional<Prefix> optionalPrefix(String name) {
    return parsed(name, "a prefix", Prefix::parse);
  }

  Optional<IngressInterface> optionalIngress(String name) {
    return parsed(name, "the name of an interface", IngressInterface::new);
  }

  IngressInterface ingress(String name) {
    return required(name, optionalIngress(name));
  }

  Optional<Asn> optionalAsn(String name) {
    return get(name) instanceof Long number
        ? Optional.of(Asn.of(number))
        : parsed(name, "an AS number", Asn::parse);
  }

  Asn asn(String name) {
    return required(name, optionalAsn(name));
  }

  Prefix prefix(String name) {
    return required(name, optionalPrefix(name));
  }

  <E extends Enum<E>> Optional<E> optionalChoice(String name, E[] values) {
    StringBuilder words = new StringBuilder("one of");
    for (E value : values) {
      words.append(value.ordinal() == 0 ? " " : ", ").append(RequestCodec.word(value));
    }
    Optional<String> word = parsed(name, words.toString(), t -> t);
    for (E value : values) {
      if (word.equals(Optional.of(RequestCodec.word(value)))) {
        return Optional.of(value);
      }
    }
    if (word.isPresent()) {
      throw bad(name, words.toString());
    }
    return Optional.empty();
  }

  <E extends Enum<E>> E choice(String name, E[] values) {
    return required(name, optionalChoice(name, values));
  }

  /** The index of the word given. */
  int oneOf(String name, String... words) {
    String word = text(name);
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals(word)) {
        return i;
      }
    }
    throw bad(name, "one of " + String.join(", ", words));
  }

  Paging paging() {
    OptionalLong limit =
        switch (get("limit")) {
          case null -> OptionalLong.empty();
          case Long n when n > 0 -> OptionalLong.of(n);
          default -> throw bad("limit", "a whole number, 1 or more");
        };
    return new Paging(limit, optionalText("after"));
  }

  /** Words with commas between, or "all" for everything but the changes of single routes. */
  Set<Topic> topics(String name) {
    String text = text(name);
    if (text.equals("all")) {
      return EnumSet.complementOf(EnumSet.of(Topic.ROUTES));
    }
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    for (String word : text.split(",", -1)) {
      Topic found = null;
      for (Topic topic : Topic.values()) {
        if (topic.word().equals(word)) {
          found = topic;
        }
      }
      if (found == null) {
        throw bad(
            name,
            "all, or some of "
                + Arrays.stream(Topic.values()).map(Topic::word).collect(Collectors.joining(",")));
      }
      topics.add(found);
    }
    return topics;
  }

  void rejectTheRest() {
    for (String name : members.keySet()) {
      if (!seen.contains(name)) {
        throw new IllegalArgumentException("\"" + name + "\" does not belong to this request");
      }
    }
  }
}
