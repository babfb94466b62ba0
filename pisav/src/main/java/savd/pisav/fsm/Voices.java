package savd.pisav.fsm;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.Prefix;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.Detour;
import savd.relation.MemberStatement.OutsideProviders;

/**
 * Which statements of members are in force.
 *
 * <p>A member has one voice for each of its routers. What speaks against blocking counts as soon as
 * one voice says it, and after its session until the voice is forgotten, which takes longer than
 * anything that keeps a member off. What speaks for it, "no detour" and "no provider outside",
 * counts only while every voice says it in a session that is up (in aggressive mode for a while
 * longer), and only about the cone as it is, or was a moment ago. The providers are those that all
 * voices name together; if one names none they are not all known, which is as if none were named.
 * Without a word on detours that counts, every name that was given speaks against blocking alone. A
 * voice whose session is gone is not forgotten soon: the others do not know what its router does.
 *
 * <p>To judge costs what a member's voices say. Who says much is judged anew after a rest only, so
 * that it cannot keep the others from being heard, but for what ends its "no detour".
 */
final class Voices {
  /** Who says no more than that is judged at once. */
  private static final int FEW_ITEMS = 100;

  /** For each AS and prefix, a hundred times what it costs. */
  private static final long REST_NANOS_EACH = 100_000;

  /** One router of a member. */
  private static final class Voice {
    private boolean up;

    /**
     * Whether what it says for blocking ends with its session in any mode: that ended for something
     * that it must not do, or it may go another way now.
     */
    private boolean disowned;

    /** Whether the statement is of the session that is up. */
    private boolean answered;

    /** When it was no longer up. */
    private long goneAtNanos;

    /** When the session of the statement ended; one in which nothing was said changes nothing. */
    private long saidUntilNanos;

    private int serial;
    private MemberStatement statement;

    /** The last one with a detour, and when it was followed by one without. */
    private MemberStatement before;

    private long settlingSinceNanos;
  }

  /** What a voice says at one moment. */
  private enum Word {
    NO_DETOUR,
    DETOUR,
    /** It had a detour a moment ago. */
    SETTLING,
    NOTHING
  }

  private record Deadline(long atNanos, Asn asn) implements Comparable<Deadline> {
    @Override
    public int compareTo(Deadline o) {
      int byTime = Long.compare(atNanos - o.atNanos, 0);
      return byTime != 0 ? byTime : asn.compareTo(o.asn);
    }
  }

  private final TopSettings settings;
  private final Map<Asn, Map<Integer, Voice>> voices = new HashMap<>();
  private final TreeMap<Asn, MemberStatement> inForce = new TreeMap<>();
  private final Map<Asn, Deadline> deadlineOf = new HashMap<>();

  /** Until when those rest who say much. */
  private final Map<Asn, Long> restsUntilNanos = new HashMap<>();

  private final TreeSet<Deadline> deadlines = new TreeSet<>();
  private ConeMode mode = ConeMode.STANDALONE;
  private Set<Asn> members = Set.of();
  private int required;
  private long requiredSinceNanos;
  private boolean changed;

  /** The soonest moment at which the AS under judgement is to be looked at again. */
  private long soonestNanos;

  private boolean soonestKnown;

  Voices(TopSettings settings) {
    this.settings = settings;
  }

  // ---- events

  void up(long nowNanos, Asn asn, int routerId) {
    Map<Integer, Voice> of = voices.getOrDefault(asn, Map.of());
    if (of.size() >= 2 * settings.sessionsPerAs() && !of.containsKey(routerId)) {
      // Somebody changes its name with every session. It harms only itself.
      of.entrySet().stream()
          .filter(e -> !e.getValue().up)
          .min((a, b) -> Long.compare(a.getValue().goneAtNanos - b.getValue().goneAtNanos, 0))
          .ifPresent(e -> of.remove(e.getKey()));
    }
    Voice v = voice(asn, routerId);
    v.up = true;
    v.answered = false;
    judgeSoon(nowNanos, asn, saysNoDetour(asn));
  }

  void stated(long nowNanos, Asn asn, int routerId, int serial, MemberStatement statement) {
    Voice v = voice(asn, routerId);
    if (statement.detour() == Detour.SOME) {
      v.before = null;
    } else if (v.statement != null && v.statement.detour() == Detour.SOME) {
      v.before = v.statement;
      v.settlingSinceNanos = nowNanos;
    }
    v.answered = true;
    v.disowned = false;
    v.serial = serial;
    v.statement = statement;
    judgeSoon(nowNanos, asn, saysNoDetour(asn) && statement.detour() == Detour.SOME);
  }

  /**
   * A session is over.
   *
   * @param disowned because of what it must not do, or because the key is nobody's: then what it
   *     said for blocking ends in any mode, since nobody knows what it wanted to say next
   */
  void lost(long nowNanos, Asn asn, int routerId, boolean disowned) {
    Voice v = voice(asn, routerId);
    if (v.answered) {
      v.saidUntilNanos = nowNanos;
    }
    v.disowned |= disowned;
    v.up = false;
    v.answered = false;
    v.goneAtNanos = nowNanos;
    judgeSoon(nowNanos, asn, saysNoDetour(asn));
  }

  /** A member may go another way now: until it has answered anew it says nothing for blocking. */
  void doubted(long nowNanos, Asn asn) {
    for (Voice v : voices.getOrDefault(asn, Map.of()).values()) {
      v.disowned = true;
    }
    judge(nowNanos, asn);
  }

  /**
   * Another notice is in force.
   *
   * @param asksAnew whether "no detour" about the former one says nothing about this one
   */
  void noticed(long nowNanos, Numbered notice, boolean asksAnew) {
    boolean otherMode = mode != notice.notice().mode();
    mode = notice.notice().mode();
    if (asksAnew) {
      required = notice.serial();
      requiredSinceNanos = nowNanos;
    }
    // Voices of those who left stay: who is back soon may be heard by one of its routers first.
    members = notice.notice().members();
    Set<Asn> all = new HashSet<>(voices.keySet());
    all.addAll(inForce.keySet());
    all.forEach(asn -> judgeSoon(nowNanos, asn, otherMode || !members.contains(asn)));
  }

  /** Looks at everybody whose time has come. */
  void timePassed(long nowNanos) {
    while (!deadlines.isEmpty() && deadlines.getFirst().atNanos() - nowNanos <= 0) {
      judgeSoon(nowNanos, deadlines.getFirst().asn(), false);
    }
  }

  private Voice voice(Asn asn, int routerId) {
    return voices
        .computeIfAbsent(asn, _ -> new HashMap<>())
        .computeIfAbsent(routerId, _ -> new Voice());
  }

  // ---- judgement

  private boolean saysNoDetour(Asn asn) {
    MemberStatement s = inForce.get(asn);
    return s != null && s.detour() == Detour.NONE;
  }

  /** Judges now, or when the member has rested. */
  private void judgeSoon(long nowNanos, Asn asn, boolean now) {
    Long rest = restsUntilNanos.get(asn);
    if (now || rest == null || rest - nowNanos <= 0) {
      restsUntilNanos.remove(asn);
      judge(nowNanos, asn);
    } else {
      look(asn, rest);
    }
  }

  /** The AS is to be looked at again then, and not before. */
  private void look(Asn asn, long atNanos) {
    Deadline next = new Deadline(atNanos, asn);
    Deadline old = deadlineOf.put(asn, next);
    if (old != null) {
      deadlines.remove(old);
    }
    deadlines.add(next);
  }

  private void judge(long nowNanos, Asn asn) {
    soonestKnown = false;
    Map<Integer, Voice> of = voices.get(asn);
    if (of != null) {
      of.values().removeIf(v -> !v.up && over(nowNanos, v.goneAtNanos, settings.forgetNanos()));
      for (Voice v : of.values()) {
        if (v.statement != null && !stands(nowNanos, v)) {
          v.statement = null;
          v.before = null;
        }
      }
      if (of.isEmpty()) {
        voices.remove(asn);
        of = null;
      }
    }
    MemberStatement now = of == null || !members.contains(asn) ? null : together(nowNanos, asn, of);
    MemberStatement was = inForce.get(asn);
    if (now == null) {
      changed |= inForce.remove(asn) != null;
    } else if (!now.equals(was)) {
      // One that says the same stays the same object: then others see soon that it does.
      inForce.put(asn, now);
      changed = true;
    }
    Deadline old = deadlineOf.remove(asn);
    if (old != null) {
      deadlines.remove(old);
    }
    if (soonestKnown) {
      look(asn, soonestNanos);
    }
    rest(nowNanos, asn, of);
  }

  private void rest(long nowNanos, Asn asn, Map<Integer, Voice> of) {
    long items = of == null ? 0 : of.values().stream().mapToLong(Voices::items).sum();
    if (items > FEW_ITEMS) {
      restsUntilNanos.put(asn, nowNanos + items * REST_NANOS_EACH);
    }
  }

  private static long items(Voice v) {
    MemberStatement s = v.statement;
    return s == null
        ? 0
        : s.detoured().size()
            + s.providers().size()
            + s.partialTransit().size()
            + s.outsideOrigins().size();
  }

  /** True when the time is past; else the moment when it will be is noted. */
  private boolean over(long nowNanos, long sinceNanos, long lengthNanos) {
    long end = sinceNanos + lengthNanos;
    if (end - nowNanos <= 0) {
      return true;
    }
    if (!soonestKnown || end - soonestNanos < 0) {
      soonestNanos = end;
      soonestKnown = true;
    }
    return false;
  }

  /** What the voices of a member say together; null for nothing. */
  private MemberStatement together(long nowNanos, Asn asn, Map<Integer, Voice> of) {
    boolean detour = false;
    boolean none = true;
    Set<Asn> detoured = new HashSet<>();
    boolean outside = false;
    boolean noneOutside = true;
    Set<Asn> named = new HashSet<>();
    boolean allName = true;
    Set<Asn> partialTransit = new HashSet<>();
    Set<Prefix> outsideOrigins = new HashSet<>();
    for (Voice v : of.values()) {
      Word word = word(nowNanos, v);
      none &= word == Word.NO_DETOUR;
      if (word == Word.DETOUR || word == Word.SETTLING) {
        detour = true;
        detoured.addAll((word == Word.DETOUR ? v.statement : v.before).detoured());
      }
      noneOutside &=
          v.statement != null
              && v.statement.outside() == OutsideProviders.NONE
              && isFresh(nowNanos, v);
      allName &= v.statement != null && !v.statement.providers().isEmpty();
      if (v.statement != null) {
        named.addAll(v.statement.providers());
        outside |= v.statement.outside() == OutsideProviders.SOME;
        partialTransit.addAll(v.statement.partialTransit());
        outsideOrigins.addAll(v.statement.outsideOrigins());
      }
    }
    boolean evidence =
        detour
            || outside
            || !named.isEmpty()
            || !partialTransit.isEmpty()
            || !outsideOrigins.isEmpty();
    if (!none && !evidence) {
      return null;
    }
    return new MemberStatement(
        asn,
        none ? Detour.NONE : detour ? Detour.SOME : Detour.UNSAID,
        detoured,
        outside
            ? OutsideProviders.SOME
            : none && noneOutside ? OutsideProviders.NONE : OutsideProviders.UNSAID,
        allName || !none ? named : Set.of(),
        partialTransit,
        outsideOrigins);
  }

  private Word word(long nowNanos, Voice v) {
    if (v.statement == null) {
      return Word.NOTHING;
    }
    if (v.statement.detour() == Detour.SOME) {
      return Word.DETOUR;
    }
    if (v.before != null && !over(nowNanos, v.settlingSinceNanos, settings.settleNanos())) {
      return Word.SETTLING;
    }
    boolean held =
        !v.disowned
            && (v.answered
                || mode == ConeMode.AGGRESSIVE
                    && !over(nowNanos, v.saidUntilNanos, settings.lingerNanos()));
    return held && isFresh(nowNanos, v) ? Word.NO_DETOUR : Word.NOTHING;
  }

  /** Whether the session it was said in is up, or has not been gone for too long. */
  private boolean stands(long nowNanos, Voice v) {
    return v.answered || !over(nowNanos, v.saidUntilNanos, settings.forgetNanos());
  }

  /** Whether what is said is about the cone as it is, or was a moment ago. */
  private boolean isFresh(long nowNanos, Voice v) {
    return Integer.compareUnsigned(v.serial, required) >= 0
        || !over(nowNanos, requiredSinceNanos, settings.graceNanos());
  }

  // ---- answers

  /** Whether others are in force than at the last call. */
  boolean takeChange() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /** The statements in force; a copy. */
  Map<Asn, MemberStatement> inForce() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(inForce));
  }

  /** When {@link #timePassed} is to be called; empty while nothing lapses. */
  OptionalLong nextNanos() {
    return deadlines.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(deadlines.getFirst().atNanos());
  }
}
