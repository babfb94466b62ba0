package savd.cetp.message;

import java.util.List;
import java.util.Optional;

/** A CETP message; its flags and lengths follow from what is in it. */
public record Message(
    Identity source, Identity destination, List<Element> elements, Payload payload) {
  public Message {
    elements = List.copyOf(elements);
  }

  /** A message without payload. */
  public static Message control(Identity source, Identity destination, List<Element> elements) {
    return new Message(source, destination, elements, new Payload.None());
  }

  /** The first element of a type. */
  public Optional<Element> first(ElementType type) {
    return elements.stream().filter(e -> e.is(type)).findFirst();
  }

  /** The first element of a type with an operation. */
  public Optional<Element> first(ElementType type, Operation operation) {
    return elements.stream().filter(e -> e.is(type, operation)).findFirst();
  }

  public boolean hasPayload() {
    return !(payload instanceof Payload.None);
  }
}
