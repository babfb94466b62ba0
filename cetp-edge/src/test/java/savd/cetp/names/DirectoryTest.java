package savd.cetp.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import savd.net.IpAddress;

/** Asking the DNS, whoever makes us ask, and however slow it is. */
@Timeout(120)
class DirectoryTest {
  /** Longer than any of these tests: what is not answered goes on waiting. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private static final IpAddress MALLORY = IpAddress.parse("203.0.113.66");
  private static final IpAddress ALICE = IpAddress.parse("198.51.100.1");

  private ScriptedDns dns;
  private Directory directory;
  private volatile long now;

  @BeforeEach
  void open() throws IOException {
    dns = new ScriptedDns();
    directory =
        new Directory(List.of(new Directory.Upstream("", List.of(dns.server()))), LONG, () -> now);
  }

  @AfterEach
  void close() {
    dns.close();
  }

  private CompletableFuture<Lookup> check(String name, IpAddress caller) {
    return directory.check(name, caller).toCompletableFuture();
  }

  private static List<IpAddress> addresses(String prefix, int count) {
    return IntStream.range(1, count + 1).mapToObj(i -> IpAddress.parse(prefix + i)).toList();
  }

  /** Asks for so many names that nobody answers for, and counts those that wait. */
  private long waiting(List<IpAddress> callers, int each) {
    List<CompletableFuture<Lookup>> all = new ArrayList<>();
    for (IpAddress caller : callers) {
      for (int i = 0; i < each; i++) {
        all.add(
            check("x" + i + "." + caller.toString().replace(':', '-') + ".deaf.example", caller));
      }
    }
    List<CompletableFuture<Lookup>> done = all.stream().filter(CompletableFuture::isDone).toList();
    assertThat(done).allSatisfy(d -> assertThat(d.join()).isInstanceOf(Lookup.Unanswered.class));
    return all.size() - done.size();
  }

  @Test
  void one_caller_keeps_no_other_from_being_checked() {
    assertThat(waiting(List.of(MALLORY), 300)).isEqualTo(Asker.OF_A_CALLER);
    assertThat(check("alice.west.example", ALICE).join()).isInstanceOf(Lookup.Found.class);
  }

  @Test
  void no_network_of_callers_keeps_others_from_being_checked() {
    assertThat(waiting(addresses("203.0.113.", 200), 8)).isEqualTo(Asker.OF_A_NETWORK);
    assertThat(waiting(addresses("2001:db8:5:a::", 50), 8)).isEqualTo(Asker.OF_A_CALLER);
    assertThat(check("alice.west.example", ALICE).join()).isInstanceOf(Lookup.Found.class);
    assertThat(check("alice2.west.example", IpAddress.parse("2001:db8:6::1")).join())
        .isInstanceOf(Lookup.Found.class);
  }

  @Test
  void all_callers_together_leave_hosts_what_they_need() {
    List<IpAddress> everywhere =
        IntStream.range(0, 400)
            .mapToObj(i -> new savd.net.Ipv4Address(0x0B000001 + (i << 8)))
            .map(a -> (IpAddress) a)
            .toList();
    assertThat(waiting(everywhere, 1)).isEqualTo(Asker.Kind.CALLERS.most());
    assertThat(check("alice.west.example", ALICE).join()).isInstanceOf(Lookup.Unanswered.class);
    assertThat(
            directory
                .destination("bob.east.example", Asker.Kind.HOSTS)
                .toCompletableFuture()
                .join())
        .isInstanceOf(Lookup.Found.class);
  }

  @Test
  void of_several_upstreams_one_that_is_deaf_leaves_half_for_the_others() throws IOException {
    try (ScriptedDns other = new ScriptedDns()) {
      directory =
          new Directory(
              List.of(
                  new Directory.Upstream("deaf.example", List.of(dns.server())),
                  new Directory.Upstream("", List.of(other.server()))),
              LONG,
              () -> now);
      List<IpAddress> everywhere = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        everywhere.add(new savd.net.Ipv4Address(0x0B000001 + (i << 8)));
      }
      assertThat(waiting(everywhere, 1)).isEqualTo(Asker.Kind.CALLERS.most() / 2);
      assertThat(check("alice.west.example", ALICE).join()).isInstanceOf(Lookup.Found.class);
    }
  }

  @Test
  void that_nobody_answers_is_not_that_there_is_nothing() throws IOException {
    assertThat(check("bob.broken.example", ALICE).join()).isInstanceOf(Lookup.Unanswered.class);
    assertThat(check("bob.none.example", ALICE).join()).isInstanceOf(Lookup.NotThere.class);
    directory =
        new Directory(
            List.of(new Directory.Upstream("deaf.example", List.of(dns.server()))),
            Duration.ofMillis(1),
            () -> now);
    assertThat(check("bob.deaf.example", ALICE).join()).isInstanceOf(Lookup.Unanswered.class);
    // No server of ours could ever say.
    assertThat(check("bob.else.example", ALICE).join()).isInstanceOf(Lookup.NotThere.class);
  }

  @Test
  void a_server_that_cannot_say_is_not_the_last_one_asked() throws Exception {
    try (ScriptedDns second = new ScriptedDns()) {
      // The first one knows nothing of the zone; what it cannot resolve the second holds back.
      directory =
          new Directory(
              List.of(new Directory.Upstream("", List.of(dns.server(), second.server()))),
              LONG,
              () -> now);
      CompletableFuture<Lookup> outcome = check("x.broken.example", ALICE);
      assertThat(dns.next().name()).isEqualTo("x.broken.example");
      assertThat(second.next().name()).isEqualTo("x.broken.example");
      assertThat(outcome.join()).isInstanceOf(Lookup.Unanswered.class);
    }
  }

  @Test
  void what_is_known_or_known_not_to_be_is_not_asked_again_for_a_while() throws Exception {
    for (String name : List.of("bob.east.example", "bob.none.example", "bob.broken.example")) {
      Lookup first = check(name, ALICE).join();
      assertThat(dns.next().name()).isEqualTo(name);
      assertThat(check(name, MALLORY).join()).isEqualTo(first);
      assertThat(dns.waiting()).isZero();
    }
    now += Duration.ofSeconds(6).toNanos();
    check("bob.east.example", ALICE).join();
    check("bob.none.example", ALICE).join();
    assertThat(dns.next().name()).isEqualTo("bob.none.example");
  }

  private static Message query(String name) throws TextParseException {
    return Message.newQuery(
        Record.newRecord(Name.fromString(name, Name.root), Type.TXT, DClass.IN));
  }

  @Test
  void equal_questions_that_are_under_way_are_asked_once() throws Exception {
    List<CompletableFuture<Message>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(directory.ask(query("www.deaf.example"), Asker.Kind.HOSTS).toCompletableFuture());
    }
    answers.add(directory.ask(query("ftp.deaf.example"), Asker.Kind.HOSTS).toCompletableFuture());
    List<ScriptedDns.Asked> asked = List.of(dns.next(), dns.next());
    assertThat(asked)
        .extracting(ScriptedDns.Asked::name)
        .containsExactlyInAnyOrder("www.deaf.example", "ftp.deaf.example");
    for (ScriptedDns.Asked a : asked) {
      dns.answer(a);
    }
    List<Message> all = answers.stream().map(CompletableFuture::join).toList();
    assertThat(dns.waiting()).isZero();
    // Each has its own: whoever gets one puts its number in.
    all.getFirst().getHeader().setID(4711);
    all.getFirst().removeAllRecords(Section.QUESTION);
    assertThat(all.get(1).getQuestion()).isNotNull();
    assertThat(directory.counters()).containsEntry("names-joined", 49L);
  }

  @Test
  void names_of_callers_under_way_are_asked_once_and_each_caller_has_its_share_of_waiting()
      throws Exception {
    for (int i = 0; i < 10; i++) {
      check("bob.deaf.example", MALLORY);
    }
    CompletableFuture<Lookup> alice = check("bob.deaf.example", ALICE);
    ScriptedDns.Asked asked = dns.next();
    assertThat(alice).isNotDone();
    dns.answer(asked);
    assertThat(alice.join()).isInstanceOf(Lookup.Found.class);
    assertThat(dns.waiting()).isZero();
    // What was taken has been given back.
    assertThat(waiting(List.of(MALLORY), 20)).isEqualTo(Asker.OF_A_CALLER);
  }
}
