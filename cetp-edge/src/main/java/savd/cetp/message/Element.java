package savd.cetp.message;

import java.util.List;

/**
 * A control element.
 *
 * @param type 16 to 252
 * @param exchange 0 to 15: ties a response to its query and an acknowledgement to its reliable
 *     response; 0 for none
 */
public record Element(
    int type, Operation operation, IfUnknown ifUnknown, int exchange, Value value) {
  private static final Value.Empty EMPTY = new Value.Empty();

  public Element {
    if (type < 16 || type > 252 || exchange < 0 || exchange > 15) {
      throw new IllegalArgumentException("type " + type + ", exchange " + exchange);
    }
  }

  /** An element of a known type with the I and D bits we give it. */
  public static Element of(ElementType type, Operation operation, int exchange, Value value) {
    return new Element(type.code(), operation, type.ifUnknown(), exchange, value);
  }

  /** A query that only asks. */
  public static Element query(ElementType type, int exchange) {
    return of(type, Operation.QUERY, exchange, EMPTY);
  }

  /** The acknowledgement of a reliable response; a cookie comes back with it. */
  public static Element acknowledge(Element reliable) {
    return new Element(
        reliable.type,
        Operation.ACKNOWLEDGEMENT,
        reliable.ifUnknown,
        reliable.exchange,
        reliable.type == ElementType.COOKIE.code() ? reliable.value : EMPTY);
  }

  /** RLOCs of one type. */
  public static Element rlocs(ElementType type, Operation operation, int exchange, List<Rloc> r) {
    return of(type, operation, exchange, new Value.Rlocs(r));
  }

  public boolean is(ElementType known) {
    return type == known.code();
  }

  public boolean is(ElementType known, Operation op) {
    return type == known.code() && operation == op;
  }
}
