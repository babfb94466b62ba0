package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import savd.control.Event;
import savd.control.Topic;
import savd.daemon.control.EventHub;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.files.FileFault;
import savd.rpki.files.WatchedFiles;
import savd.rpki.fsm.CacheState;
import savd.rpki.fsm.RouterCounters;
import savd.rpki.message.Timing;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rpki.session.CacheStatus;
import savd.rpki.slurm.Slurm;
import savd.rpki.sources.Availability;

class RpkiEventsTest {
  private static final Payload ONE =
      new Payload(
          VrpTable.builder(AddressFamily.IPV4)
              .add(new Vrp(Prefix.parse("192.0.2.0/24"), 24, Asn.of(64496)))
              .build(),
          VrpTable.empty(AddressFamily.IPV6),
          AspaTable.EMPTY,
          Set.of());
  private static final FileFault FAULT = new FileFault("slurm.json", 7, "asn", "not an AS number");

  private final EventHub hub = new EventHub();
  private final RpkiEvents events = new RpkiEvents(hub);

  private static RpkiView view(Availability availability, Payload inForce, FileFault... faults) {
    return new RpkiView(
        availability, Instant.EPOCH, inForce, List.of(), List.of(), Slurm.NONE, List.of(faults));
  }

  private static CacheStatus cache(CacheState state, String lastError) {
    return new CacheStatus(
        "near",
        "192.0.2.9:323",
        100,
        true,
        state,
        Duration.ZERO,
        Optional.of(2),
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        0,
        0,
        Optional.empty(),
        Optional.of(Duration.ofMinutes(119)),
        Timing.DEFAULT,
        lastError,
        new RouterCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of()));
  }

  private List<String> told(Runnable what) throws InterruptedException {
    try (EventHub.Subscription listener = hub.subscribe(Set.of(Topic.RPKI), Optional.empty())) {
      what.run();
      // So that there is something to take where nothing was told.
      hub.publish(
          new Event.RpkiChanged(
              Instant.EPOCH,
              Event.RpkiChanged.Change.UPDATED,
              Optional.of("end"),
              RpkiAnswers.counts(Payload.EMPTY),
              ""));
      return listener.take().orElseThrow().events().stream()
          .map(e -> (Event.RpkiChanged) e)
          .takeWhile(e -> !e.source().equals(Optional.of("end")))
          .map(
              e ->
                  e.change()
                      + e.source().map(s -> " " + s).orElse("")
                      + " "
                      + e.counts().ipv4Vrps()
                      + ": "
                      + e.text())
          .toList();
    }
  }

  @Test
  void data_that_come_change_and_expire_are_told_each_once() throws Exception {
    RpkiView none = view(Availability.AWAITED, Payload.EMPTY);
    RpkiView one = view(Availability.IN_FORCE, ONE);
    RpkiView less = view(Availability.IN_FORCE, Payload.EMPTY);
    RpkiView gone = view(Availability.EXPIRED, Payload.EMPTY);
    assertThat(told(() -> events.changed(none, one)))
        .containsExactly("IN_FORCE 1: data are in force");
    assertThat(told(() -> events.changed(one, one))).isEmpty();
    assertThat(told(() -> events.changed(one, less)))
        .containsExactly("UPDATED 0: 0 VRPs came, 1 went; ASPAs of 0 ASes changed");
    assertThat(told(() -> events.changed(one, gone)))
        .singleElement()
        .asString()
        .startsWith("EXPIRED 0: no cache has data that have not expired");
  }

  @Test
  void a_file_that_is_refused_is_told_once() throws Exception {
    RpkiView good = view(Availability.IN_FORCE, ONE);
    RpkiView bad = view(Availability.IN_FORCE, ONE, FAULT, FAULT);
    assertThat(told(() -> events.changed(good, bad)))
        .containsExactly(
            "REJECTED slurm.json 1: slurm.json:7: asn: not an AS number and 1 more faults");
    assertThat(told(() -> events.changed(bad, bad))).isEmpty();
    RpkiView badFile =
        new RpkiView(
            Availability.IN_FORCE,
            Instant.EPOCH,
            ONE,
            List.of(),
            List.of(
                new WatchedFiles.State<>(
                    Path.of("vrps.json"),
                    Optional.of(ONE),
                    1,
                    List.of(new FileFault("vrps.json", 0, "", "no such file")))),
            Slurm.NONE,
            List.of());
    assertThat(told(() -> events.changed(good, badFile)))
        .containsExactly("REJECTED vrps.json 1: vrps.json: no such file");
  }

  @Test
  void a_cache_is_up_while_it_has_a_connection_and_down_once() throws Exception {
    RpkiView view = view(Availability.IN_FORCE, ONE);
    assertThat(
            told(
                () -> {
                  events.cache(cache(CacheState.CONNECTING, ""), view);
                  events.cache(cache(CacheState.QUERYING, ""), view);
                  events.cache(cache(CacheState.SYNCHRONIZED, ""), view);
                  events.cache(cache(CacheState.WAITING, "connection reset"), view);
                  events.cache(cache(CacheState.CONNECTING, "connection reset"), view);
                }))
        .containsExactly(
            "CACHE_UP near 1: connected to 192.0.2.9:323",
            "CACHE_DOWN near 1: connection reset; its data may be used for 119m more");
  }
}
