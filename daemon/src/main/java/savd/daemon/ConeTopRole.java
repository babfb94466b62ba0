package savd.daemon;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.daemon.config.Endpoint;
import savd.daemon.config.PiSavSection;
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
import savd.rules.CustomerCone;

/**
 * We as CC-Top-ASBR: members are told what our cone is, and what they say goes to the rules. All
 * but the constructor is for one thread, that of {@link PiSavService}.
 */
final class ConeTopRole implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("savd.pisav");

  /** Addresses a member may have talked from that stay open for it. */
  private static final int CONTACTS_PER_AS = 8;

  private final CoreLoop core;
  private final AtomicReference<Map<Asn, MemberStatement>> latest = new AtomicReference<>();
  private final Map<Asn, ArrayDeque<IpAddress>> contacts = new HashMap<>();
  private ConeListener listener;
  private PiSavSection section;

  ConeTopRole(CoreLoop core) {
    this.core = core;
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
      return;
    }
    close();
    if (!next.listen().isEmpty()) {
      open(config, keys);
    }
  }

  private void open(SavdConfig config, KeyBindings keys) {
    try {
      listener =
          new ConeListener(
              new ListenerConfig(
                  section.listen().stream().map(Endpoint::socketAddress).toList(),
                  PiSavService.identity(section).orElseThrow(),
                  TopSettings.of(config.router().asn(), config.router().id().bits())),
              this::said);
      listener.keys(keys);
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
  private void said(Map<Asn, MemberStatement> inForce) {
    if (latest.getAndSet(inForce) == null) {
      core.execute(p -> p.memberStatements(latest.getAndSet(null), System.nanoTime()));
    }
  }

  /** Tells members what the cone is where that has changed. */
  void tellCone(SavdConfig config) throws InterruptedException {
    if (listener == null) {
      return;
    }
    Optional<CustomerCone> cone =
        core.ask(
            () ->
                core.pipeline().rules().takeConeChanged()
                    ? core.pipeline().rules().customerCone()
                    : Optional.empty());
    cone.ifPresent(
        c ->
            listener.notice(
                new ConeNotice(
                    c.mode(),
                    config.router().asn(),
                    config.router().id().bits(),
                    contactsOf(config.piSav()),
                    c.members(),
                    c.subTransit(),
                    c.prefixes())));
  }

  private static List<ConeNotice.Contact> contactsOf(PiSavSection s) {
    List<Endpoint> told = s.contacts().isEmpty() ? s.listen() : s.contacts();
    return told.stream().map(e -> new ConeNotice.Contact(e.address(), e.port())).toList();
  }

  /** Keeps the ways open by which members talk to us. */
  void lookAtContacts() {
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
      core.execute(p -> p.memberStatements(Collections.emptyMap(), System.nanoTime()));
    }
  }
}
