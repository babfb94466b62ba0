package savd.cetp.fsm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import savd.cetp.message.ElementType;
import savd.cetp.message.Locator;
import savd.cetp.message.Rloc;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/** The RLOCs of a session's peer, and which of them have proved to be its own. */
final class RemoteRlocs {
  static final int MAX = 16;
  private static final long ASK_AGAIN_NANOS = 10_000_000_000L;
  private static final int MOST_DOUBLING = 6;

  /** One of them. */
  private static final class Entry {
    private Rloc rloc;
    private boolean verified;
    private boolean blocked;
    private Optional<IngressInterface> heardOn = Optional.empty();

    /** How often it was asked for a cookie, and from when it may be again; null before. */
    private Asked asked;

    Entry(Rloc rloc, boolean verified) {
      this.rloc = rloc;
      this.verified = verified;
    }
  }

  private record Asked(int times, long againNanos) {}

  /** Few: looked through one by one. */
  private final List<Entry> entries = new ArrayList<>(1);

  private Entry of(Locator locator) {
    for (Entry e : entries) {
      if (e.rloc.locator().equals(locator)) {
        return e;
      }
    }
    return null;
  }

  /**
   * Takes what the peer says of its RLOCs of one type: those it leaves out are not used any more,
   * but packets from them are still good.
   *
   * @param believed true for what the DNS says
   */
  void update(ElementType type, List<Rloc> rlocs, boolean believed) {
    for (Entry e : entries) {
      if (ElementType.of(e.rloc.locator()) == type) {
        e.rloc = new Rloc(e.rloc.order(), Rloc.FAILED, e.rloc.locator());
      }
    }
    for (Rloc r : rlocs) {
      Entry e = of(r.locator());
      if (e != null) {
        e.rloc = r;
        e.verified |= believed;
      } else if (entries.size() < MAX) {
        entries.add(new Entry(r, believed));
      }
    }
  }

  /** Takes what the DNS says instead of all that was known; believed. */
  void replace(List<Rloc> rlocs) {
    entries.clear();
    seenAll(rlocs);
  }

  /** The same station as it is told of: with the port it listens on, which it may not send from. */
  Locator asTold(Locator from) {
    for (Entry e : entries) {
      if (e.rloc.locator().isSameStation(from)) {
        return e.rloc.locator();
      }
    }
    return from;
  }

  /** Takes what the DNS says: more of them, or others; believed. */
  void seenAll(List<Rloc> rlocs) {
    for (Rloc r : rlocs) {
      if (entries.size() < MAX && of(r.locator()) == null) {
        entries.add(new Entry(r, true));
      }
    }
  }

  /** Notes where a message came from; {@code verified} when it proves something. */
  void seen(Locator from, boolean verified) {
    Entry e = of(from);
    if (e == null) {
      if (entries.size() < MAX) {
        entries.add(new Entry(new Rloc(254, 253, from), verified));
      }
    } else {
      e.verified |= verified;
    }
  }

  /**
   * Notes by which interface something came from there; one that is not {@code sure} to be right
   * counts until there is one that is.
   */
  void heard(IpAddress from, IngressInterface ingress, boolean sure) {
    for (Entry e : entries) {
      if (addressOf(e).equals(from) && (sure || e.heardOn.isEmpty())) {
        e.heardOn = Optional.of(ingress);
      }
    }
  }

  /** By which interface something came from there last. */
  Optional<IngressInterface> heardOn(Locator remote) {
    Entry e = of(remote);
    return e == null ? Optional.empty() : e.heardOn;
  }

  /**
   * Has an RLOC out of use, or back in it, where it was heard by this interface; true if it was.
   */
  boolean block(IpAddress address, IngressInterface ingress, boolean blocked) {
    boolean changed = false;
    for (Entry e : entries) {
      boolean meant = addressOf(e).equals(address) && e.heardOn.equals(Optional.of(ingress));
      if (meant && e.blocked != blocked) {
        e.blocked = blocked;
        changed = true;
      }
    }
    return changed;
  }

  private static IpAddress addressOf(Entry e) {
    return e.rloc.locator().address();
  }

  /** As people see them. */
  List<Seen.SeenRloc> seen() {
    return entries.stream()
        .map(e -> new Seen.SeenRloc(e.rloc, e.verified, e.blocked, e.heardOn))
        .toList();
  }

  /** Whether one has this address, however it is reached. */
  boolean knows(IpAddress address) {
    return entries.stream().anyMatch(e -> addressOf(e).equals(address));
  }

  boolean knows(Locator from) {
    for (Entry e : entries) {
      if (e.rloc.locator().isSameStation(from)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an RLOC has proved to be the peer's, and nothing speaks against it. */
  boolean isVerified(Locator from) {
    for (Entry e : entries) {
      if (e.verified && !e.blocked && e.rloc.locator().isSameStation(from)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an RLOC is not to be left alone for now, having given no answer. */
  boolean mayBeAsked(Locator remote, long now) {
    Entry e = of(remote);
    return e != null && (e.asked == null || now - e.asked.againNanos >= 0);
  }

  /** Notes that it is asked for a cookie, and leaves it alone for longer each time; true. */
  boolean asks(Locator remote, long now) {
    Entry e = of(remote);
    int times = e.asked == null ? 0 : e.asked.times;
    e.asked = new Asked(times + 1, now + (ASK_AGAIN_NANOS << Math.min(2 * times, MOST_DOUBLING)));
    return true;
  }

  /** All packets may come from, also those not to be sent to. */
  List<Locator> all() {
    return entries.stream().filter(e -> !e.blocked).map(e -> e.rloc.locator()).toList();
  }

  /** Those that have yet to prove themselves and may be used then. */
  List<Locator> unverified() {
    return entries.stream()
        .filter(e -> !e.verified && !e.blocked && e.rloc.preference() < Rloc.DRAIN)
        .map(e -> e.rloc.locator())
        .toList();
  }

  /** Those to send to, best first; those that drain come last, those that failed not at all. */
  List<Rloc> usable() {
    List<Rloc> usable = new ArrayList<>();
    for (Entry e : entries) {
      if (e.verified && !e.blocked && e.rloc.preference() != Rloc.FAILED) {
        usable.add(e.rloc);
      }
    }
    usable.sort(
        Comparator.<Rloc>comparingInt(r -> r.preference() == Rloc.DRAIN ? 1 : 0)
            .thenComparingInt(Rloc::order)
            .thenComparingInt(Rloc::preference));
    return usable;
  }
}
