package savd.pisav.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static savd.pisav.fsm.Cone.A;
import static savd.pisav.fsm.Cone.B;
import static savd.pisav.fsm.Cone.TOP;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import savd.net.Asn;
import savd.net.Prefix;
import savd.pisav.fsm.Cone;
import savd.pisav.fsm.KeyBindings;
import savd.pisav.fsm.MemberFsm;
import savd.pisav.fsm.MemberSettings;
import savd.pisav.fsm.PeerKey;
import savd.pisav.fsm.TopSettings;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.ErrorCode;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;
import savd.rpki.payload.RouterKey;

/** Tops and members over sockets of the loopback interface, and some who are neither. */
@Timeout(120)
class LoopbackTest {
  private static final ConeNotice NOTICE = Cone.notice(ConeMode.CONSERVATIVE);

  @TempDir private static Path dir;
  private static TlsIdentity topKey;
  private static TlsIdentity keyA;
  private static TlsIdentity keyB;
  private static TlsIdentity nobodys;

  private final Waited atTop = new Waited();
  private final Waited atA = new Waited();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void keys() throws Exception {
    topKey = Identities.p256(dir, "top");
    keyA = Identities.p256(dir, "a");
    keyB = Identities.p256(dir, "b");
    nobodys = Identities.p256(dir, "nobody");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable c : opened) {
      c.close();
    }
  }

  /** As a cache would give them. */
  private static KeyBindings routerKeys(Map<TlsIdentity, Asn> of) throws IOException {
    Set<RouterKey> keys = new java.util.HashSet<>();
    for (Map.Entry<TlsIdentity, Asn> e : of.entrySet()) {
      keys.add(new RouterKey(e.getValue(), new byte[20], e.getKey().key().publicKey()));
    }
    return KeyBindings.of(keys, Map.of());
  }

  private static KeyBindings all() throws IOException {
    return routerKeys(Map.of(topKey, TOP, keyA, A, keyB, B));
  }

  private static TopSettings settings() {
    return TopSettings.of(TOP, Cone.TOP_ROUTER);
  }

  private ConeListener top(TopSettings settings) throws IOException {
    return top(settings, 0);
  }

  private ConeListener top(TopSettings settings, int port) throws IOException {
    ConeListener top =
        new ConeListener(
            new ListenerConfig(List.of(new InetSocketAddress("127.0.0.1", port)), topKey, settings),
            atTop);
    opened.add(top);
    top.keys(all());
    top.notice(NOTICE);
    return top;
  }

  private static DialerConfig dialing(TlsIdentity identity, Asn asn, int routerId, int... ports) {
    List<DialerConfig.Top> tops = new ArrayList<>();
    for (int port : ports) {
      tops.add(
          new DialerConfig.Top(
              "top" + (tops.size() + 1),
              new InetSocketAddress("127.0.0.1", port),
              Optional.empty(),
              MemberSettings.of(asn, routerId, TOP)
                  .withRetry(TimeUnit.MILLISECONDS.toNanos(20), TimeUnit.SECONDS.toNanos(1))));
    }
    return new DialerConfig(identity, tops);
  }

  private ConeDialer member(Waited listener, DialerConfig config) throws IOException {
    ConeDialer d = new ConeDialer(listener);
    opened.add(d);
    d.keys(all());
    d.configure(config);
    return d;
  }

  private static int port(ConeListener top) {
    return top.ports().getFirst();
  }

  private ConeDialer joined(ConeListener top) throws Exception {
    ConeDialer a = member(atA, dialing(keyA, A, 1, port(top)));
    atA.await("the notice", w -> !w.notices.isEmpty());
    a.answer("top1", atA.last().serial(), Cone.none(A));
    atTop.await("the statement", w -> w.inForce.containsKey(A));
    return a;
  }

  private Hostile hostile(ConeListener top, TlsIdentity identity) throws Exception {
    Hostile h = new Hostile(port(top), identity);
    opened.add(h);
    return h;
  }

  // ---- what should be

  @Test
  void aMemberIsToldTheConeAndItsStatementIsInForce() throws Exception {
    ConeListener top = top(settings());
    ConeDialer a = joined(top);
    assertThat(atA.last().notice()).isEqualTo(NOTICE);
    assertThat(atTop.inForce).isEqualTo(Map.of(A, Cone.none(A)));
    a.answer("top1", 1, Cone.some(A, B));
    atTop.await("the change", w -> w.inForce.equals(Map.of(A, Cone.some(A, B))));
    ListenerStatus s = top.status();
    assertThat(s.sessions()).hasSize(1);
    assertThat(s.sessions().getFirst().asn()).contains(A);
    assertThat(s.sessions().getFirst().state()).isEqualTo("established");
    assertThat(s.sessions().getFirst().serialAnswered()).isEqualTo(1);
    assertThat(s.sessions().getFirst().key()).isEqualTo(keyA.key().ski());
    assertThat(s.key()).isEqualTo(topKey.key().ski());
    assertThat(s.boundKeys()).isEqualTo(3);
    assertThat(s.refused()).isEmpty();
    TopStatus m = a.status().getFirst();
    assertThat(m.state()).isEqualTo(MemberFsm.State.ESTABLISHED);
    assertThat(m.serial()).contains(1);
    assertThat(m.serialAnswered()).contains(1);
    assertThat(m.members()).isEqualTo(2);
    assertThat(m.last()).contains(Cone.some(A, B));
  }

  @Test
  void aConeOfTenThousandMembersAndAHundredThousandPrefixesArrivesAndChanges() throws Exception {
    Set<Asn> members =
        IntStream.range(0, 10_000).mapToObj(i -> Asn.of(100_000 + i)).collect(Collectors.toSet());
    members.add(A);
    Set<Prefix> prefixes =
        IntStream.range(0, 100_000)
            .mapToObj(i -> Prefix.parse("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)))
            .collect(Collectors.toSet());
    ConeNotice large =
        new ConeNotice(ConeMode.AGGRESSIVE, TOP, 1, List.of(), members, Set.of(A), prefixes);
    ConeListener top = top(settings());
    top.notice(large);
    member(atA, dialing(keyA, A, 1, port(top)));
    atA.await("all of it", w -> !w.notices.isEmpty() && w.last().notice().equals(large));
    prefixes.remove(Prefix.parse("10.0.0.7"));
    prefixes.add(Prefix.parse("2001:db8::/32"));
    ConeNotice other =
        new ConeNotice(ConeMode.AGGRESSIVE, TOP, 1, List.of(), members, Set.of(A), prefixes);
    top.notice(other);
    atA.await("the change", w -> w.last().notice().equals(other));
  }

  @Test
  void aProcessMayBeTopAndMemberAtOnceAndAMemberMayHaveSeveralTops() throws Exception {
    ConeListener one = top(settings());
    ConeListener two = top(settings());
    ConeDialer a = member(atA, dialing(keyA, A, 1, port(one), port(two)));
    atA.await("both notices", w -> w.notices.size() == 2);
    assertThat(atA.notices).extracting(Waited.Told::top).containsExactlyInAnyOrder("top1", "top2");
    a.answer("top1", 1, Cone.none(A));
    a.answer("top2", 1, Cone.some(A, B));
    atTop.await("one of them", w -> w.inForce.equals(Map.of(A, Cone.some(A, B))));
    atTop.await("the other", w -> w.statements >= 2);
    // The top of the one cone is a member of another.
    Waited asMember = new Waited();
    DialerConfig c =
        new DialerConfig(
            keyB,
            List.of(
                new DialerConfig.Top(
                    "other cone",
                    new InetSocketAddress("127.0.0.1", port(two)),
                    Optional.empty(),
                    MemberSettings.of(B, Cone.TOP_ROUTER, TOP))));
    member(asMember, c);
    asMember.await("the notice", w -> !w.notices.isEmpty());
  }

  @Test
  void aTopThatComesBackIsFoundAgain() throws Exception {
    ConeListener top = top(settings());
    int port = port(top);
    joined(top);
    top.close();
    atA.await("the loss", w -> w.lost.contains("top1: the other side says: shutdown"));
    top(settings(), port);
    atA.await("the notice again", w -> w.notices.size() == 2);
  }

  @Test
  void aMemberThatIsClosedTakesNoDetourAlong() throws Exception {
    ConeListener top = top(settings());
    ConeDialer a = joined(top);
    a.close();
    atTop.await("nothing", w -> w.inForce.isEmpty());
  }

  @Test
  void anotherConfigurationLeavesSessionsAloneThatDoNotChange() throws Exception {
    ConeListener top = top(settings());
    ConeDialer a = joined(top);
    a.configure(dialing(keyA, A, 1, port(top), 1));
    atA.await("the other tried", w -> w.lost.stream().anyMatch(l -> l.startsWith("top2: ")));
    assertThat(a.status().getFirst().sessions()).isEqualTo(1);
    a.configure(dialing(keyA, A, 1));
    atTop.await("nothing", w -> w.inForce.isEmpty());
    assertThat(a.status()).isEmpty();
  }

  // ---- who may not

  @Test
  void aWrongKeyIsRefusedAndNothingIsInForceBecauseOfIt() throws Exception {
    ConeListener top = top(settings());
    joined(top);
    Waited thief = new Waited();
    member(thief, dialing(nobodys, B, 2, port(top)));
    thief.await("the refusal", w -> w.lost.stream().anyMatch(l -> l.contains("not authorised")));
    Waited liar = new Waited();
    member(liar, dialing(keyA, B, 2, port(top)));
    liar.await("the refusal", w -> w.lost.stream().anyMatch(l -> l.contains("not authorised")));
    assertThat(atTop.inForce).isEqualTo(Map.of(A, Cone.none(A)));
    assertThat(top.status().refused().get(ErrorCode.NOT_AUTHORISED).count()).isPositive();
    assertThat(thief.notices).isEmpty();
    assertThat(liar.notices).isEmpty();
  }

  @Test
  void aTopWithAWrongKeyIsToldNothing() throws Exception {
    ConeListener top = top(settings());
    ConeDialer a = new ConeDialer(atA);
    opened.add(a);
    a.keys(routerKeys(Map.of(nobodys, TOP)));
    a.configure(dialing(keyA, A, 1, port(top)));
    atA.await(
        "the refusal",
        w -> w.lost.stream().anyMatch(l -> l.contains("this key is not one of AS 64511")));
    assertThat(top.status().sessions()).allMatch(s -> s.asn().isEmpty());
    assertThat(a.status().getFirst().refused()).containsKey(ErrorCode.NOT_AUTHORISED);
  }

  @Test
  void aKeyThatIsWithdrawnEndsTheSessionAtOnceOnEitherSide() throws Exception {
    ConeListener top = top(settings());
    ConeDialer a = joined(top);
    top.keys(routerKeys(Map.of(topKey, TOP, keyB, B)));
    atTop.await("nothing", w -> w.inForce.isEmpty());
    atA.await("the word", w -> w.lost.stream().anyMatch(l -> l.contains("key withdrawn")));
    top.keys(all());
    atA.await("a session again", w -> w.notices.size() == 2);
    a.keys(routerKeys(Map.of(nobodys, TOP)));
    atA.await(
        "the word",
        w -> w.lost.stream().anyMatch(l -> l.contains("key withdrawn: no longer of AS 64511")));
  }

  @Test
  void keysOfOtherKindsAndOlderTlsAndNoCertificateAreRefusedByTls() throws Exception {
    ConeListener top = top(settings());
    for (TlsIdentity wrong : List.of(Identities.rsa(dir, "rsa"), Identities.p384(dir, "p384"))) {
      assertThatThrownBy(() -> hostile(top, wrong).hello(A, 1).hear())
          .isInstanceOf(IOException.class);
      assertThatThrownBy(wrong::key).hasMessageContaining("not a P-256 key");
    }
    assertThatThrownBy(() -> new Hostile(port(top), Optional.of(keyA), "TLSv1.2"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> new Hostile(port(top), Optional.empty(), "TLSv1.3").hello(A, 1).hear())
        .isInstanceOf(IOException.class);
    joined(top);
  }

  @Test
  void aTlsSessionThatIsContinuedWithoutShowingTheKeyIsRefused() throws Exception {
    ConeListener top = top(settings());
    SSLContext remembers = Hostile.context(Optional.of(keyA));
    boolean continued = false;
    // A ticket is good for a second: a machine that is too slow for that tries again.
    for (int i = 0; i < 50 && !continued; i++) {
      Hostile first = new Hostile(port(top), remembers, "TLSv1.3");
      first.hello(A, 1).notice();
      Hostile second = new Hostile(port(top), remembers, "TLSv1.3");
      continued = second.began() == first.began();
      if (continued) {
        assertThatThrownBy(() -> second.hello(A, 2).hear()).isInstanceOf(IOException.class);
        assertThat(top.status().sessions())
            .extracting(ListenerStatus.Session::routerId)
            .doesNotContain(2);
      }
      second.close();
      first.close();
    }
    Assumptions.assumeTrue(continued, "no TLS session was continued: nothing was to be refused");
    joined(top);
  }

  // ---- who does what nobody should

  @Test
  void aForgedStatementForAnotherAsEndsTheSession() throws Exception {
    ConeListener top = top(settings());
    joined(top);
    Hostile b = hostile(top, keyB).hello(B, 2);
    int serial = b.notice();
    b.say(Cone.response(ConeMessage.Occasion.NOTICE, serial, 1, Cone.none(A)));
    assertThat(b.error()).isEqualTo(ErrorCode.WRONG_SPEAKER);
    assertThat(atTop.inForce).isEqualTo(Map.of(A, Cone.none(A)));
    assertThat(top.status().refused().get(ErrorCode.WRONG_SPEAKER).last())
        .contains("AS 64501 makes a statement about AS 64500");
    assertThat(hostile(top, keyB).error()).as("at once").isEqualTo(ErrorCode.TOO_MANY_SESSIONS);
  }

  @Test
  void aSessionPlayedAgainIsRefusedEvenWithTheRightKey() throws Exception {
    ConeListener top = top(settings());
    Hostile b = hostile(top, keyB).hello(B, 2);
    b.say(Cone.response(ConeMessage.Occasion.NOTICE, b.notice(), 1, Cone.none(B)));
    atTop.await("the statement", w -> w.inForce.containsKey(B));
    b.close();
    atTop.await("nothing", w -> w.inForce.isEmpty());
    Hostile again = hostile(top, keyB);
    again.octets(Hostile.join(b.sent));
    assertThat(again.error()).isEqualTo(ErrorCode.REPLAY);
    assertThat(atTop.inForce).isEmpty();
  }

  @Test
  void rubbishIsAnsweredWithAWordAndTheEnd() throws Exception {
    ConeListener top = top(settings());
    Hostile b = hostile(top, keyB);
    b.octets("GET / HTTP/1.1\r\n\r\n".getBytes());
    assertThat(b.error()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
    b.drain();
  }

  @Test
  void aFloodIsCutOffAndItsStatementEnds() throws Exception {
    ConeListener top = top(settings());
    joined(top);
    Hostile b = hostile(top, keyB).hello(B, 2);
    b.say(Cone.response(ConeMessage.Occasion.NOTICE, b.notice(), 1, Cone.none(B)));
    atTop.await("the statement", w -> w.inForce.containsKey(B));
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1_000_000; i++) {
                b.say(new ConeMessage.Keepalive());
              }
            })
        .isInstanceOf(IOException.class);
    atTop.await("its end", w -> !w.inForce.containsKey(B));
    assertThat(atTop.inForce).containsOnlyKeys(A);
    assertThat(top.status().refused()).containsKey(ErrorCode.RATE);
  }

  @Test
  void whoIsSlowToBeginIsCutOff() throws Exception {
    ConeListener top =
        top(
            settings()
                .withSession(
                    settings()
                        .session()
                        .withTimes(
                            TimeUnit.SECONDS.toNanos(10),
                            TimeUnit.SECONDS.toNanos(30),
                            TimeUnit.MILLISECONDS.toNanos(300),
                            TimeUnit.SECONDS.toNanos(60))));
    assertThat(hostile(top, keyB).error()).isEqualTo(ErrorCode.TOO_SLOW);
    try (java.net.Socket silent = new java.net.Socket("127.0.0.1", port(top))) {
      silent.setSoTimeout(20_000);
      assertThat(silent.getInputStream().readAllBytes()).isEmpty();
    }
    joined(top);
  }

  @Test
  void connectionsOverTheLimitAreClosedAtOnceAndSessionsStay() throws Exception {
    ConeListener top = top(settings().withLimits(10_000, 100_000, 8, 100, 3));
    joined(top);
    List<java.net.Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        silent.add(new java.net.Socket("127.0.0.1", port(top)));
      }
      for (int i = 0; i < 50; i++) {
        try (java.net.Socket more = new java.net.Socket("127.0.0.1", port(top))) {
          more.setSoTimeout(20_000);
          assertThat(more.getInputStream().read()).isEqualTo(-1);
        }
      }
    } finally {
      for (java.net.Socket s : silent) {
        s.close();
      }
    }
    assertThat(top.status().refused().get(ErrorCode.TOO_MANY_SESSIONS).count()).isEqualTo(50);
    assertThat(atTop.inForce).isEqualTo(Map.of(A, Cone.none(A)));
    assertThat(atA.lost).isEmpty();
  }

  @Test
  void whoDoesNotReadIsCutOffAndTheTopKeepsNothingForIt() throws Exception {
    ConeListener top =
        top(
            settings()
                .withSession(
                    settings()
                        .session()
                        .withTimes(
                            TimeUnit.SECONDS.toNanos(10),
                            TimeUnit.SECONDS.toNanos(30),
                            TimeUnit.SECONDS.toNanos(10),
                            TimeUnit.SECONDS.toNanos(3))));
    Set<Prefix> prefixes =
        IntStream.range(0, 400_000)
            .mapToObj(i -> Prefix.of(savd.net.AddressFamily.IPV6, i, (long) i << 20, 128))
            .collect(Collectors.toSet());
    top.notice(
        new ConeNotice(ConeMode.CONSERVATIVE, TOP, 1, List.of(), Set.of(A, B), Set.of(), prefixes));
    Hostile b = hostile(top, keyB).hello(B, 2);
    joined(top);
    assertThat(atTop.inForce).containsOnlyKeys(A);
    // It never reads more than the kernel does for it; the top notices by its own clock.
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!top.status().refused().containsKey(ErrorCode.TOO_SLOW)) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    assertThat(top.status().sessions()).hasSize(1);
    b.close();
  }

  // ---- the shell itself

  @Test
  void whatCannotBeListenedOnOrReadIsAnError() throws Exception {
    ConeListener top = top(settings());
    assertThatThrownBy(() -> top(settings(), port(top)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + port(top));
    TlsIdentity missing = new TlsIdentity(dir.resolve("no"), dir.resolve("none"));
    assertThatThrownBy(
            () ->
                new ConeListener(new ListenerConfig(List.of(), missing, settings()), new Waited()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aMemberWhoseKeyCannotBeReadTriesAgain() throws Exception {
    ConeListener top = top(settings());
    TlsIdentity missing = new TlsIdentity(dir.resolve("no.crt"), dir.resolve("no.key"));
    ConeDialer a = member(atA, dialing(missing, A, 1, port(top)));
    atA.await("a failure", w -> !w.lost.isEmpty());
    a.configure(dialing(keyA, A, 1, port(top)));
    atA.await("the notice", w -> !w.notices.isEmpty());
  }

  @Test
  void aNewKeyOfTheTopCountsForNewConnections() throws Exception {
    Path own = dir.resolve("rolled");
    java.nio.file.Files.createDirectories(own);
    TlsIdentity first = Identities.p256(own, "k");
    PeerKey former = first.key();
    ConeListener top =
        new ConeListener(
            new ListenerConfig(List.of(new InetSocketAddress("127.0.0.1", 0)), first, settings()),
            atTop);
    opened.add(top);
    top.keys(all());
    top.notice(NOTICE);
    Identities.p256(own, "k");
    top.reloadIdentity();
    assertThat(first.key()).isNotEqualTo(former);
    assertThat(top.status().key()).isEqualTo(first.key().ski());
    Map<TlsIdentity, Asn> keys = new HashMap<>(Map.of(first, TOP, keyA, A));
    ConeDialer a = new ConeDialer(atA);
    opened.add(a);
    a.keys(routerKeys(keys));
    a.configure(dialing(keyA, A, 1, port(top)));
    atA.await("the notice", w -> !w.notices.isEmpty());
  }

  /** How long a statement needs from one side to the other; told, not judged. */
  @Test
  void aStatementIsInForceSoon() throws Exception {
    ConeListener top = top(settings().withTimes(0, 0, 0, 0, TimeUnit.HOURS.toNanos(1)));
    ConeDialer a = joined(top);
    long[] nanos = new long[200];
    for (int i = 0; i < nanos.length; i++) {
      MemberStatement next = i % 2 == 0 ? Cone.some(A, B) : Cone.none(A);
      long start = System.nanoTime();
      a.answer("top1", 1, next);
      atTop.await("the statement", w -> w.inForce.equals(Map.of(A, next)));
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "statement to listener: p50 %d us, p99 %d us%n", nanos[100] / 1_000, nanos[198] / 1_000);
    assertThat(nanos[100]).isLessThan(TimeUnit.SECONDS.toNanos(1));
  }
}
