package savd.daemon.http;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import savd.control.CacheAnswer;
import savd.control.ControlException;
import savd.control.DataplaneAnswer;
import savd.control.InterfaceAnswer;
import savd.control.NeighborAnswer;
import savd.control.PayloadCounts;
import savd.control.RpkiAnswer;
import savd.control.StatusAnswer;
import savd.daemon.control.ControlHandler;

/**
 * The answers of savd as meters.
 *
 * <p>Meters, all beginning with {@code savd_}: {@code ready}, {@code neighbors}, {@code
 * neighbors_established}, {@code routes{family}}, {@code revision}, {@code dataplane_revision},
 * {@code dataplane_coupled}, {@code dataplane_commits_total{outcome}}, {@code
 * dataplane_repairs_total}, {@code commit_seconds{quantile}}, {@code dataplane_intervals}, {@code
 * dataplane_objects}, {@code memory_resident_bytes}; for each interface {@code interface_ready},
 * {@code list_prefixes{family}}, {@code held_prefixes}, {@code permitted_total}, {@code
 * drops_total} (what the rules block: dropped under enforce, counted under monitor); for each
 * neighbour {@code neighbor_up}, {@code neighbor_routes{family}}, {@code neighbor_flaps_total},
 * {@code malformed_total{outcome}}; of RPKI data {@code rpki_available}, {@code rpki_vrps{family}},
 * {@code rpki_aspas}, {@code rpki_router_keys}, {@code rpki_slurm_rejected}, {@code
 * routes_rov{state}}, {@code routes_aspa{state}}, {@code routes_ineligible}; for each cache {@code
 * rpki_cache_up}, {@code rpki_cache_in_use}, {@code rpki_cache_serial}, {@code
 * rpki_cache_age_seconds}, {@code rpki_cache_failures_total}, {@code rpki_cache_expiries_total},
 * {@code rpki_cache_errors_total{direction}}, {@code rpki_cache_forgiven_total{kind}}; of PI-SAV
 * those of {@link PiSavMetrics}.
 */
final class Metrics {
  private final Meters meters;
  private final PiSavMetrics piSav;

  Metrics(Meters meters) {
    this.meters = meters;
    this.piSav = new PiSavMetrics(meters);
  }

  /** Asks, and shows what comes. */
  void take(ControlHandler handler) throws ControlException, InterruptedException {
    status(handler.status());
    dataplane(handler.dataplane());
    handler.interfaces(Optional.empty()).forEach(this::ingress);
    handler.neighbors(Optional.empty()).forEach(this::neighbor);
    rpki(handler.rpki());
    handler.caches(Optional.empty()).forEach(this::cache);
    piSav.take(handler);
  }

  private void status(StatusAnswer s) {
    gauge("savd.ready", "every interface has what its method reads", s.ready() ? 1 : 0);
    gauge("savd.neighbors", "configured neighbours", s.configured());
    gauge("savd.neighbors.established", "neighbours with a session", s.established());
    String routes = "paths held over all Adj-RIBs-In";
    gauge("savd.routes", routes, s.ipv4Routes(), "family", "ipv4");
    gauge("savd.routes", routes, s.ipv6Routes(), "family", "ipv6");
    gauge("savd.revision", "revision of the rules", s.revision());
    if (s.residentOctets().isPresent()) {
      gauge(
          "savd.memory.resident.bytes",
          "resident memory of the process",
          s.residentOctets().getAsLong());
    }
  }

  private void dataplane(DataplaneAnswer d) {
    gauge("savd.dataplane.revision", "revision in the kernel", d.state().revision());
    gauge("savd.dataplane.coupled", "the kernel is kept in step", d.state().coupled() ? 1 : 0);
    String commits = "transactions given to the kernel";
    counter("savd.dataplane.commits", commits, d.commits(), "outcome", "committed");
    counter("savd.dataplane.commits", commits, d.failures(), "outcome", "failed");
    counter("savd.dataplane.repairs", "differences found and put right", d.repairs());
    quantile("0.5", d.medianCommitMicros());
    quantile("0.99", d.p99CommitMicros());
    gauge("savd.dataplane.intervals", "intervals in the kernel", d.intervals());
    gauge("savd.dataplane.objects", "chains, sets, maps and counters of ours", d.objects());
  }

  private void quantile(String quantile, OptionalLong micros) {
    if (micros.isPresent()) {
      gauge(
          "savd.commit.seconds",
          "time until the kernel acknowledged a transaction",
          micros.getAsLong() / 1e6,
          "quantile",
          quantile);
    }
  }

  private void ingress(InterfaceAnswer i) {
    String name = i.name().name();
    gauge("savd.interface.ready", "its list may be trusted", i.ready() ? 1 : 0, "interface", name);
    String prefixes = "prefixes on its list";
    gauge("savd.list.prefixes", prefixes, i.ipv4Prefixes(), "interface", name, "family", "ipv4");
    gauge("savd.list.prefixes", prefixes, i.ipv6Prefixes(), "interface", name, "family", "ipv6");
    gauge("savd.held.prefixes", "prefixes whose removal waits", i.held(), "interface", name);
    counter("savd.permitted", "packets the rules permit", i.passed(), "interface", name);
    counter("savd.drops", "packets the rules block", i.blocked(), "interface", name);
  }

  private void neighbor(NeighborAnswer n) {
    String name = n.name();
    boolean up = n.state().equals("established");
    gauge("savd.neighbor.up", "it has a session", up ? 1 : 0, "neighbor", name);
    for (NeighborAnswer.Family f : n.families()) {
      String family = f.family().name().toLowerCase(java.util.Locale.ROOT);
      gauge(
          "savd.neighbor.routes",
          "paths held from it",
          f.routes(),
          "neighbor",
          name,
          "family",
          family);
    }
    counter(
        "savd.neighbor.flaps",
        "sessions lost",
        Math.max(0, n.establishedCount() - (up ? 1 : 0)),
        "neighbor",
        name);
    NeighborAnswer.Malformed m = n.malformed();
    malformed(name, "treat-as-withdraw", m.withdraw());
    malformed(name, "attribute-discard", m.discard());
    malformed(name, "disable-family", m.disable());
    malformed(name, "session-reset", m.reset());
  }

  private void malformed(String neighbor, String outcome, long count) {
    counter(
        "savd.malformed",
        "malformed messages by what followed (RFC 7606)",
        count,
        "neighbor",
        neighbor,
        "outcome",
        outcome);
  }

  private void rpki(RpkiAnswer r) {
    boolean inForce = r.availability() == RpkiAnswer.Availability.IN_FORCE;
    gauge("savd.rpki.available", "validated data are in force", inForce ? 1 : 0);
    PayloadCounts n = r.counts();
    String vrps = "VRPs in force";
    gauge("savd.rpki.vrps", vrps, n.ipv4Vrps(), "family", "ipv4");
    gauge("savd.rpki.vrps", vrps, n.ipv6Vrps(), "family", "ipv6");
    gauge("savd.rpki.aspas", "ASPAs in force", n.aspas());
    gauge("savd.rpki.router.keys", "router keys in force", n.routerKeys());
    gauge(
        "savd.rpki.slurm.rejected",
        "the SLURM files read last are not in force",
        r.slurm().problems().isEmpty() ? 0 : 1);
    if (r.routes().isPresent()) {
      routes(r.routes().get());
    }
  }

  private void routes(RpkiAnswer.Routes routes) {
    String origins = "paths by origin validation (RFC 6811)";
    gauge("savd.routes.rov", origins, routes.rovValid(), "state", "valid");
    gauge("savd.routes.rov", origins, routes.rovInvalid(), "state", "invalid");
    gauge("savd.routes.rov", origins, routes.rovNotFound(), "state", "not-found");
    String paths = "paths by ASPA verification";
    gauge("savd.routes.aspa", paths, routes.aspaValid(), "state", "valid");
    gauge("savd.routes.aspa", paths, routes.aspaInvalid(), "state", "invalid");
    gauge("savd.routes.aspa", paths, routes.aspaUnknown(), "state", "unknown");
    gauge("savd.routes.ineligible", "paths that nothing uses", routes.ineligible());
  }

  private void cache(CacheAnswer c) {
    String name = c.name();
    boolean up = Set.of("querying", "receiving", "synchronized").contains(c.state());
    gauge("savd.rpki.cache.up", "it answers", up ? 1 : 0, "cache", name);
    gauge("savd.rpki.cache.in.use", "its data are in force", c.inUse() ? 1 : 0, "cache", name);
    if (c.serial().isPresent()) {
      gauge("savd.rpki.cache.serial", "of its data", c.serial().getAsLong(), "cache", name);
    }
    if (c.lastUpdateSeconds().isPresent()) {
      gauge(
          "savd.rpki.cache.age.seconds",
          "since its last End of Data",
          c.lastUpdateSeconds().getAsLong(),
          "cache",
          name);
    }
    counter(
        "savd.rpki.cache.failures",
        "connections and attempts that ended",
        c.counters().failures(),
        "cache",
        name);
    counter(
        "savd.rpki.cache.expiries",
        "times its data became too old",
        c.counters().expiries(),
        "cache",
        name);
    String errors = "Error Reports";
    CacheAnswer.Counters n = c.counters();
    counter("savd.rpki.cache.errors", errors, n.errorsSent(), "cache", name, "direction", "sent");
    counter(
        "savd.rpki.cache.errors",
        errors,
        n.errorsReceived(),
        "cache",
        name,
        "direction",
        "received");
    for (CacheAnswer.Forgiven f : c.forgiven()) {
      counter(
          "savd.rpki.cache.forgiven",
          "mistakes let pass",
          f.count(),
          "cache",
          name,
          "kind",
          f.kind());
    }
  }

  private void gauge(String name, String help, double now, String... tags) {
    meters.gauge(name, help, now, tags);
  }

  private void counter(String name, String help, double now, String... tags) {
    meters.counter(name, help, now, tags);
  }
}
