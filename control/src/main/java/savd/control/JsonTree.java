package savd.control;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small JSON document as plain values: {@link Map} in order, {@link List}, {@link String}, {@link
 * Long}, {@link Double}, {@link Boolean}, and no null. Not for long tables: see {@link
 * DocumentReader}.
 */
public final class JsonTree {
  /** How deep objects and arrays may nest. */
  public static final int MAX_DEPTH = 16;

  private JsonTree() {}

  /** Reads one whole document; anything else, or anything behind it, is an {@link IOException}. */
  public static Object parse(byte[] text) throws IOException {
    try (JsonParser json = JsonWriter.factory().createParser(text)) {
      if (json.nextToken() == null) {
        throw new IOException("nothing there");
      }
      Object value = value(json, 0);
      if (json.nextToken() != null) {
        throw new IOException("something follows the document");
      }
      return value;
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
  }

  /** The value the parser stands on. */
  static Object value(JsonParser json, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("nested deeper than " + MAX_DEPTH);
    }
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String name = json.currentName();
          json.nextToken();
          if (members.put(name, value(json, depth + 1)) != null) {
            throw new IOException("\"" + name + "\" occurs twice");
          }
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(json, depth + 1));
        }
        yield elements;
      }
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> throw new IOException("null is not used here");
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IOException("the document ends early");
    };
  }

  /** The members of an object; an {@link IOException} for any other value. */
  @SuppressWarnings("unchecked") // parse makes no map with other keys
  public static Map<String, Object> object(Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new IOException("not an object");
  }
}
