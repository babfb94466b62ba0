package savd.control;

import java.io.IOException;

/**
 * Something savd says: a set of members of a JSON object. The record's documentation is the schema.
 */
@FunctionalInterface
public interface Answer {
  /** Writes the members into the object that was begun. */
  void write(JsonWriter json) throws IOException;
}
