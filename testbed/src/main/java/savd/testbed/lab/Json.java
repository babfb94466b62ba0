package savd.testbed.lab;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.Consumer;

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

  /** Reads the elements of the outer object's member {@code name}, an array, one by one. */
  public static void forEach(InputStream in, String name, Consumer<JsonNode> sink)
      throws IOException {
    try (JsonParser parser = MAPPER.createParser(in)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(name);
        JsonToken value = parser.nextToken();
        if (wanted && value == JsonToken.START_ARRAY) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            sink.accept(MAPPER.readTree(parser));
          }
        } else {
          parser.skipChildren();
        }
      }
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
