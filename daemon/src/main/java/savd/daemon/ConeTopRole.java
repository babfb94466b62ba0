package savd.daemon;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.daemon.config.Endpoint;
import savd.daemon.config.PiSavSection;
import savd.daemon.config.RouterSection;
import savd.daemon.config.SavdConfig;
import savd.fib.netlink.LinkWatch;
import savd.fib.netlink.NetlinkException;
import savd.net.Asn;
import savd.net.IngressInterface;
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

  /** Addresses a member may have talked from that stay open for it, */
  private static final int CONTACTS_PER_AS = 8;

  /** for so long after it was last seen to. */
  private static final long CONTACT_NANOS = TimeUnit.DAYS.toNanos(1);

  /** Longer than members take to dial again, and to answer. */
  private static final long LEFT_OVER_NANOS = 100_000_000_000L;

  private final CoreLoop core;
  private final RouterSection router;
  private final AtomicReference<Map<Asn, MemberStatement>> latest = new AtomicReference<>();

  /** When members were last seen to talk from an address; the longest ago first. */
  private final Map<Asn, LinkedHashMap<IpAddress, Long>> contacts = new HashMap<>();

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
  private volatile ConeListener listener;

  /** By interface: the ASes of its neighbours. */
  private volatile Map<IngressInterface, Set<Asn>> beside = Map.of();

  /** Null while we do not listen, and where links cannot be watched. */
  private LinkWatch links;

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
    beside = beside(config);
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
      watchLinks();
      LOG.info("members of our customer cone may talk to us at {}", section.listen());
    } catch (IOException e) {
      LOG.error("members of our customer cone cannot talk to us: {}", e.getMessage());
    }
  }

  private static Map<IngressInterface, Set<Asn>> beside(SavdConfig config) {
    Map<IngressInterface, Set<Asn>> out = new HashMap<>();
    config
        .neighbors()
        .forEach(
            n ->
                n.ingress()
                    .ifPresent(
                        i ->
                            n.remoteAs()
                                .ifPresent(
                                    a -> out.computeIfAbsent(i, _ -> new HashSet<>()).add(a))));
    return out;
  }

  private void watchLinks() {
    try {
      links = LinkWatch.open(this::linkLost);
    } catch (NetlinkException e) {
      LOG.warn("links are not watched for PI-SAV: {}", e.getMessage());
    }
  }

  /**
   * On the thread of the watch. A member behind a link that fails takes another way at once, and
   * its word to that effect needs a route first: it is not waited for.
   */
  private void linkLost(IngressInterface gone) {
    ConeListener told = listener;
    Set<Asn> members = beside.getOrDefault(gone, Set.of());
    if (told != null && !members.isEmpty()) {
      told.doubt(members, "interface " + gone + " has lost its carrier");
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
              || !s.outsideOrigins().isEmpty()
              || !s.providers().isEmpty();
      if (speaks) {
        out.put(
            s.member(),
            new MemberStatement(
                s.member(),
                s.detour() == MemberStatement.Detour.SOME
                    ? MemberStatement.Detour.SOME
                    : MemberStatement.Detour.UNSAID,
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
    long now = System.nanoTime();
    boolean other = false;
    for (ListenerStatus.Session s : status().map(ListenerStatus::sessions).orElse(List.of())) {
      Optional<IpAddress> from = address(s.address());
      if (s.asn().isPresent() && from.isPresent()) {
        other |= note(s.asn().get(), from.get(), now);
      }
    }
    for (LinkedHashMap<IpAddress, Long> some : contacts.values()) {
      other |= some.values().removeIf(seen -> now - seen >= CONTACT_NANOS);
    }
    contacts.values().removeIf(Map::isEmpty);
    if (other) {
      Map<Asn, Set<IpAddress>> all = new HashMap<>();
      contacts.forEach((asn, some) -> all.put(asn, Set.copyOf(some.keySet())));
      core.execute(p -> p.memberContacts(all, System.nanoTime()));
    }
  }

  /** True for an address that was not known. */
  private boolean note(Asn asn, IpAddress from, long now) {
    LinkedHashMap<IpAddress, Long> some = contacts.computeIfAbsent(asn, _ -> new LinkedHashMap<>());
    boolean fresh = some.remove(from) == null;
    some.put(from, now);
    if (some.size() > CONTACTS_PER_AS) {
      some.pollFirstEntry();
    }
    return fresh;
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
    if (links != null) {
      links.close();
      links = null;
    }
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
