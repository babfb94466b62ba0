package savd.pisav.fsm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import savd.net.Asn;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.message.Nonce;
import savd.relation.MemberStatement;

/**
 * A CC-Top-ASBR: all its sessions with routers of members, whom it lets in, what it tells them and
 * which of their statements are in force.
 */
public final class ConeTop {
  private static final long FIRST_PENALTY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The longest that a key which did something it must not is kept off. */
  static final long LONGEST_PENALTY_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** After that long without an offence, the next one is the first again. */
  private static final long PARDON_NANOS = TimeUnit.MINUTES.toNanos(10);

  private static final int MAX_PENALTIES = 10_000;

  /**
   * Between notices, for each session: several times what telling it and hearing its answer costs.
   * A customer whose routes come and go must not keep the members of a large cone from being heard.
   */
  private static final long NOTICE_NANOS_EACH = 100_000;

  private static final class Session {
    private final long id;
    private final String from;
    private final long sinceNanos;
    private final TopFsm fsm;
    private Optional<PeerKey> key = Optional.empty();
    private boolean admitted;
    private int items;
    private long messagesIn;

    Session(long id, String from, long sinceNanos, TopFsm fsm) {
      this.id = id;
      this.from = from;
      this.sinceNanos = sinceNanos;
      this.fsm = fsm;
    }
  }

  private static final class Penalty {
    private final Backoff backoff = new Backoff(FIRST_PENALTY_NANOS, LONGEST_PENALTY_NANOS);
    private long untilNanos;
  }

  private final TopSettings settings;
  private final Supplier<Nonce> nonces;
  private final RandomGenerator random;
  private final Map<Long, Session> sessions = new LinkedHashMap<>();
  private final Map<Asn, List<Session>> byAsn = new HashMap<>();
  private final LinkedHashMap<PeerKey, Penalty> penalties = new LinkedHashMap<>();
  private final NoticeChanges changes = new NoticeChanges();
  private final Voices voices;
  private final Refusals refusals = new Refusals();
  private final List<ConeAction> actions = new ArrayList<>();
  private KeyBindings keys = KeyBindings.NONE;
  private Numbered notice;
  private ConeNotice coming;
  private boolean noticeTimed;
  private long lapseAtNanos;
  private boolean lapseTimed;
  private int strangers;
  private long items;

  /**
   * @param nonces never the same twice, and not to be guessed
   * @param random shortens penalties
   */
  public ConeTop(TopSettings settings, Supplier<Nonce> nonces, RandomGenerator random) {
    this.settings = settings;
    this.nonces = nonces;
    this.random = random;
    voices = new Voices(settings);
  }

  /** Takes one event; the actions are to be performed in order. */
  public List<ConeAction> on(long nowNanos, ConeInput input) {
    switch (input) {
      case ConeInput.Accepted a -> accepted(nowNanos, a.session(), a.from());
      case ConeInput.Secured s -> secured(nowNanos, s.session(), s.key());
      case ConeInput.Received r -> {
        Session s = sessions.get(r.session());
        if (s != null) {
          s.messagesIn++;
        }
        pass(nowNanos, r.session(), new TopInput.Received(r.frame()));
      }
      case ConeInput.Broken b -> pass(nowNanos, b.session(), new TopInput.Broken(b.malformed()));
      case ConeInput.TimerExpired t ->
          pass(nowNanos, t.session(), new TopInput.TimerExpired(t.timer()));
      case ConeInput.Lost l -> pass(nowNanos, l.session(), new TopInput.Lost(l.why()));
      case ConeInput.NoticeExpired _ -> {
        noticeTimed = false;
        announce(nowNanos);
      }
      case ConeInput.LapseExpired _ -> {
        lapseTimed = false;
        voices.timePassed(nowNanos);
      }
      case ConeInput.NoticeChanged n -> {
        coming = n.notice();
        announce(nowNanos);
      }
      case ConeInput.KeysChanged k -> keysChanged(nowNanos, k.keys());
      case ConeInput.Doubted d -> d.members().forEach(a -> doubted(nowNanos, a, d.why()));
      case ConeInput.Stop s ->
          List.copyOf(sessions.values())
              .forEach(x -> pass(nowNanos, x, new TopInput.Stop(s.why())));
    }
    if (voices.takeChange()) {
      actions.add(new ConeAction.StatementsChanged());
    }
    armLapse(nowNanos);
    List<ConeAction> out = List.copyOf(actions);
    actions.clear();
    return out;
  }

  /** The next message of a notice to a session; empty when there is none, now. */
  public Optional<Frame> pull(long nowNanos, long session) {
    Session s = sessions.get(session);
    return s == null ? Optional.empty() : s.fsm.pull(nowNanos);
  }

  private void armLapse(long nowNanos) {
    OptionalLong next = voices.nextNanos();
    if (next.isPresent() && (!lapseTimed || next.getAsLong() - lapseAtNanos < 0)) {
      lapseTimed = true;
      lapseAtNanos = next.getAsLong();
      actions.add(new ConeAction.ArmLapse(Math.max(0, lapseAtNanos - nowNanos)));
    }
  }

  // ---- who comes

  private void accepted(long nowNanos, long id, String from) {
    Session s =
        new Session(id, from, nowNanos, new TopFsm(settings, nonces.get(), changes, nowNanos));
    sessions.put(id, s);
    strangers++;
    if (sessions.size() > settings.sessions() || strangers > settings.unauthenticated()) {
      String text =
          sessions.size() > settings.sessions()
              ? "over " + settings.sessions() + " sessions"
              : "over " + settings.unauthenticated() + " connections without a HELLO";
      pass(nowNanos, s, new TopInput.Refuse(ErrorCode.TOO_MANY_SESSIONS, text));
    } else {
      pass(nowNanos, s, new TopInput.Accepted());
    }
  }

  private void secured(long nowNanos, long id, PeerKey key) {
    Session s = sessions.get(id);
    if (s == null) {
      return;
    }
    s.key = Optional.of(key);
    pass(nowNanos, s, new TopInput.Secured(keys.ases(key)));
    Penalty p = penalties.get(key);
    if (p != null && p.untilNanos - nowNanos > 0) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(p.untilNanos - nowNanos) + 1;
      pass(
          nowNanos,
          s,
          new TopInput.Refuse(ErrorCode.TOO_MANY_SESSIONS, "not again for " + seconds + " s"));
    }
  }

  /** A member says who it is. */
  private void greeted(long nowNanos, Session s, Asn asn, int routerId) {
    if (notice == null || !notice.notice().members().contains(asn)) {
      pass(
          nowNanos,
          s,
          new TopInput.Refuse(ErrorCode.NOT_A_MEMBER, "AS " + asn + " is not in the cone now"));
      return;
    }
    List<Session> same = byAsn.computeIfAbsent(asn, _ -> new ArrayList<>());
    // A router that is back before its former connection was seen to be dead.
    for (Session old : List.copyOf(same)) {
      if (old.fsm.routerId() == routerId) {
        pass(nowNanos, old, new TopInput.Stop("the router has another session"));
      }
    }
    if (same.size() >= settings.sessionsPerAs()) {
      pass(
          nowNanos,
          s,
          new TopInput.Refuse(
              ErrorCode.TOO_MANY_SESSIONS,
              "AS " + asn + " has " + settings.sessionsPerAs() + " sessions"));
      return;
    }
    byAsn.computeIfAbsent(asn, _ -> same).add(s);
    s.admitted = true;
    strangers--;
    pass(nowNanos, s, new TopInput.Admit());
    pass(nowNanos, s, new TopInput.Tell(notice));
  }

  // ---- what sessions want

  private void pass(long nowNanos, long id, TopInput input) {
    Session s = sessions.get(id);
    if (s != null) {
      pass(nowNanos, s, input);
    }
  }

  private void pass(long nowNanos, Session s, TopInput input) {
    perform(nowNanos, s, s.fsm.on(nowNanos, input));
  }

  private void perform(long nowNanos, Session s, List<SessionAction> list) {
    for (SessionAction action : list) {
      switch (action) {
        case SessionAction.Greeted g -> greeted(nowNanos, s, g.asn(), g.routerId());
        case SessionAction.Established e -> {
          actions.add(new ConeAction.Joined(s.id, s.from, e.asn(), e.routerId()));
          voices.up(nowNanos, e.asn(), e.routerId());
        }
        case SessionAction.Stated t -> stated(nowNanos, s, t);
        case SessionAction.Ended e -> ended(nowNanos, s, e.ending());
        case SessionAction.Send _,
            SessionAction.Pull _,
            SessionAction.Close _,
            SessionAction.Arm _,
            SessionAction.Cancel _ ->
            actions.add(new ConeAction.OfSession(s.id, action));
        case SessionAction.Connect _, SessionAction.NoticeInForce _ ->
            throw new IllegalStateException("a member's: " + action);
      }
    }
  }

  private void stated(long nowNanos, Session s, SessionAction.Stated t) {
    items += t.items() - s.items;
    s.items = t.items();
    if (items > settings.totalItems()) {
      pass(
          nowNanos,
          s,
          new TopInput.Refuse(ErrorCode.LIMIT, "all statements together are too long"));
      return;
    }
    Asn asn = s.fsm.asn().orElseThrow();
    voices.stated(nowNanos, asn, s.fsm.routerId(), t.serial(), t.statement());
  }

  private void ended(long nowNanos, Session s, Ending ending) {
    sessions.remove(s.id);
    items -= s.items;
    Optional<Asn> asn = s.fsm.asn();
    if (s.admitted) {
      List<Session> same = byAsn.get(asn.orElseThrow());
      same.remove(s);
      if (same.isEmpty()) {
        byAsn.remove(asn.get());
      }
      boolean disowned = ending.isOffence() || ending.isWithdrawal();
      voices.lost(nowNanos, asn.get(), s.fsm.routerId(), disowned);
    } else {
      strangers--;
    }
    if (ending.isOffence()) {
      s.key.filter(k -> !keys.ases(k).isEmpty()).ifPresent(k -> punish(nowNanos, k));
    }
    if (ending.by() == Ending.By.US && ending.code() != ErrorCode.CEASE) {
      String who = asn.map(a -> "AS " + a + ", " + s.from).orElse(s.from);
      refusals.add(ending.code(), who, ending.text());
    }
    actions.add(new ConeAction.Left(s.id, s.from, s.key, asn, ending));
  }

  private void doubted(long nowNanos, Asn asn, String why) {
    voices.doubted(nowNanos, asn);
    for (Session s : List.copyOf(byAsn.getOrDefault(asn, List.of()))) {
      pass(nowNanos, s, new TopInput.Stop(why));
    }
  }

  private void punish(long nowNanos, PeerKey key) {
    Penalty p = penalties.remove(key);
    if (p == null || nowNanos - p.untilNanos > PARDON_NANOS) {
      p = new Penalty();
    }
    p.untilNanos = nowNanos + p.backoff.next(random);
    penalties.put(key, p);
    if (penalties.size() > MAX_PENALTIES) {
      penalties.pollFirstEntry();
    }
  }

  // ---- what changes

  private void announce(long nowNanos) {
    if (noticeTimed || coming == null) {
      return;
    }
    ConeNotice next = coming;
    coming = null;
    if (notice != null && next.equals(notice.notice())) {
      return;
    }
    noticeTimed = true;
    actions.add(
        new ConeAction.ArmNotice(
            Math.max(settings.noticeEveryNanos(), sessions.size() * NOTICE_NANOS_EACH)));
    Numbered before = notice;
    notice = new Numbered(before == null ? 1 : before.serial() + 1, next);
    boolean asksAnew = before == null || changes.between(before, notice).asksAnew();
    for (Session s : List.copyOf(sessions.values())) {
      Optional<Asn> asn = s.fsm.asn();
      if (asn.isPresent() && !next.members().contains(asn.get())) {
        pass(
            nowNanos,
            s,
            new TopInput.Refuse(
                ErrorCode.NOT_A_MEMBER, "AS " + asn.get() + " is no longer in the cone"));
      } else {
        pass(nowNanos, s, new TopInput.Tell(notice));
      }
    }
    voices.noticed(nowNanos, notice, asksAnew);
  }

  private void keysChanged(long nowNanos, KeyBindings now) {
    keys = now;
    for (Session s : List.copyOf(sessions.values())) {
      s.key.ifPresent(
          k -> {
            Set<Asn> ases = now.ases(k);
            pass(nowNanos, s, new TopInput.KeysChanged(ases));
          });
    }
  }

  // ---- answers

  /** The sessions, in the order in which they came. */
  public List<SessionView> sessions() {
    return sessions.values().stream()
        .map(
            s ->
                new SessionView(
                    s.id,
                    s.from,
                    s.fsm.state().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                    s.sinceNanos,
                    s.key,
                    s.fsm.asn(),
                    s.fsm.routerId(),
                    s.fsm.serialTold(),
                    s.fsm.serialAnswered(),
                    s.fsm.lastStatement(),
                    s.messagesIn))
        .toList();
  }

  /** The statements in force, by the AS that made them; a copy. */
  public Map<Asn, MemberStatement> inForce() {
    return voices.inForce();
  }

  /** What was refused so far. */
  public Refusals refusals() {
    return refusals;
  }

  /** The serial of the notice in force; 0 before the first. */
  public int serial() {
    return notice == null ? 0 : notice.serial();
  }
}
