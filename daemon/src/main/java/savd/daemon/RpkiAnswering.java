package savd.daemon;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import savd.control.AspaRow;
import savd.control.CacheAnswer;
import savd.control.ConeRow;
import savd.control.ConeSubject;
import savd.control.ControlException;
import savd.control.ErrorKind;
import savd.control.Page;
import savd.control.RouterKeyRow;
import savd.control.RpkiAnswer;
import savd.control.SlurmAnswer;
import savd.control.StatusAnswer;
import savd.control.ValidateAnswer;
import savd.control.VrpFilter;
import savd.control.VrpRow;
import savd.daemon.config.SavdConfig;
import savd.net.Asn;
import savd.net.IngressInterface;
import savd.net.Prefix;
import savd.relation.ConePage;
import savd.rpki.session.CacheStatus;
import savd.rules.SavRules;

/**
 * Answers about RPKI data and what follows from them. Data never change once they are there, so
 * long tables are read off the core; it is asked for routes and cones only.
 */
final class RpkiAnswering {
  /** What is counted for one page of a cone serves the next ones. */
  private static final long ORIGINS_LAST_NANOS = 10_000_000_000L;

  /** Members asked for in one go: some tenths of a millisecond. */
  private static final int CONE_SLICE = 250;

  private final Daemon daemon;
  private volatile CountedSlurm lastSlurm;
  private volatile CountedOrigins lastOrigins;

  private record CountedSlurm(RpkiView view, SlurmAnswer answer) {
    boolean holdsFor(RpkiView now) {
      return view.sources().equals(now.sources())
          && view.slurm() == now.slurm()
          && view.slurmFaults().equals(now.slurmFaults());
    }
  }

  private record CountedOrigins(OriginCounts counts, long nanos) {}

  RpkiAnswering(Daemon daemon) {
    this.daemon = daemon;
  }

  RpkiView view() {
    return daemon.rpki().view();
  }

  // ---- what there is

  StatusAnswer.Rpki inShort() {
    RpkiView view = view();
    return new StatusAnswer.Rpki(
        RpkiAnswers.availability(view), RpkiAnswers.counts(view.inForce()));
  }

  RpkiAnswer summary() throws InterruptedException {
    RpkiView view = view();
    List<CacheStatus> caches = daemon.rpki().caches();
    List<RpkiAnswer.Source> sources = new ArrayList<>(RpkiAnswers.files(view));
    caches.forEach(c -> sources.add(CacheAnswers.source(c)));
    RpkiAnswer.Availability availability = RpkiAnswers.availability(view);
    return new RpkiAnswer(
        availability,
        view.since(),
        RpkiAnswers.counts(view.inForce()),
        caches.stream().filter(CacheStatus::inUse).map(CacheStatus::name).findFirst(),
        sources,
        RpkiAnswers.summary(slurm(view), view.slurm()),
        availability == RpkiAnswer.Availability.IN_FORCE
            ? Optional.of(daemon.core().ask(() -> RpkiAnswers.routes(daemon.pipeline())))
            : Optional.empty());
  }

  List<CacheAnswer> caches(Optional<String> cache) throws ControlException {
    SavdConfig config = daemon.config();
    List<CacheAnswer> answers = new ArrayList<>();
    for (CacheStatus status : daemon.rpki().caches()) {
      if (cache.isEmpty() || cache.get().equals(status.name())) {
        // One that a reload has just removed is not there any more.
        config.caches().stream()
            .filter(c -> c.name().equals(status.name()))
            .forEach(c -> answers.add(CacheAnswers.of(status, c)));
      }
    }
    if (cache.isPresent() && answers.isEmpty()) {
      throw new ControlException(ErrorKind.NOT_FOUND, "no cache is called " + cache.get());
    }
    return answers;
  }

  Page<VrpRow> vrps(VrpFilter filter, Optional<String> after, int limit) throws ControlException {
    RpkiView view = view();
    return VrpRows.page(view.inForce(), view.names(), filter, after, limit);
  }

  Page<AspaRow> aspas(
      Optional<Asn> customer, Optional<Asn> provider, Optional<String> after, int limit)
      throws ControlException {
    RpkiView view = view();
    return RpkiRows.aspas(view.inForce(), view.names(), customer, provider, after, limit);
  }

  Page<RouterKeyRow> routerKeys(Optional<Asn> asn, Optional<String> after, int limit)
      throws ControlException {
    RpkiView view = view();
    return RpkiRows.keys(view.inForce(), view.names(), asn, after, limit);
  }

  SlurmAnswer slurm() {
    return slurm(view());
  }

  /** To count what exceptions match takes a look at all data: done once as long as they stay. */
  private SlurmAnswer slurm(RpkiView view) {
    CountedSlurm counted = lastSlurm;
    if (counted == null || !counted.holdsFor(view)) {
      counted = new CountedSlurm(view, RpkiAnswers.slurm(view));
      lastSlurm = counted;
    }
    return counted.answer;
  }

  ValidateAnswer validate(Prefix prefix, Asn origin) {
    RpkiView view = view();
    return VrpRows.validate(view.inForce(), view.names(), prefix, origin);
  }

  // ---- cones

  Page<ConeRow> cone(ConeSubject subject, Optional<String> after, int limit)
      throws ControlException, InterruptedException {
    Optional<Asn> from = asnCursor(after);
    // The cone of some AS is found anew each time.
    int most = subject instanceof ConeSubject.OfAs ? limit : CONE_SLICE;
    Optional<ConePage> page = slice(subject, from, Math.min(limit, most));
    while (page.isPresent() && page.get().next().isPresent() && page.get().rows().size() < limit) {
      ConePage first = page.get();
      int left = Math.min(limit - first.rows().size(), most);
      page = slice(subject, first.next(), left).map(first::with);
    }
    if (page.isEmpty()) {
      throw noCone(subject);
    }
    return ConeRows.page(
        page.get(), roots(subject, page.get()), originCounts()::prefixes, view().inForce());
  }

  /** So few members at once that the core is not held up. */
  private Optional<ConePage> slice(ConeSubject subject, Optional<Asn> from, int limit)
      throws InterruptedException {
    return daemon
        .core()
        .ask(
            () -> {
              SavRules rules = daemon.pipeline().rules();
              return switch (subject) {
                case ConeSubject.Own _ -> rules.customerCone(from, limit);
                case ConeSubject.OfAs(Asn asn) -> rules.coneOf(asn, from, limit);
                case ConeSubject.OfInterface(IngressInterface ingress) ->
                    rules.cone(ingress, from, limit);
              };
            });
  }

  /** Where PI-SAV goes by the cone, it is our own one, whatever was asked for. */
  private ConeRows.Roots roots(ConeSubject subject, ConePage page) {
    SavdConfig config = daemon.config();
    Set<Asn> configured = new HashSet<>();
    if (page.rows().stream().anyMatch(r -> r.standing().isPresent())) {
      configured.addAll(config.piSav().customers());
      configured.addAll(config.piSav().partialTransit());
      return new ConeRows.Roots(configured, "named in [pi-sav]", "a customer of ours");
    }
    if (subject instanceof ConeSubject.OfInterface(IngressInterface ingress)) {
      config.ingress(ingress).ifPresent(i -> configured.addAll(i.allowAs()));
    }
    return new ConeRows.Roots(configured, "named in allow-as", "where the cone begins");
  }

  private static Optional<Asn> asnCursor(Optional<String> after) throws ControlException {
    try {
      return after.map(Asn::parse);
    } catch (IllegalArgumentException e) {
      throw RpkiRows.noCursor(after.orElseThrow());
    }
  }

  private static ControlException noCone(ConeSubject subject) {
    return new ControlException(
        ErrorKind.CONFLICT,
        switch (subject) {
          case ConeSubject.Own _ ->
              "our customer cone is followed while an interface has a pi-sav method in force; none"
                  + " has one now, and \"savctl show interfaces\" says why";
          case ConeSubject.OfAs _ ->
              "cones are followed while an interface has a bar-sav or pi-sav method in force; none"
                  + " has one now, and \"savctl show interfaces\" says why";
          case ConeSubject.OfInterface(IngressInterface ingress) ->
              "the list of " + ingress + " follows no cone; those of bar-sav and pi-sav methods do";
        });
  }

  private OriginCounts originCounts() throws InterruptedException {
    CountedOrigins counted = lastOrigins;
    if (counted == null || System.nanoTime() - counted.nanos > ORIGINS_LAST_NANOS) {
      counted =
          new CountedOrigins(
              OriginCounts.of(daemon.core(), daemon.pipeline().rib()), System.nanoTime());
      lastOrigins = counted;
    }
    return counted.counts;
  }
}
