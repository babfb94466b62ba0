package savd.pisav.fsm;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import savd.net.Asn;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ConeNotice;

/** What makes one notice of another. */
record NoticeChange(
    ConeMessage.Change<Asn> members,
    ConeMessage.Change<Asn> subTransit,
    ConeMessage.Change<Prefix> prefixes) {
  static NoticeChange between(ConeNotice before, ConeNotice after) {
    return new NoticeChange(
        change(before.members(), after.members()),
        change(before.subTransit(), after.subTransit()),
        change(before.prefixes(), after.prefixes()));
  }

  /** Both are ascending, as in every notice; so one walk is enough. */
  private static <T extends Comparable<? super T>> ConeMessage.Change<T> change(
      Set<T> before, Set<T> after) {
    List<T> added = new ArrayList<>();
    List<T> removed = new ArrayList<>();
    Iterator<T> olds = before.iterator();
    Iterator<T> news = after.iterator();
    T old = next(olds);
    T now = next(news);
    while (old != null || now != null) {
      int order = old == null ? 1 : now == null ? -1 : old.compareTo(now);
      if (order < 0) {
        removed.add(old);
      } else if (order > 0) {
        added.add(now);
      }
      old = order <= 0 ? next(olds) : old;
      now = order >= 0 ? next(news) : now;
    }
    return new ConeMessage.Change<>(added, removed);
  }

  private static <T> T next(Iterator<T> i) {
    return i.hasNext() ? i.next() : null;
  }

  int size() {
    return size(members) + size(subTransit) + size(prefixes);
  }

  private static int size(ConeMessage.Change<?> c) {
    return c.added().size() + c.removed().size();
  }

  /**
   * True where "no detour" of before says nothing about after. A prefix more may have another way;
   * a member less makes ways through it ways outside, and one more has not been asked about. A
   * prefix less changes nothing.
   */
  boolean asksAnew() {
    return !members.isEmpty() || !prefixes.added().isEmpty();
  }
}
