package savd.rpki.sources;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.net.Asn;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.NamedPayload;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rpki.slurm.Slurm;

/**
 * Combines all that is configured into the data in force, and tells a listener when they change.
 * Confined to one thread; the data themselves are immutable and may go anywhere.
 */
public final class RpkiSources {
  /**
   * What is configured, and so awaited.
   *
   * @param files files of validated data
   * @param caches at least one RTR cache
   * @param slurm files of local exceptions
   */
  public record Configured(boolean files, boolean caches, boolean slurm) {
    boolean isNothing() {
      return !files && !caches;
    }
  }

  private Configured configured;
  private final RpkiListener listener;
  private Optional<List<NamedPayload>> files = Optional.empty();
  private Optional<NamedPayload> cache = Optional.empty();
  private Optional<Slurm> slurm = Optional.empty();
  private boolean hadCache;

  /** True while a complete set outlasts a configuration that awaits more. */
  private boolean isHeld;

  private Payload inForce = Payload.EMPTY;
  private Availability availability = Availability.AWAITED;
  private long sinceMillis;

  /** Starts with nothing known. */
  public RpkiSources(Configured configured, RpkiListener listener, long nowMillis) {
    this.configured = configured;
    this.listener = listener;
    sinceMillis = nowMillis;
    combine(nowMillis);
  }

  // ---- what sources say

  /**
   * Another configuration: what is no longer configured is forgotten. Where it awaits more than the
   * one before, what was in force stays in force until that has come. Where it awaits nothing, no
   * data are in force: an empty set would block whom only data make known.
   */
  public void configured(Configured configured, long nowMillis) {
    isHeld = availability == Availability.IN_FORCE && !configured.isNothing();
    this.configured = configured;
    files = configured.files() ? files : Optional.empty();
    cache = configured.caches() ? cache : Optional.empty();
    slurm = configured.slurm() ? slurm : Optional.empty();
    hadCache &= configured.caches();
    combine(nowMillis);
  }

  /**
   * What the files say now; empty while any of them never said anything, which leaves what files of
   * another configuration said.
   */
  public void files(Optional<List<NamedPayload>> files, long nowMillis) {
    this.files = files.or(() -> this.files);
    combine(nowMillis);
  }

  /**
   * What the best cache says now; empty where none has data that have not expired. What a cache
   * said stays until then, whether or not it is reachable: that is for the caller to keep.
   */
  public void cache(Optional<NamedPayload> cache, long nowMillis) {
    isHeld &= cache.isPresent() || this.cache.isEmpty();
    this.cache = cache;
    hadCache |= cache.isPresent();
    combine(nowMillis);
  }

  /**
   * The local exceptions in force; empty while the files were never good, which leaves those of
   * another configuration.
   */
  public void slurm(Optional<Slurm> slurm, long nowMillis) {
    this.slurm = slurm.or(() -> this.slurm);
    combine(nowMillis);
  }

  // ---- what is in force

  /** The data in force; {@link Payload#EMPTY} while they cannot be relied on. */
  public Payload payload() {
    return inForce;
  }

  public Availability availability() {
    return availability;
  }

  /** Since when it stands so, Unix time. */
  public long sinceMillis() {
    return sinceMillis;
  }

  public Slurm slurm() {
    return slurm.orElse(Slurm.NONE);
  }

  /** Each source with what it says, files first, whether or not it is in force. */
  public List<NamedPayload> sources() {
    List<NamedPayload> out = new ArrayList<>(files.orElse(List.of()));
    cache.ifPresent(out::add);
    return out;
  }

  private Availability standing() {
    if (configured.isNothing()
        || configured.files() && files.isEmpty()
        || configured.slurm() && slurm.isEmpty()) {
      return Availability.AWAITED;
    }
    if (configured.caches() && cache.isEmpty()) {
      return hadCache ? Availability.EXPIRED : Availability.AWAITED;
    }
    return Availability.IN_FORCE;
  }

  private void combine(long nowMillis) {
    Availability next = standing();
    if (isHeld && next == Availability.AWAITED) {
      return;
    }
    isHeld = false;
    boolean usable = next == Availability.IN_FORCE;
    if (!usable) {
      become(next, nowMillis);
    }
    Payload after = usable ? combined() : Payload.EMPTY;
    Payload before = inForce;
    if (after != before) {
      RpkiDelta delta = RpkiDelta.between(before, after);
      if (!delta.isEmpty() || !before.routerKeys().equals(after.routerKeys())) {
        inForce = after;
        listener.changed(delta, next);
      }
    }
    if (usable) {
      become(next, nowMillis);
    }
  }

  private void become(Availability next, long nowMillis) {
    if (next != availability) {
      availability = next;
      sinceMillis = nowMillis;
      listener.availability(next, nowMillis);
    }
  }

  private Payload combined() {
    Payload union = Payload.EMPTY;
    for (NamedPayload source : sources()) {
      union = union == Payload.EMPTY ? source.payload() : union.union(source.payload());
    }
    return slurm().apply(union);
  }

  // ---- where it comes from

  public Provenance.OfVrp provenance(Vrp vrp) {
    List<String> names =
        sources().stream()
            .filter(s -> table(s.payload(), vrp).find(vrp) != VrpTable.NONE)
            .map(NamedPayload::name)
            .toList();
    return new Provenance.OfVrp(
        vrp,
        table(inForce, vrp).find(vrp) != VrpTable.NONE,
        names,
        names.isEmpty() ? Optional.empty() : slurm().dropping(vrp),
        slurm().adding(vrp));
  }

  private static VrpTable table(Payload payload, Vrp vrp) {
    return payload.vrps(vrp.prefix().family());
  }

  public Provenance.OfAspa provenance(Asn customer) {
    List<String> names = new ArrayList<>();
    List<Aspa> said = new ArrayList<>();
    for (NamedPayload s : sources()) {
      aspa(s.payload(), customer)
          .ifPresent(
              a -> {
                names.add(s.name());
                said.add(a);
              });
    }
    return new Provenance.OfAspa(
        customer,
        aspa(inForce, customer),
        names,
        said,
        names.isEmpty() ? Optional.empty() : slurm().dropping(customer),
        slurm().adding(customer));
  }

  private static Optional<Aspa> aspa(Payload payload, Asn customer) {
    int row = payload.aspas().find(customer.value());
    return row == AspaTable.NONE ? Optional.empty() : Optional.of(payload.aspas().aspa(row));
  }

  public Provenance.OfRouterKey provenance(RouterKey key) {
    List<String> names =
        sources().stream()
            .filter(s -> s.payload().routerKeys().contains(key))
            .map(NamedPayload::name)
            .toList();
    return new Provenance.OfRouterKey(
        key,
        inForce.routerKeys().contains(key),
        names,
        names.isEmpty() ? Optional.empty() : slurm().dropping(key),
        slurm().adding(key));
  }
}
