package savd.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes JSON documents one after the other, a line each, straight to a stream: a document of a
 * million rows is never held.
 *
 * <p>Names are lower case with underscores. Values that are absent are left out, not null.
 */
public final class JsonWriter implements AutoCloseable {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private final JsonGenerator json;

  /** Wraps a stream, which closing the writer closes. */
  public JsonWriter(OutputStream out) throws IOException {
    json = FACTORY.createGenerator(out);
    json.setRootValueSeparator(null);
  }

  static JsonFactory factory() {
    return FACTORY;
  }

  /** Begins an object: the document, or an element of an array. */
  public JsonWriter object() throws IOException {
    json.writeStartObject();
    return this;
  }

  /** Begins an object that is a member. */
  public JsonWriter object(String name) throws IOException {
    json.writeObjectFieldStart(name);
    return this;
  }

  public JsonWriter endObject() throws IOException {
    json.writeEndObject();
    return this;
  }

  public JsonWriter array(String name) throws IOException {
    json.writeArrayFieldStart(name);
    return this;
  }

  public JsonWriter endArray() throws IOException {
    json.writeEndArray();
    return this;
  }

  public JsonWriter put(String name, String value) throws IOException {
    json.writeStringField(name, value);
    return this;
  }

  public JsonWriter put(String name, long value) throws IOException {
    json.writeNumberField(name, value);
    return this;
  }

  public JsonWriter put(String name, double value) throws IOException {
    json.writeNumberField(name, value);
    return this;
  }

  public JsonWriter put(String name, boolean value) throws IOException {
    json.writeBooleanField(name, value);
    return this;
  }

  /** The value's text; nothing when empty. */
  public JsonWriter put(String name, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      put(name, value.get().toString());
    }
    return this;
  }

  public JsonWriter put(String name, OptionalLong value) throws IOException {
    if (value.isPresent()) {
      put(name, value.getAsLong());
    }
    return this;
  }

  /** The moment in ISO 8601, UTC. */
  public JsonWriter put(String name, Instant value) throws IOException {
    return put(name, value.toString());
  }

  /** An array of the values' texts. */
  public JsonWriter put(String name, Collection<?> values) throws IOException {
    array(name);
    for (Object value : values) {
      json.writeString(value.toString());
    }
    return endArray();
  }

  /** An array of numbers. */
  public JsonWriter numbers(String name, long... values) throws IOException {
    array(name);
    for (long value : values) {
      json.writeNumber(value);
    }
    return endArray();
  }

  /** Members of an answer, within the object begun. */
  public JsonWriter write(Answer answer) throws IOException {
    answer.write(this);
    return this;
  }

  /** An array of objects. */
  public JsonWriter rows(String name, Collection<? extends Answer> rows) throws IOException {
    array(name);
    for (Answer row : rows) {
      object().write(row).endObject();
    }
    return endArray();
  }

  /** Ends the line a document stands on and passes it on. */
  public void endDocument() throws IOException {
    json.writeRaw('\n');
    json.flush();
  }

  public void flush() throws IOException {
    json.flush();
  }

  @Override
  public void close() throws IOException {
    // An unfinished document must look unfinished to the reader.
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
    json.close();
  }
}
