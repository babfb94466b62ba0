package savd.rpki.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.rpki.fsm.CacheFsmConfig;
import savd.rpki.fsm.CacheState;
import savd.rpki.fsm.RouterConfig;
import savd.rpki.fsm.Sets;
import savd.rpki.message.RtrSerial;
import savd.rpki.message.Timing;
import savd.rpki.payload.Payload;
import savd.rpki.wire.Pdu;

/** Our client and our cache over sockets of the loopback interface. */
@Timeout(120)
class RtrLoopbackTest {
  private static final CacheFsmConfig EAGER = new CacheFsmConfig(0, 2, Timing.DEFAULT, 0);
  private static final Payload A = new Sets(1).next();
  private static final Payload B = new Sets(2).next();

  @TempDir private Path dir;
  private final Heard heard = new Heard();
  private final RtrClients clients = new RtrClients(heard);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    clients.close();
    for (AutoCloseable c : opened) {
      c.close();
    }
  }

  private static RtrCacheConfig anywhere() {
    return RtrCacheConfig.on(new InetSocketAddress("127.0.0.1", 0)).withProtocol(EAGER);
  }

  private RtrCache cache(RtrCacheConfig config) throws IOException {
    RtrCache cache = new RtrCache(config);
    opened.add(cache);
    return cache;
  }

  private static CacheConfig.Builder to(String name, RtrCache cache) {
    return CacheConfig.builder(name, "127.0.0.1").port(cache.ports().getFirst());
  }

  private void configure(CacheConfig... caches) {
    configure(RtrConfig.DEFAULT_HANDOVER, caches);
  }

  private void configure(Duration handover, CacheConfig... caches) {
    clients.configure(new RtrConfig(List.of(caches), Duration.ofMillis(50), handover));
  }

  private CacheStatus status(String name) {
    return clients.status().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  // ---- data

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aLoadAndThenItsChangesArrive(int version) throws Exception {
    RtrCache cache =
        cache(anywhere().withProtocol(new CacheFsmConfig(0, version, Timing.DEFAULT, 0)));
    cache.publish(A);
    configure(to("c", cache).build());
    heard.await("the load", h -> Sets.in(version, A).equals(h.payload()));
    cache.publish(B);
    heard.await("the change", h -> Sets.in(version, B).equals(h.payload()));
    CacheStatus s = status("c");
    assertThat(s.version()).contains(version);
    assertThat(s.counters().fullLoads()).isEqualTo(1);
    assertThat(s.counters().updates()).isEqualTo(2);
    assertThat(s.ipv4Vrps()).isEqualTo(B.ipv4().size());
    assertThat(s.expiresIn().orElseThrow())
        .isBetween(Duration.ofSeconds(7100), Duration.ofHours(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "localhost"})
  void aCacheIsReachedByIpv6AndByName(String host) throws Exception {
    int port = cache(anywhere()).ports().getFirst();
    opened.removeLast().close();
    RtrCache both =
        cache(
            new RtrCacheConfig(
                List.of(
                    new InetSocketAddress("127.0.0.1", port), new InetSocketAddress("::1", port)),
                EAGER,
                3,
                3,
                Optional.empty(),
                Map.of()));
    both.publish(A);
    configure(CacheConfig.builder("c", host).port(port).build());
    heard.await("the load", h -> A.equals(h.payload()));
    assertThat(status("c").description())
        .endsWith((host.equals("::1") ? "[::1]:" : "localhost:") + port);
  }

  @Test
  void aNameThatDoesNotExistIsAFailureOfTheAttempt() throws Exception {
    configure(CacheConfig.builder("c", "no.such.name.invalid").port(323).build());
    heard.await("a failure", h -> h.events().contains("c WAITING"));
    assertThat(status("c").lastError()).contains("no.such.name.invalid");
  }

  @Test
  void aCacheWithoutDataIsAskedAgainWhenItHasSome() throws Exception {
    RtrCache cache = cache(anywhere());
    configure(to("c", cache).build());
    heard.await("no data", h -> h.events().contains("c NO_DATA"));
    cache.publish(A);
    heard.await("the load", h -> A.equals(h.payload()));
  }

  @Test
  void whatTheOnlyCacheSaidStaysUntilTheOneThatReplacesItHasData() throws Exception {
    RtrCache before = cache(anywhere());
    before.publish(A);
    configure(to("before", before).build());
    heard.await("the load", h -> A.equals(h.payload()));
    RtrCache after = cache(anywhere());
    configure(to("after", after).build());
    heard.await("no data", h -> h.events().contains("after NO_DATA"));
    assertThat(heard.payload()).isEqualTo(A);
    after.publish(B);
    heard.await("the other load", h -> B.equals(h.payload()));
    assertThat(heard.cache()).isEqualTo("after");
    assertThat(heard.events()).doesNotContain("none");
  }

  @Test
  void whatAReplacedCacheSaidIsDroppedWhereTheOtherHasNothingForTooLong() throws Exception {
    RtrCache before = cache(anywhere());
    before.publish(A);
    configure(to("before", before).build());
    heard.await("the load", h -> A.equals(h.payload()));
    RtrCache after = cache(anywhere());
    configure(Duration.ofMillis(300), to("after", after).build());
    heard.await("no data in force", h -> h.events().contains("none"));
    after.publish(B);
    heard.await("the other load", h -> B.equals(h.payload()));
  }

  @Test
  void whatTheOnlyCacheSaidIsDroppedAtOnceWhereNoneIsConfiguredAnyMore() throws Exception {
    RtrCache before = cache(anywhere());
    before.publish(A);
    configure(to("before", before).build());
    heard.await("the load", h -> A.equals(h.payload()));
    configure(Duration.ofDays(1));
    heard.await("no data in force", h -> h.events().contains("none"));
  }

  @Test
  void aBrokenConnectionIsContinuedAndARestartIsNot() throws Exception {
    RtrCache cache = cache(anywhere());
    cache.restart(7, new RtrSerial(-1), Optional.empty());
    cache.publish(A);
    configure(to("c", cache).build());
    heard.await("the load", h -> A.equals(h.payload()));
    cache.publish(B);
    heard.await("the serial to wrap", h -> B.equals(h.payload()));
    assertThat(status("c").serial()).contains(new RtrSerial(0));
    cache.disconnectAll();
    heard.await("the loss", h -> h.events().getLast().contains("WAITING"));
    heard.await("the return", h -> h.events().getLast().contains("SYNCHRONIZED"));
    assertThat(status("c").counters().fullLoads()).isEqualTo(1);
    cache.restart(99, new RtrSerial(5), Optional.of(A));
    heard.await("the other session", h -> A.equals(h.payload()));
    assertThat(status("c").counters().fullLoads()).isEqualTo(2);
    assertThat(heard.events()).doesNotContain("none");
  }

  @Test
  void resetAndRefreshAskNow() throws Exception {
    RtrCache cache = cache(anywhere());
    cache.publish(A);
    configure(to("c", cache).build());
    heard.await("the load", h -> h.events().contains("c SYNCHRONIZED in use"));
    assertThat(clients.reset("c")).isTrue();
    heard.await("it again", h -> status(h).size() == 2);
    assertThat(clients.refresh("c")).isTrue();
    heard.await("it again", h -> status(h).size() == 3);
    assertThat(clients.refresh("d")).isFalse();
    assertThat(heard.payloads()).as("nothing changed").isEqualTo(1);
    assertThat(status("c").counters().fullLoads()).isEqualTo(2);
  }

  private static List<String> status(Heard h) {
    return h.events().stream().filter(e -> e.equals("c SYNCHRONIZED in use")).toList();
  }

  // ---- several caches

  @Test
  void theNextCacheServesWhileThePreferredOneIsAway() throws Exception {
    RtrCache best = cache(anywhere());
    RtrCache second = cache(anywhere());
    best.publish(A);
    second.publish(B);
    CacheConfig away = to("best", best).preference(1).build();
    configure(to("second", second).preference(2).build(), away);
    heard.await("the preferred", h -> A.equals(h.payload()));
    assertThat(status("second").state()).isEqualTo(CacheState.IDLE);
    assertThat(clients.status().getFirst().name()).isEqualTo("best");
    best.close();
    heard.await("the next", h -> B.equals(h.payload()));
    assertThat(heard.cache()).isEqualTo("second");
    assertThat(status("best").hasPayload()).as("kept until it expires").isTrue();
    RtrCache back =
        cache(
            new RtrCacheConfig(
                List.of(new InetSocketAddress("127.0.0.1", away.port())),
                EAGER,
                3,
                3,
                Optional.empty(),
                Map.of()));
    back.publish(A);
    clients.refresh("best");
    heard.await("the preferred again", h -> A.equals(h.payload()));
    heard.await("rest", h -> h.events().contains("second IDLE"));
    assertThat(heard.events()).doesNotContain("none");
  }

  @Test
  void aChangedConfigurationLeavesAloneWhatDidNotChange() throws Exception {
    RtrCache one = cache(anywhere());
    RtrCache two = cache(anywhere());
    one.publish(A);
    two.publish(B);
    configure(to("one", one).build());
    heard.await("the load", h -> h.events().contains("one SYNCHRONIZED in use"));
    configure(to("one", one).preference(5).build(), to("two", two).preference(6).build());
    assertThat(status("one").counters().connections()).isEqualTo(1);
    assertThat(status("one").preference()).isEqualTo(5);
    configure(to("one", one).router(RouterConfig.DEFAULT.withVersions(0, 1)).build());
    heard.await("version 1", h -> h.payload().equals(Sets.in(1, A)));
    assertThat(heard.events()).doesNotContain("none");
    configure(to("one", two).build());
    heard.await("the cache that moved", h -> B.equals(h.payload()));
    configure();
    heard.await("nothing", h -> h.payload() == null);
    assertThat(clients.status()).isEmpty();
  }

  // ---- transports

  @Test
  void tlsWithCertificatesOnBothSides() throws Exception {
    Certificates server = Certificates.create(dir, "server");
    Certificates router = Certificates.create(dir, "router");
    RtrCache cache =
        cache(
            anywhere()
                .withTls(
                    new RtrCacheConfig.Tls(
                        server.certificate(), server.key(), Optional.of(router.certificate()))));
    cache.publish(A);
    configure(
        to("c", cache)
            .tls(
                new TlsConfig(
                    Optional.of(server.certificate()),
                    Optional.of(router.certificate()),
                    Optional.of(router.key()),
                    Optional.empty()))
            .build());
    heard.await("the load", h -> A.equals(h.payload()));
    cache.publish(B);
    heard.await("the change", h -> B.equals(h.payload()));
  }

  @Test
  void aServerThatIsNotTheOneConfiguredIsNotTrusted() throws Exception {
    Certificates server = Certificates.create(dir, "server");
    Certificates other = Certificates.create(dir, "other");
    RtrCache cache =
        cache(
            anywhere()
                .withTls(
                    new RtrCacheConfig.Tls(server.certificate(), server.key(), Optional.empty())));
    cache.publish(A);
    TlsConfig wrongCa =
        new TlsConfig(
            Optional.of(other.certificate()), Optional.empty(), Optional.empty(), Optional.empty());
    TlsConfig wrongName =
        new TlsConfig(
            Optional.of(server.certificate()),
            Optional.empty(),
            Optional.empty(),
            Optional.of("cache.example"));
    configure(
        to("wrong-ca", cache).tls(wrongCa).build(), to("wrong-name", cache).tls(wrongName).build());
    heard.await("both tried", h -> h.events().contains("wrong-ca WAITING"));
    heard.await("both tried", h -> h.events().contains("wrong-name WAITING"));
    assertThat(status("wrong-ca").lastError()).startsWith("TLS: ").contains("certif");
    assertThat(status("wrong-name").lastError()).startsWith("TLS: ").contains("cache.example");
    assertThat(heard.payload()).isNull();
  }

  @Test
  void filesThatAreMissingAreAFailureOfTheAttempt() throws Exception {
    RtrCache cache = cache(anywhere());
    configure(
        to("c", cache)
            .tls(
                new TlsConfig(
                    Optional.of(dir.resolve("absent.pem")),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
            .build());
    heard.await("a failure", h -> h.events().contains("c WAITING"));
    assertThat(status("c").lastError()).contains("absent.pem");
  }

  @Test
  void tcpMd5NeedsTheSameKeyOnBothSides() throws Exception {
    InetAddress router = InetAddress.getByName("127.0.0.1");
    RtrCache cache = cache(anywhere().withMd5Keys(Map.of(router, "secret")));
    cache.publish(A);
    configure(
        to("c", cache)
            .md5Key("secret")
            .localAddress(savd.net.IpAddress.parse("127.0.0.1"))
            .build());
    heard.await("the load", h -> A.equals(h.payload()));
    try (Socket bare = new Socket()) {
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> bare.connect(new InetSocketAddress("127.0.0.1", cache.ports().getFirst()), 300))
          .isInstanceOf(IOException.class);
    }
  }

  // ---- caches that fail

  /** A cache that plays what it is given, one part per connection, then closes. */
  private int scripted(List<byte[]> answers) throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    opened.add(server);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (byte[] answer : answers) {
                  try (Socket s = server.accept()) {
                    InputStream in = s.getInputStream();
                    in.readNBytes(8);
                    s.getOutputStream().write(answer);
                    s.shutdownOutput();
                    in.readAllBytes();
                  }
                }
              } catch (IOException e) {
                // The test is over.
              }
            });
    return server.getLocalPort();
  }

  @Test
  void whateverAnUpdateIsCutOffAtTheLastCompleteSetStays() throws Exception {
    byte[] whole =
        Pdu.octets(
            2,
            new savd.rpki.message.RtrPdu.CacheResponse(7),
            Pdu.announce("192.0.2.0/24", 24, 64496),
            Pdu.announce("2001:db8::/32", 48, 64496),
            savd.rpki.fsm.RtrTestPdus.end(7, 1));
    List<byte[]> answers = new ArrayList<>();
    answers.add(whole);
    answers.add(Arrays.copyOf(whole, 17));
    answers.add(Arrays.copyOf(whole, whole.length - 1));
    byte[] wrong = whole.clone();
    wrong[9] = 77;
    answers.add(wrong);
    int port = scripted(answers);
    clients.configure(
        RtrConfig.of(List.of(CacheConfig.builder("c", "127.0.0.1").port(port).build())));
    heard.await("the load", h -> h.payload() != null);
    Payload first = heard.payload();
    for (int i = 2; i <= 4; i++) {
      int n = i;
      clients.refresh("c");
      heard.await(
          "connection " + i,
          h -> {
            long ended = h.events().stream().filter(e -> e.contains("WAITING")).count();
            if (ended < n && h.events().getLast().contains("WAITING")) {
              Thread.ofVirtual().start(() -> clients.refresh("c"));
            }
            return ended >= n;
          });
      assertThat(heard.payload()).isSameAs(first);
    }
    assertThat(heard.payloads()).isEqualTo(1);
    assertThat(status("c").lastError()).startsWith("malformed PDU");
  }
}
