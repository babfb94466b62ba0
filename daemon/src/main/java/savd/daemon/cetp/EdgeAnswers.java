package savd.daemon.cetp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import savd.cetp.fsm.EdgeEvent;
import savd.cetp.fsm.Host;
import savd.cetp.fsm.Seen;
import savd.cetp.message.ElementType;
import savd.cetp.message.Rloc;
import savd.cetp.policy.FlowLimit;
import savd.cetp.policy.Policy;
import savd.cetp.policy.SourceRule;
import savd.cetp.session.Edge;
import savd.control.CetpCountersAnswer;
import savd.control.CetpEvidence;
import savd.control.CetpPolicyRow;
import savd.control.CetpRlocRow;
import savd.control.CetpSessionRow;
import savd.control.ControlException;
import savd.control.ErrorKind;
import savd.control.Page;
import savd.daemon.control.CetpHandler;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/** Answers what savctl asks of a running {@link Edge}; waits for its control thread. */
public final class EdgeAnswers implements CetpHandler {
  private static final long PATIENCE_SECONDS = 5;

  /** Sessions looked at for the RLOC of one address. */
  private static final int SESSIONS_AT = 10;

  private final Supplier<Optional<Edge>> edge;

  /**
   * @param edge empty while it is not up
   */
  EdgeAnswers(Supplier<Optional<Edge>> edge) {
    this.edge = edge;
  }

  private Edge edge() throws ControlException {
    return edge.get()
        .orElseThrow(() -> new ControlException(ErrorKind.CONFLICT, "the CETP edge is not up"));
  }

  private static <T> T wait(CompletionStage<T> answer)
      throws ControlException, InterruptedException {
    try {
      return answer.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ControlException(ErrorKind.BUSY, "the CETP edge is too busy to answer");
    }
  }

  private static String word(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ControlException noCursor(String text) {
    return new ControlException(ErrorKind.BAD_REQUEST, "not a cursor: " + text);
  }

  @Override
  public Page<CetpSessionRow> sessions(Optional<String> after, int limit)
      throws ControlException, InterruptedException {
    Cursor from = Cursor.parse(after);
    List<Seen> seen = wait(edge().sessions(from.slot, limit));
    return new Page<>(
        seen.stream().map(EdgeAnswers::row).toList(),
        seen.size() < limit
            ? Optional.empty()
            : Optional.of(Integer.toString(seen.getLast().slot())));
  }

  private static CetpSessionRow row(Seen s) {
    return new CetpSessionRow(
        s.slot(),
        s.role(),
        s.state(),
        s.host(),
        s.peerName().isEmpty() ? Optional.empty() : Optional.of(s.peerName()),
        s.local().toString(),
        s.peer().toString(),
        s.target().map(p -> p.local()),
        s.target().map(p -> p.remote().toString()));
  }

  /** A place among RLOCs: a session, -1 for our own, and how many of its rows have been told. */
  private record Cursor(int slot, int told) {
    static Cursor parse(Optional<String> text) throws ControlException {
      if (text.isEmpty()) {
        return new Cursor(-1, 0);
      }
      String[] parts = text.get().split("/", 2);
      try {
        return new Cursor(
            Integer.parseInt(parts[0]), parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
      } catch (NumberFormatException e) {
        throw noCursor(text.get());
      }
    }

    @Override
    public String toString() {
      return slot + "/" + told;
    }
  }

  @Override
  public Page<CetpRlocRow> rlocs(Optional<String> after, int limit)
      throws ControlException, InterruptedException {
    Cursor from = Cursor.parse(after);
    List<CetpRlocRow> rows = new ArrayList<>();
    Cursor at = from;
    if (from.slot < 0) {
      List<Rloc> own = edge().rlocs();
      for (int i = from.told; i < own.size() && rows.size() < limit; i++) {
        rows.add(own(own.get(i)));
        at = new Cursor(-1, i + 1);
      }
    }
    for (Seen s : wait(edge().sessions(from.slot - 1, limit))) {
      int told = s.slot() == from.slot ? from.told : 0;
      for (int i = told; i < s.rlocs().size() && rows.size() < limit; i++) {
        rows.add(row(s, s.rlocs().get(i)));
        at = new Cursor(s.slot(), i + 1);
      }
    }
    return new Page<>(rows, rows.size() < limit ? Optional.empty() : Optional.of(at.toString()));
  }

  private static CetpRlocRow own(Rloc r) {
    return new CetpRlocRow(
        r.locator().toString(),
        r.order(),
        r.preference(),
        CetpRlocRow.State.OWN,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private static CetpRlocRow row(Seen s, Seen.SeenRloc r) {
    return new CetpRlocRow(
        r.rloc().locator().toString(),
        r.rloc().order(),
        r.rloc().preference(),
        r.blocked()
            ? CetpRlocRow.State.BLOCKED
            : r.verified() ? CetpRlocRow.State.VERIFIED : CetpRlocRow.State.UNVERIFIED,
        OptionalLong.of(s.slot()),
        Optional.of(s.host()),
        s.peerName().isEmpty() ? Optional.empty() : Optional.of(s.peerName()),
        r.heardOn(),
        s.target().map(p -> p.remote().equals(r.rloc().locator())).orElse(false));
  }

  /** How an address appears as RLOC, in some sessions; empty without an edge. */
  public List<CetpRlocRow> rlocsAt(IpAddress address)
      throws ControlException, InterruptedException {
    if (edge.get().isEmpty()) {
      return List.of();
    }
    List<CetpRlocRow> rows = new ArrayList<>();
    for (Seen s : wait(edge().sessionsAt(address, SESSIONS_AT))) {
      for (Seen.SeenRloc r : s.rlocs()) {
        if (r.rloc().locator().address().equals(address)) {
          rows.add(row(s, r));
        }
      }
    }
    return rows;
  }

  @Override
  public List<CetpPolicyRow> policies() throws ControlException {
    return edge().hosts().stream().map(EdgeAnswers::row).toList();
  }

  private static CetpPolicyRow row(Host h) {
    Policy p = h.policy();
    List<IpAddress> addresses = new ArrayList<>();
    h.ipv4().ifPresent(addresses::add);
    h.ipv6().ifPresent(addresses::add);
    boolean limited = p.limit().flows() < FlowLimit.NONE.flows();
    Set<ElementType> told = new TreeSet<>(p.inbound().offered());
    told.addAll(p.inbound().available());
    return new CetpPolicyRow(
        h.name(),
        addresses,
        h.identities().stream().map(Object::toString).toList(),
        p.name(),
        p.checks().stream().sorted().map(EdgeAnswers::word).toList(),
        p.identityTypes(),
        p.inbound().required().stream().sorted().map(EdgeAnswers::word).toList(),
        told.stream().map(EdgeAnswers::word).toList(),
        p.sources().stream().map(EdgeAnswers::text).toList(),
        limited ? OptionalLong.of(p.limit().flows()) : OptionalLong.empty(),
        limited ? Optional.of(word(p.limit().whenFull())) : Optional.empty(),
        p.timeToLiveSeconds());
  }

  private static String text(SourceRule r) {
    StringBuilder s = new StringBuilder(r.admit() ? "admit" : "deny");
    r.rlocs().ifPresent(p -> s.append(" rloc ").append(p));
    r.name().ifPresent(n -> s.append(" name ").append(n));
    r.identity().ifPresent(i -> s.append(" identity ").append(i));
    if (r.rlocs().isEmpty() && r.name().isEmpty() && r.identity().isEmpty()) {
      s.append(" all");
    }
    r.checks().stream().sorted().forEach(c -> s.append(", check ").append(word(c)));
    return s.toString();
  }

  @Override
  public CetpCountersAnswer counters() throws ControlException, InterruptedException {
    List<CetpCountersAnswer.Counter> counters =
        wait(edge().counters()).entrySet().stream()
            .map(e -> new CetpCountersAnswer.Counter(e.getKey().replace(' ', '-'), e.getValue()))
            .toList();
    return new CetpCountersAnswer(
        wait(edge().sessionCount()), counters, evidence(Optional.empty()));
  }

  /** What speaks of spoofing, of all interfaces or one; empty without an edge. */
  public List<CetpEvidence> evidence(Optional<IngressInterface> ingress)
      throws ControlException, InterruptedException {
    if (edge.get().isEmpty()) {
      return List.of();
    }
    List<CetpEvidence> rows = new ArrayList<>();
    for (Map.Entry<IngressInterface, Map<EdgeEvent, Long>> at :
        wait(edge().evidence()).entrySet()) {
      if (ingress.isEmpty() || ingress.get().equals(at.getKey())) {
        at.getValue()
            .forEach(
                (event, count) ->
                    event
                        .evidence()
                        .ifPresent(
                            kind ->
                                rows.add(
                                    new CetpEvidence(
                                        at.getKey(), word(kind), event.toString(), count))));
      }
    }
    return rows;
  }
}
