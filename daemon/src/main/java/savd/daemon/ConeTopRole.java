package savd.daemon;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.daemon.config.Endpoint;
import savd.daemon.config.PiSavSection;
import savd.daemon.config.RouterSection;
import savd.daemon.config.SavdConfig;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.pisav.fsm.KeyBindings;
import savd.pisav.fsm.TopSettings;
import savd.pisav.message.ConeNotice;
import savd.pisav.session.ConeListener;
import savd.pisav.session.ListenerConfig;
import savd.pisav.session.ListenerStatus;
import savd.relation.MemberStatement;
import savd.rules.ConeScan;
import savd.rules.CustomerCone;

/**
 * We as CC-Top-ASBR: members are told what our cone is, and what they say goes to the rules. All
 * but the constructor is for one thread, that of {@link PiSavService}.
 */
final class ConeTopRole implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("savd.pisav");

  /** Addresses a member may have talked from that stay open for it. */
  private static final int CONTACTS_PER_AS = 8;

  /** Longer than members take to dial again, and to answer. */
  private static final long LEFT_OVER_NANOS = 100_000_000_000L;

  private final CoreLoop core;
  private final RouterSection router;
  private final AtomicReference<Map<Asn, MemberStatement>> latest = new AtomicReference<>();
  private final Map<Asn, ArrayDeque<IpAddress>> contacts = new HashMap<>();

  /** What spoke against blocking when we stopped listening, and until when it does. */
  private volatile Map<Asn, MemberStatement> leftOver = Map.of();

  private long leftOverUntilNanos;
  private volatile Map<Asn, MemberStatement> inForce = Map.of();

  /**
   * Of the last cone that was not empty: when there is one again, statements are there before it.
   */
  private volatile ConePrefixes prefixes = new ConePrefixes(Set.of());

  /** What of each statement concerned the cone when it was last looked at; guarded by this. */
  private Map<Asn, Concerned> concerned = Map.of();

  private boolean told = true;
  private ConeListener listener;
  private PiSavSection section;

  private record Concerned(ConePrefixes by, MemberStatement whole, MemberStatement part) {}

  ConeTopRole(CoreLoop core, RouterSection router) {
    this.core = core;
    this.router = router;
  }

  /** Listens as configured, or no longer. */
  void configure(SavdConfig config, KeyBindings keys) {
    PiSavSection next = config.piSav();
    boolean same =
        section != null
            && section.listen().equals(next.listen())
            && section.identity().equals(next.identity());
    section = next;
    if (same && listener != null) {
      reload();
      return;
    }
    close();
    if (!next.listen().isEmpty()) {
      open(keys);
    }
  }

  /** The files may hold another key. */
  private void reload() {
    try {
      listener.reloadIdentity();
    } catch (IOException e) {
      LOG.error("members of our customer cone know us by the former key: {}", e.getMessage());
    }
  }

  private void open(KeyBindings keys) {
    try {
      listener =
          new ConeListener(
              new ListenerConfig(
                  section.listen().stream().map(Endpoint::socketAddress).toList(),
                  PiSavService.identity(section).orElseThrow(),
                  TopSettings.of(router.asn(), router.id().bits())),
              this::said);
      listener.keys(keys);
      told = false;
      LOG.info("members of our customer cone may talk to us at {}", section.listen());
    } catch (IOException e) {
      LOG.error("members of our customer cone cannot talk to us: {}", e.getMessage());
    }
  }

  void keys(KeyBindings now) {
    if (listener != null) {
      listener.keys(now);
    }
  }

  /** On the event loop: while the core is busy, only the last counts. */
  private void said(Map<Asn, MemberStatement> now) {
    inForce = now;
    tellCore();
  }

  /** On either thread; who comes last has seen all of it. */
  private synchronized void tellCore() {
    Map<Asn, MemberStatement> all = new TreeMap<>(inForce);
    leftOver.forEach(all::putIfAbsent);
    ConePrefixes asked = prefixes;
    if (!asked.isEmpty()) {
      // Somebody who names much must not make every word of the others cost what that costs.
      Map<Asn, Concerned> now = new HashMap<>();
      all.replaceAll(
          (asn, s) -> {
            Concerned known = concerned.get(asn);
            if (known == null || known.by != asked || known.whole != s) {
              known = new Concerned(asked, s, asked.concerned(s));
            }
            now.put(asn, known);
            return known.part;
          });
      concerned = now;
    }
    if (latest.getAndSet(all) == null) {
      core.execute(p -> p.memberStatements(latest.getAndSet(null), System.nanoTime()));
    }
  }

  /** Tells members what the cone is where that has changed. */
  void tellCone(SavdConfig config) throws InterruptedException {
    if (listener == null) {
      return;
    }
    if (core.ask(core.pipeline().rules()::takeConeChanged)) {
      told = false;
    }
    if (told) {
      return;
    }
    // Where PI-SAV is the method nowhere now there is no cone: what members say of the former one
    // must not count when there is one again.
    CustomerCone c =
        core.scanCone(ConeScan.Aim.CONE)
            .flatMap(ConeScan::cone)
            .orElseGet(() -> new CustomerCone(config.piSav().mode(), Set.of(), Set.of(), Set.of()));
    listener.notice(
        new ConeNotice(
            c.mode(),
            router.asn(),
            router.id().bits(),
            contactsOf(config.piSav()),
            c.members(),
            c.subTransit(),
            c.prefixes()));
    told = true;
    if (!c.prefixes().isEmpty()) {
      // Of statements in force something else may concern the cone now.
      prefixes = new ConePrefixes(c.prefixes());
      tellCore();
    }
  }

  /** What of these statements keeps something from being blocked. */
  private static Map<Asn, MemberStatement> against(Map<Asn, MemberStatement> some) {
    Map<Asn, MemberStatement> out = new HashMap<>();
    for (MemberStatement s : some.values()) {
      boolean speaks =
          s.detour() == MemberStatement.Detour.SOME
              || s.outside() == MemberStatement.OutsideProviders.SOME
              || !s.partialTransit().isEmpty()
              || !s.outsideOrigins().isEmpty();
      if (speaks) {
        out.put(
            s.member(),
            new MemberStatement(
                s.member(),
                MemberStatement.Detour.SOME,
                s.detoured(),
                s.outside() == MemberStatement.OutsideProviders.NONE
                    ? MemberStatement.OutsideProviders.UNSAID
                    : s.outside(),
                s.providers(),
                s.partialTransit(),
                s.outsideOrigins()));
      }
    }
    return out;
  }

  private static List<ConeNotice.Contact> contactsOf(PiSavSection s) {
    List<Endpoint> told = s.contacts().isEmpty() ? s.listen() : s.contacts();
    return told.stream().map(e -> new ConeNotice.Contact(e.address(), e.port())).toList();
  }

  /** Once in a while: keeps the ways open by which members talk to us. */
  void look() {
    if (!leftOver.isEmpty() && System.nanoTime() - leftOverUntilNanos >= 0) {
      leftOver = Map.of();
      tellCore();
    }
    boolean more = false;
    for (ListenerStatus.Session s : status().map(ListenerStatus::sessions).orElse(List.of())) {
      Optional<IpAddress> from = address(s.address());
      if (s.asn().isPresent() && from.isPresent()) {
        more |= note(s.asn().get(), from.get());
      }
    }
    if (more) {
      Map<Asn, Set<IpAddress>> now = new HashMap<>();
      contacts.forEach((asn, some) -> now.put(asn, new HashSet<>(some)));
      core.execute(p -> p.memberContacts(now, System.nanoTime()));
    }
  }

  private boolean note(Asn asn, IpAddress from) {
    ArrayDeque<IpAddress> some = contacts.computeIfAbsent(asn, _ -> new ArrayDeque<>());
    if (some.contains(from)) {
      return false;
    }
    some.addLast(from);
    if (some.size() > CONTACTS_PER_AS) {
      some.removeFirst();
    }
    return true;
  }

  /** Of "192.0.2.1:179" or "[2001:db8::1]:179". */
  private static Optional<IpAddress> address(String text) {
    int colon = text.lastIndexOf(':');
    try {
      return colon < 0
          ? Optional.empty()
          : Optional.of(IpAddress.parse(text.substring(0, colon).replaceAll("[\\[\\]]", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Empty where we are no top. */
  Optional<ListenerStatus> status() {
    return Optional.ofNullable(listener).map(ConeListener::status);
  }

  @Override
  public void close() {
    if (listener != null) {
      listener.close();
      listener = null;
      leftOver = against(inForce);
      leftOverUntilNanos = System.nanoTime() + LEFT_OVER_NANOS;
      inForce = Map.of();
      tellCore();
      contacts.clear();
      core.execute(p -> p.memberContacts(Map.of(), System.nanoTime()));
    }
  }
}
