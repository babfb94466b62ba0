package savd.cli;

import java.util.List;
import java.util.Map;

/**
 * An answer of savd, read leniently: a member that an older or newer savd does not send reads as
 * empty, 0 or false, and the rest is shown.
 */
record Document(Map<String, Object> members) {
  boolean has(String name) {
    return members.containsKey(name);
  }

  /** The member's text, empty when absent. */
  String text(String name) {
    Object value = members.get(name);
    return value == null ? "" : value.toString();
  }

  long number(String name) {
    return members.get(name) instanceof Long number ? number : 0;
  }

  double decimal(String name) {
    return members.get(name) instanceof Number number ? number.doubleValue() : 0;
  }

  boolean flag(String name) {
    return members.get(name) instanceof Boolean flag && flag;
  }

  List<String> texts(String name) {
    return members.get(name) instanceof List<?> list
        ? list.stream().map(Object::toString).toList()
        : List.of();
  }

  Document document(String name) {
    return of(members.get(name));
  }

  List<Document> documents(String name) {
    return members.get(name) instanceof List<?> list
        ? list.stream().map(Document::of).toList()
        : List.of();
  }

  @SuppressWarnings("unchecked") // JsonTree makes no map with other keys
  private static Document of(Object value) {
    return new Document(value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of());
  }
}
