package savd.testbed.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Locale;

/** Answers of routers in JSON. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** Reads what a command wrote; an empty answer is a missing node. */
  public static JsonNode parse(Command command) {
    try {
      return command.out().isBlank() ? MissingNode.getInstance() : MAPPER.readTree(command.out());
    } catch (JsonProcessingException e) {
      throw new LabException(
          "no JSON from " + String.join(" ", command.line()) + ": " + command.out(), e);
    }
  }

  /** The ORIGIN in any router's spelling. */
  public static String origin(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "igp", "i", "0" -> "IGP";
      case "egp", "e", "1" -> "EGP";
      case "incomplete", "?", "2" -> "INCOMPLETE";
      default -> throw new LabException("an unknown ORIGIN: " + text);
    };
  }
}
