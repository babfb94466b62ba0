package savd.pisav.fsm;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import savd.net.Asn;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ConeNotice;

/** A notice, or the change that leads to it, cut into messages; one at a time is made. */
public final class NoticeParts implements Iterator<ConeMessage> {
  /** Octets of lists in a part; elements and the fixed fields need less than the rest. */
  private static final int ROOM = 60_000;

  private static final int ASN_OCTETS = 4;

  private final int serial;
  private final int base;
  private final ConeNotice notice;
  private final List<Iterator<Asn>> asns;
  private final List<Iterator<Prefix>> prefixes;
  private boolean begun;
  private boolean done;

  private NoticeParts(
      int serial,
      int base,
      ConeNotice notice,
      List<Iterator<Asn>> asns,
      List<Iterator<Prefix>> prefixes) {
    this.serial = serial;
    this.base = base;
    this.notice = notice;
    this.asns = asns;
    this.prefixes = prefixes;
  }

  /** All of it. */
  public static NoticeParts whole(int serial, ConeNotice notice) {
    return new NoticeParts(
        serial,
        0,
        notice,
        List.of(
            notice.members().iterator(),
            List.<Asn>of().iterator(),
            notice.subTransit().iterator(),
            List.<Asn>of().iterator()),
        List.of(notice.prefixes().iterator(), List.<Prefix>of().iterator()));
  }

  /**
   * What has changed.
   *
   * @param base the serial {@code change} starts from
   */
  static NoticeParts update(int serial, int base, ConeNotice notice, NoticeChange change) {
    return new NoticeParts(
        serial,
        base,
        notice,
        List.of(
            change.members().added().iterator(),
            change.members().removed().iterator(),
            change.subTransit().added().iterator(),
            change.subTransit().removed().iterator()),
        List.of(change.prefixes().added().iterator(), change.prefixes().removed().iterator()));
  }

  @Override
  public boolean hasNext() {
    return !done;
  }

  @Override
  public ConeMessage next() {
    if (done) {
      throw new NoSuchElementException();
    }
    int room = ROOM;
    List<List<Asn>> some = new ArrayList<>();
    for (Iterator<Asn> i : asns) {
      List<Asn> list = new ArrayList<>();
      for (; room > 0 && i.hasNext(); room -= ASN_OCTETS) {
        list.add(i.next());
      }
      some.add(list);
    }
    List<List<Prefix>> nets = new ArrayList<>();
    for (Iterator<Prefix> i : prefixes) {
      List<Prefix> list = new ArrayList<>();
      while (room > 0 && i.hasNext()) {
        Prefix p = i.next();
        list.add(p);
        room -= octets(p);
      }
      nets.add(list);
    }
    done =
        asns.stream().noneMatch(Iterator::hasNext)
            && prefixes.stream().noneMatch(Iterator::hasNext);
    Optional<ConeMessage.Head> head = begun ? Optional.empty() : Optional.of(head());
    begun = true;
    return new ConeMessage.Notice(
        serial,
        base,
        head,
        new ConeMessage.Change<>(some.get(0), some.get(1)),
        new ConeMessage.Change<>(some.get(2), some.get(3)),
        new ConeMessage.Change<>(nets.get(0), nets.get(1)),
        done ? Optional.of(totals(notice)) : Optional.empty());
  }

  private ConeMessage.Head head() {
    List<ConeNotice.Contact> all = notice.contacts();
    return new ConeMessage.Head(
        notice.mode(),
        notice.top(),
        notice.routerId(),
        all.subList(0, Math.min(all.size(), ConeMessage.Head.MAX_CONTACTS)));
  }

  static ConeMessage.Totals totals(ConeNotice n) {
    return new ConeMessage.Totals(n.members().size(), n.subTransit().size(), n.prefixes().size());
  }

  static int octets(Prefix p) {
    return 1 + (p.length() + 7) / 8;
  }
}
