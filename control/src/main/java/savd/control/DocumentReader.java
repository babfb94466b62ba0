package savd.control;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads answers as they arrive. The rows of a table are handed over one by one, so that a table of
 * a million rows needs the memory of one.
 */
public final class DocumentReader implements AutoCloseable {
  private final JsonParser json;

  /** Wraps a stream, which closing the reader closes. */
  public DocumentReader(InputStream in) throws IOException {
    json = JsonWriter.factory().createParser(in);
  }

  /** Receives the rows of a table. */
  @FunctionalInterface
  public interface RowVisitor {
    void row(Map<String, Object> row) throws IOException;
  }

  /**
   * Reads the next document whole, or empty at the end of the stream.
   *
   * @throws IOException also where the document is cut short
   */
  public Optional<Map<String, Object>> next() throws IOException {
    return next("", row -> {});
  }

  /**
   * Reads the next document, or empty at the end of the stream; the objects of the array member
   * {@code table} go to the visitor and are left out of what is returned.
   */
  public Optional<Map<String, Object>> next(String table, RowVisitor visitor) throws IOException {
    JsonToken token = json.nextToken();
    if (token == null) {
      return Optional.empty();
    }
    if (token != JsonToken.START_OBJECT) {
      throw new IOException("an answer is an object");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.START_ARRAY && name.equals(table)) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          visitor.row(JsonTree.object(JsonTree.value(json, 1)));
        }
      } else {
        members.put(name, JsonTree.value(json, 1));
      }
    }
    return Optional.of(members);
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
