package savd.cetp.fsm;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All sessions by slot, in the order of slots. */
final class SessionTable extends AbstractCollection<Session> {
  private final Session[] bySlot;
  private int size;

  SessionTable(int slots) {
    bySlot = new Session[slots];
  }

  Session get(int slot) {
    return slot >= 0 && slot < bySlot.length ? bySlot[slot] : null;
  }

  void put(Session s) {
    size += bySlot[s.slot] == null ? 1 : 0;
    bySlot[s.slot] = s;
  }

  /** Removes it if it is what is there. */
  void drop(Session s) {
    if (bySlot[s.slot] == s) {
      bySlot[s.slot] = null;
      size--;
    }
  }

  /** Those with a slot above {@code slot}. */
  Stream<Session> after(int slot) {
    return IntStream.range(Math.max(-1, slot) + 1, bySlot.length)
        .mapToObj(i -> bySlot[i])
        .filter(s -> s != null);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Iterator<Session> iterator() {
    return new Iterator<>() {
      private int next = skip(0);

      private int skip(int from) {
        int i = from;
        while (i < bySlot.length && bySlot[i] == null) {
          i++;
        }
        return i;
      }

      @Override
      public boolean hasNext() {
        return next < bySlot.length && bySlot[next] != null || (next = skip(next)) < bySlot.length;
      }

      @Override
      public Session next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Session s = bySlot[next];
        next = skip(next + 1);
        return s;
      }
    };
  }
}
