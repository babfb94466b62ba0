package savd.cetp.fsm;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import savd.cetp.message.Element;
import savd.cetp.message.Operation;

/**
 * Reliable responses of one session under way: told again after 0.5, 1 and 2 seconds, four times in
 * all, until acknowledged. They ride on whatever is sent. There is one of a type and path at most.
 */
final class Exchanges {
  static final int TRIES = 4;
  private static final long FIRST_NANOS = 500_000_000L;

  /** One of them. A path is given where the element is about that path. */
  private static final class Open {
    private final Element element;
    private final Path path;
    private int sent;
    private long dueNanos;

    Open(Element element, Path path) {
      this.element = element;
      this.path = path;
    }
  }

  /** An element to send, over a certain path or, with null, over any. */
  record Due(Element element, Path path) {}

  /** Most of the time there is none. */
  private List<Open> open = List.of();

  private int tag;

  /** The next exchange tag, 1 to 15. */
  int nextTag() {
    tag = tag % 15 + 1;
    return tag;
  }

  /**
   * Takes a reliable response to be told, at once and until acknowledged. It takes the place of
   * another of its type about the same path; if it says the same, the other goes on being told.
   */
  void add(Element element, Path path, long now) {
    if (element.operation() != Operation.RELIABLE_RESPONSE) {
      throw new IllegalArgumentException(element + " is not reliable");
    }
    for (Open other : open) {
      if (other.element.type() == element.type() && Objects.equals(other.path, path)) {
        if (other.element.value().equals(element.value())) {
          return;
        }
        open.remove(other);
        break;
      }
    }
    Open o = new Open(element, path);
    o.dueNanos = now;
    open = open.isEmpty() ? new ArrayList<>(2) : open;
    open.add(o);
  }

  private void trim() {
    if (open.isEmpty()) {
      open = List.of();
    }
  }

  /** The element this acknowledges, or null; it is told no more. */
  Due acknowledged(Element acknowledgement) {
    for (Iterator<Open> i = open.iterator(); i.hasNext(); ) {
      Open o = i.next();
      if (o.element.type() == acknowledgement.type()
          && o.element.exchange() == acknowledgement.exchange()) {
        i.remove();
        trim();
        return new Due(o.element, o.path);
      }
    }
    return null;
  }

  /** How many of a type are under way. */
  int count(int type) {
    return (int) open.stream().filter(o -> o.element.type() == type).count();
  }

  /** Whether one of a type about a path is under way. */
  boolean has(int type, Path path) {
    return open.stream().anyMatch(o -> o.element.type() == type && path.equals(o.path));
  }

  /**
   * What is due now, one after the other.
   *
   * @param teller tells it, and whether there was room for it; if not, it is due again a little
   *     later
   */
  void take(long now, Predicate<Due> teller) {
    for (Open o : open) {
      if (o.sent < TRIES && o.dueNanos - now <= 0) {
        boolean told = teller.test(new Due(o.element, o.path));
        o.dueNanos = now + (FIRST_NANOS << (told ? o.sent : 0));
        o.sent += told ? 1 : 0;
      }
    }
  }

  /** Removes and returns what was told four times for nothing. */
  List<Due> failed(long now) {
    if (open.isEmpty()) {
      return List.of();
    }
    List<Due> failed = new ArrayList<>();
    open.removeIf(
        o -> {
          boolean given = o.sent >= TRIES && o.dueNanos - now <= 0;
          if (given) {
            failed.add(new Due(o.element, o.path));
          }
          return given;
        });
    trim();
    return failed;
  }

  /** When to look again, or {@link Long#MAX_VALUE}. */
  long deadline() {
    long next = Long.MAX_VALUE;
    for (Open o : open) {
      next = Math.min(next, o.dueNanos);
    }
    return next;
  }
}
