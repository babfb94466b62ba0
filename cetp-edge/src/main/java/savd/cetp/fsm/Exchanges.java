package savd.cetp.fsm;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import savd.cetp.message.Element;
import savd.cetp.message.Operation;

/**
 * Reliable responses of one session under way: told again after 0.5, 1 and 2 seconds, four times in
 * all, until acknowledged. They ride on whatever is sent.
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

  /** Takes a reliable response to be told, at once and until acknowledged. */
  void add(Element element, Path path, long now) {
    if (element.operation() != Operation.RELIABLE_RESPONSE) {
      throw new IllegalArgumentException(element + " is not reliable");
    }
    Open o = new Open(element, path);
    o.dueNanos = now;
    open = open.isEmpty() ? new ArrayList<>(2) : open;
    open.add(o);
  }

  /** Forgets all of a type: a newer one says more. */
  void drop(int type) {
    if (!open.isEmpty()) {
      open.removeIf(o -> o.element.type() == type);
      trim();
    }
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

  /** Whether one of a type about a path is under way. */
  boolean has(int type, Path path) {
    return open.stream().anyMatch(o -> o.element.type() == type && path.equals(o.path));
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** What is due now; it counts as sent. */
  List<Due> take(long now) {
    List<Due> due = new ArrayList<>();
    for (Open o : open) {
      if (o.sent < TRIES && o.dueNanos - now <= 0) {
        o.dueNanos = now + (FIRST_NANOS << o.sent);
        o.sent++;
        due.add(new Due(o.element, o.path));
      }
    }
    return due;
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
