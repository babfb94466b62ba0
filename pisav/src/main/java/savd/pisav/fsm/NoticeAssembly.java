package savd.pisav.fsm;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.ErrorCode;

/** Collects the parts of a notice aside; what is in force stays what it is until the last one. */
final class NoticeAssembly {
  private final Asn top;
  private final long maxMembers;
  private final long maxPrefixes;

  private ConeMessage.Notice first;
  private Set<Asn> members;
  private Set<Asn> subTransit;
  private Set<Prefix> prefixes;

  NoticeAssembly(Asn top, long maxMembers, long maxPrefixes) {
    this.top = top;
    this.maxMembers = maxMembers;
    this.maxPrefixes = maxPrefixes;
  }

  boolean isCollecting() {
    return first != null;
  }

  /**
   * Takes the next part.
   *
   * @param current what a change is applied to
   */
  Collected<Numbered> take(ConeMessage.Notice part, Optional<Numbered> current) {
    Optional<String> wrong = first == null ? begin(part, current) : goOn(part);
    if (wrong.isPresent()) {
      return new Collected.Wrong<>(ErrorCode.OUT_OF_STEP, wrong.get());
    }
    if (!apply(members, part.members())
        || !apply(subTransit, part.subTransit())
        || !apply(prefixes, part.prefixes())) {
      return new Collected.Wrong<>(
          ErrorCode.OUT_OF_STEP, "adds what is there, or removes what is not");
    }
    if (members.size() > maxMembers
        || subTransit.size() > maxMembers
        || prefixes.size() > maxPrefixes) {
      return new Collected.Wrong<>(
          ErrorCode.LIMIT, "over " + maxMembers + " members or " + maxPrefixes + " prefixes");
    }
    return part.totals().isPresent() ? end(part) : new Collected.More<>();
  }

  private Optional<String> begin(ConeMessage.Notice part, Optional<Numbered> current) {
    if (part.head().isEmpty()) {
      return Optional.of("a part without a beginning");
    }
    if (part.isUpdate() && current.filter(c -> c.serial() == part.base()).isEmpty()) {
      return Optional.of("a change of " + part.base() + ", which is not here");
    }
    if (current.filter(c -> Integer.compareUnsigned(c.serial(), part.serial()) >= 0).isPresent()) {
      return Optional.of("serial " + part.serial() + " is not new");
    }
    if (!part.head().get().top().equals(top)) {
      return Optional.of("the cone of AS " + part.head().get().top());
    }
    first = part;
    members = new TreeSet<>();
    subTransit = new TreeSet<>();
    prefixes = new TreeSet<>();
    if (part.isUpdate()) {
      ConeNotice base = current.orElseThrow().notice();
      members.addAll(base.members());
      subTransit.addAll(base.subTransit());
      prefixes.addAll(base.prefixes());
    }
    return Optional.empty();
  }

  private Optional<String> goOn(ConeMessage.Notice part) {
    return part.head().isPresent() || part.serial() != first.serial() || part.base() != first.base()
        ? Optional.of("a part of something else")
        : Optional.empty();
  }

  private static <T> boolean apply(Set<T> to, ConeMessage.Change<T> change) {
    return all(change.removed(), to::remove) && all(change.added(), to::add);
  }

  private static <T> boolean all(List<T> list, java.util.function.Predicate<T> step) {
    for (T t : list) {
      if (!step.test(t)) {
        return false;
      }
    }
    return true;
  }

  private Collected<Numbered> end(ConeMessage.Notice last) {
    ConeMessage.Head h = first.head().orElseThrow();
    ConeNotice whole =
        new ConeNotice(
            h.mode(), h.top(), h.routerId(), h.contacts(), members, subTransit, prefixes);
    int serial = first.serial();
    first = null;
    members = null;
    subTransit = null;
    prefixes = null;
    return last.totals().orElseThrow().equals(NoticeParts.totals(whole))
        ? new Collected.Whole<>(new Numbered(serial, whole))
        : new Collected.Wrong<>(ErrorCode.OUT_OF_STEP, "the totals do not agree");
  }
}
