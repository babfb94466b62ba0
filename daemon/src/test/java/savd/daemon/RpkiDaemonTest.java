package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import savd.control.CacheAnswer;
import savd.control.ConeRow;
import savd.control.ConeSubject;
import savd.control.ControlException;
import savd.control.Event;
import savd.control.Event.RpkiChanged.Change;
import savd.control.ExplainAnswer;
import savd.control.OriginVerdict;
import savd.control.RouteFilter;
import savd.control.RouteRow;
import savd.control.RpkiAnswer;
import savd.control.RpkiAnswer.Availability;
import savd.control.SlurmAnswer;
import savd.control.Topic;
import savd.control.VrpFilter;
import savd.daemon.config.ConfigParser;
import savd.daemon.config.ConfigResult;
import savd.daemon.config.DataplaneSection;
import savd.daemon.config.SavdConfig;
import savd.daemon.control.EventHub;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rpki.session.RtrCache;
import savd.rpki.session.RtrCacheConfig;

/**
 * A savd without a kernel, a customer that announces three prefixes, a cache and a file of local
 * exceptions: what is asked of it is what they said, before and after they change their minds.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RpkiDaemonTest {
  private static final int ROWS = 100;
  private static final IngressInterface CUSTOMER = new IngressInterface("cust0");
  private static final String EXCEPTIONS =
      """
      { "slurmVersion": 2,
        "validationOutputFilters":
          { "prefixFilters": [], "bgpsecFilters": [], "aspaFilters": [] },
        "locallyAddedAssertions": {
          "prefixAssertions": [ { "asn": 64500, "prefix": "31.0.0.0/16", "comment": "hidden" } ],
          "bgpsecAssertions": [], "aspaAssertions": [] } }
      """;

  @TempDir private Path directory;
  private RtrCache cache;
  private Daemon customer;
  private Daemon savd;
  private Answers answers;
  private EventHub.Subscription events;
  private final List<Event.RpkiChanged> told = new ArrayList<>();

  private static Payload data(long originOfSecond) {
    return new Payload(
        VrpTable.builder(AddressFamily.IPV4)
            .add(new Vrp(Prefix.parse("20.1.0.0/16"), 24, Asn.of(65001)))
            .add(new Vrp(Prefix.parse("20.2.0.0/16"), 16, Asn.of(originOfSecond)))
            .build(),
        VrpTable.empty(AddressFamily.IPV6),
        AspaTable.of(List.of(new Aspa(Asn.of(64500), List.of(Asn.of(65001))))),
        Set.of());
  }

  @BeforeEach
  void start() throws Exception {
    cache =
        new RtrCache(
            RtrCacheConfig.on(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0)));
    cache.publish(data(64999));
    Files.writeString(directory.resolve("slurm.json"), EXCEPTIONS);
    int port = 20_000 + (int) (ProcessHandle.current().pid() % 20_000);
    savd = daemon("savd", 65004, "listen = [\"127.0.10.2:" + port + "\"]", ours());
    events = savd.events().subscribe(Set.of(Topic.RPKI), Optional.empty());
    savd.start();
    answers = new Answers(savd);
    customer = daemon("customer", 65001, "listen = []", theirs(port));
    customer.start();
    await(() -> savd.core().counts().ipv4Routes() == 3);
    await(() -> answers.rpki().availability() == Availability.IN_FORCE);
    await(() -> answers.status().ready());
    await(() -> !savd.core().ask(() -> savd.pipeline().pending()));
  }

  @AfterEach
  void stop() {
    events.close();
    customer.close();
    savd.close();
    cache.close();
  }

  private String ours() {
    return """
    [cache.near]
    address = "127.0.0.1"
    port = %d
    [rpki]
    slurm = ["%s"]
    poll-interval = "1s"
    [interface.cust0]
    role = "customer"
    method = "bar-sav"
    allow-as = [64900]
    [neighbor.customer]
    address = "127.0.10.1"
    local-address = "127.0.10.2"
    as = 65001
    multihop = 2
    passive = true
    interface = "cust0"
    role = "customer"
    """
        .formatted(cache.ports().getFirst(), directory.resolve("slurm.json"));
  }

  private static String theirs(int port) {
    return """
    [neighbor.savd]
    address = "127.0.10.2"
    local-address = "127.0.10.1"
    as = 65004
    multihop = 2
    port = %d
    connect-retry = "1s"
    originate = ["20.1.0.0/16", "20.2.0.0/16", "20.3.0.0/16"]
    next-hop = ["192.0.2.1"]
    """
        .formatted(port);
  }

  private Daemon daemon(String name, int asn, String bgp, String more) throws Exception {
    String text =
        """
        [router]
        as = %d
        id = "10.0.0.%d"
        [bgp]
        %s
        [control]
        socket = "%s"
        [http]
        listen = "off"
        %s
        """
            .formatted(asn, asn - 65000, bgp, directory.resolve(name + ".sock"), more);
    Path file = Files.writeString(directory.resolve(name + ".toml"), text);
    return switch (ConfigParser.parse(file)) {
      case ConfigResult.Rejected(var problems) -> throw new AssertionError(problems);
      case ConfigResult.Accepted(SavdConfig config, var _) ->
          new Daemon(
              config, file, Dataplanes.open(config, Optional.of(DataplaneSection.Kind.NONE)));
    };
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!condition.call()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  /** Waits for an event, and gives it; what comes before it is passed over. */
  private Event.RpkiChanged awaitEvent(Change change) throws InterruptedException {
    while (true) {
      for (int i = 0; i < told.size(); i++) {
        if (told.get(i).change() == change) {
          Event.RpkiChanged found = told.get(i);
          told.subList(0, i + 1).clear();
          return found;
        }
      }
      events.take().orElseThrow().events().forEach(e -> told.add((Event.RpkiChanged) e));
    }
  }

  private List<RouteRow> routes(Optional<OriginVerdict> rov) throws Exception {
    RouteFilter filter =
        new RouteFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            RouteFilter.Match.EXACT,
            Optional.empty(),
            Optional.empty(),
            rov,
            Optional.empty());
    return answers.routes(filter, Optional.empty(), ROWS).rows();
  }

  private ExplainAnswer explain(String source) throws Exception {
    return answers.explain(IpAddress.parse(source), CUSTOMER);
  }

  @Test
  void what_is_in_force_and_what_follows_from_it_is_told() throws Exception {
    RpkiAnswer rpki = answers.rpki();
    assertThat(rpki.cache()).contains("near");
    assertThat(rpki.counts().ipv4Vrps()).as("two of the cache, one asserted").isEqualTo(3);
    assertThat(rpki.slurm()).isEqualTo(new RpkiAnswer.Slurm(1, 0, 1, 0, List.of()));
    assertThat(rpki.routes()).contains(new RpkiAnswer.Routes(1, 1, 1, 3, 0, 0, 1));

    assertThat(answers.status().rpki().orElseThrow().counts()).isEqualTo(rpki.counts());

    CacheAnswer near = answers.caches(Optional.of("near")).getFirst();
    assertThat(near.state()).isEqualTo("synchronized");
    assertThat(near.inUse()).isTrue();
    assertThat(near.version()).hasValue(2);
    assertThat(near.counts().ipv4Vrps()).isEqualTo(2);
    assertThatThrownBy(() -> answers.caches(Optional.of("far")))
        .isInstanceOf(ControlException.class);

    assertThat(
            answers.vrps(VrpFilter.ALL, Optional.empty(), ROWS).rows().stream()
                .map(r -> r.prefix() + " " + r.sources()))
        .containsExactly(
            "20.1.0.0/16 [near]",
            "20.2.0.0/16 [near]",
            "31.0.0.0/16 [" + directory.resolve("slurm.json") + ":5]");
    SlurmAnswer.Entry entry = answers.slurm().entries().getFirst();
    assertThat(entry.comment()).contains("hidden");
    assertThat(entry.matches()).isEqualTo(1);
    assertThat(answers.validate(Prefix.parse("20.1.0.0/24"), Asn.of(65001)).state())
        .isEqualTo(OriginVerdict.VALID);
  }

  @Test
  void an_invalid_route_is_seen_with_its_reason_and_is_on_no_list() throws Exception {
    assertThat(routes(Optional.of(OriginVerdict.INVALID)))
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.prefix()).hasToString("20.2.0.0/16");
              assertThat(r.validity().ineligible()).isTrue();
            });
    ExplainAnswer blocked = explain("20.2.0.1");
    assertThat(blocked.verdict()).hasToString("BLOCK");
    assertThat(blocked.reasons().getFirst().text()).contains("20.2.0.0/16 AS64999");
    assertThat(blocked.routes().getFirst().validity().rovReason())
        .contains("20.2.0.0/16 AS64999 names another AS");

    ExplainAnswer hidden = explain("31.0.9.9");
    assertThat(hidden.verdict()).hasToString("PERMIT");
    assertThat(hidden.reasons().stream().map(r -> r.kind() + ": " + r.text()))
        .containsExactly(
            "roa-of-cone-member: ROA 31.0.0.0/16 AS64500 (asserted in "
                + directory.resolve("slurm.json")
                + ":5 \"hidden\")",
            "cone-step: AS64500 is below AS65001: its ASPA names it",
            "cone-step: AS65001 is a neighbor, or named in the configuration");
  }

  @Test
  void a_cone_is_told_as_a_tree_in_pages() throws Exception {
    List<String> rows = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      var page = answers.cone(new ConeSubject.OfInterface(CUSTOMER), after, 1);
      for (ConeRow r : page.rows()) {
        rows.add(r.depth() + " AS" + r.asn() + " " + r.why() + " " + r.routePrefixes());
      }
      after = page.next();
    } while (after.isPresent());
    assertThat(rows)
        .containsExactly("0 AS64900 CONFIGURED 0", "0 AS65001 ROOT 2", "1 AS64500 ASPA 0");
    assertThat(answers.cone(new ConeSubject.OfAs(Asn.of(64500)), Optional.empty(), ROWS).rows())
        .hasSize(1);
    assertThatThrownBy(
            () ->
                answers.cone(
                    new ConeSubject.OfInterface(new IngressInterface("eth9")),
                    Optional.empty(),
                    ROWS))
        .isInstanceOf(ControlException.class)
        .hasMessage("no interface is called eth9");
  }

  @Test
  void what_a_cache_changes_is_judged_anew_and_what_it_said_outlives_it() throws Exception {
    assertThat(awaitEvent(Change.IN_FORCE).counts().ipv4Vrps()).isPositive();
    cache.publish(data(65001));
    assertThat(awaitEvent(Change.UPDATED).text()).startsWith("1 VRPs came, 1 went");
    await(() -> routes(Optional.of(OriginVerdict.INVALID)).isEmpty());
    await(() -> explain("20.2.0.1").verdict().toString().equals("PERMIT"));

    cache.close();
    assertThat(awaitEvent(Change.CACHE_DOWN).source()).contains("near");
    assertThat(answers.rpki().availability()).isEqualTo(Availability.IN_FORCE);
    assertThat(answers.rpki().counts().ipv4Vrps()).isEqualTo(3);
    assertThat(answers.caches(Optional.empty()).getFirst().expiresInSeconds().orElseThrow())
        .isBetween(7000L, 7200L);
  }

  @Test
  void bad_exceptions_leave_those_in_force_as_they_are() throws Exception {
    awaitEvent(Change.IN_FORCE);
    Path file = directory.resolve("slurm.json");
    Files.writeString(file, EXCEPTIONS.replace("31.0.0.0/16", "31.0.0.0/33"));
    assertThat(awaitEvent(Change.REJECTED).text()).startsWith(file + ":5: ");
    assertThat(answers.slurm().problems()).hasSize(1);
    assertThat(answers.slurm().entries()).hasSize(1);
    assertThat(explain("31.0.9.9").verdict()).hasToString("PERMIT");
    Files.writeString(file, EXCEPTIONS.replace("31.0.0.0/16", "31.0.0.0/17"));
    awaitEvent(Change.UPDATED);
    assertThat(answers.slurm().problems()).isEmpty();
  }
}
