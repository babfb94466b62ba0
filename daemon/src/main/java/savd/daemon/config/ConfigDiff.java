package savd.daemon.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What changed from one configuration to the next, so that a reload touches only that.
 *
 * @param neighbors neighbours added, gone, or changed
 * @param interfaces interfaces added, gone, or changed, a changed default counted where it shows
 * @param exceptions exceptions added, gone, or changed
 * @param caches RPKI caches added, gone, or changed
 * @param rpkiChanged other files, or other verdicts that count
 * @param piSavChanged what PI-SAV goes by
 * @param listenChanged other addresses to listen on
 * @param logChanged other level or format
 * @param dataplaneTuned sample rate or reconcile interval changed, which takes effect at once
 * @param restartNeeded keys whose change takes effect only with a new process, such as {@code
 *     router.as}
 */
public record ConfigDiff(
    Changes<NeighborSection> neighbors,
    Changes<InterfaceSection> interfaces,
    Changes<ExceptionSection> exceptions,
    Changes<CacheSection> caches,
    boolean rpkiChanged,
    boolean piSavChanged,
    boolean listenChanged,
    boolean logChanged,
    boolean dataplaneTuned,
    List<String> restartNeeded) {

  /**
   * Sections of one kind by what happened to them.
   *
   * @param changed the sections of both sides that bear the same name and are not equal
   */
  public record Changes<T>(List<T> added, List<T> removed, List<Changed<T>> changed) {
    public boolean isEmpty() {
      return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }
  }

  /** One section before and after. */
  public record Changed<T>(T before, T after) {}

  /** Compares two configurations. */
  public static ConfigDiff between(SavdConfig before, SavdConfig after) {
    return new ConfigDiff(
        changes(before.neighbors(), after.neighbors(), NeighborSection::name),
        changes(before.interfaces(), after.interfaces(), i -> i.name().name()),
        changes(before.exceptions(), after.exceptions(), ExceptionSection::name),
        changes(before.caches(), after.caches(), CacheSection::name),
        !before.rpki().equals(after.rpki()),
        !before.piSav().equals(after.piSav())
            || !before.members().equals(after.members())
            || !before.tops().equals(after.tops()),
        !before.bgp().listen().equals(after.bgp().listen()),
        !before.log().equals(after.log()),
        before.dataplane().sampleRate() != after.dataplane().sampleRate()
            || !before
                .dataplane()
                .reconcileInterval()
                .equals(after.dataplane().reconcileInterval()),
        restartNeeded(before, after));
  }

  /** True when nothing has to be done. */
  public boolean isEmpty() {
    return neighbors.isEmpty()
        && interfaces.isEmpty()
        && exceptions.isEmpty()
        && caches.isEmpty()
        && !rpkiChanged
        && !piSavChanged
        && !listenChanged
        && !logChanged
        && !dataplaneTuned
        && restartNeeded.isEmpty();
  }

  /**
   * True when a change can only take effect with a new session: everything the TCP connection or
   * the OPEN message is made from.
   */
  public static boolean resetsSession(Changed<NeighborSection> change) {
    return !sessionParts(change.before()).equals(sessionParts(change.after()));
  }

  private static List<Object> sessionParts(NeighborSection n) {
    return List.of(
        n.remote(),
        n.remoteAs(),
        n.localAs(),
        n.localAddress(),
        n.port(),
        n.passive(),
        n.md5(),
        n.ttlSecurityHops(),
        n.multihopTtl(),
        n.families(),
        n.addPath(),
        n.role(),
        n.roleStrict(),
        n.holdTime(),
        n.gracefulRestart());
  }

  private static <T> Changes<T> changes(List<T> before, List<T> after, Function<T, String> name) {
    Map<String, T> old = new LinkedHashMap<>();
    before.forEach(t -> old.put(name.apply(t), t));
    List<T> added = new ArrayList<>();
    List<Changed<T>> changed = new ArrayList<>();
    for (T t : after) {
      T previous = old.remove(name.apply(t));
      if (previous == null) {
        added.add(t);
      } else if (!previous.equals(t)) {
        changed.add(new Changed<>(previous, t));
      }
    }
    return new Changes<>(added, List.copyOf(old.values()), changed);
  }

  private static List<String> restartNeeded(SavdConfig before, SavdConfig after) {
    Map<String, Function<SavdConfig, Object>> fixed = new LinkedHashMap<>();
    fixed.put("router.as", c -> c.router().asn());
    fixed.put("router.id", c -> c.router().id());
    fixed.put("bgp.loops", c -> c.bgp().loops());
    fixed.put("control", SavdConfig::control);
    fixed.put("http", SavdConfig::http);
    fixed.put("cetp.file", c -> c.cetp().file());
    fixed.put("rpki.state-file", c -> c.rpki().stateFile());
    fixed.put("dataplane.kind", c -> c.dataplane().kind());
    fixed.put("dataplane.table", c -> c.dataplane().table());
    fixed.put("dataplane.priority", c -> c.dataplane().priority());
    fixed.put("dataplane.log-group", c -> c.dataplane().logGroup());
    Predicate<Function<SavdConfig, Object>> same =
        part -> Objects.equals(part.apply(before), part.apply(after));
    return fixed.entrySet().stream()
        .filter(e -> !same.test(e.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
