package savd.cetp.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import savd.cetp.fsm.Host;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Rloc;
import savd.cetp.policy.Check;
import savd.cetp.policy.Policy;
import savd.cetp.policy.SourceRule;
import savd.net.AddressFamily;
import savd.net.IpAddress;
import savd.net.Ipv4Address;

/** The servers of two edges on the loopback, asked as hosts and as the world ask them. */
@Timeout(60)
class NameServerTest {
  private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final int RLOCS = 40;

  private NameServer world;
  private NameServer hosts;

  private static Host host(String name, String address, String identity, Policy policy) {
    return new Host(
        name,
        List.of(Identity.parse(identity)),
        Optional.of(Ipv4Address.parse(address)),
        Optional.empty(),
        Optional.empty(),
        policy);
  }

  /** Hosts and RLOCs as configured; every name behind another edge is 100.64.0.1. */
  private record Fixed(List<Host> hosts, List<Rloc> rlocs) implements NameServer.Edge {
    @Override
    public boolean resolvesFor(IpAddress source) {
      return hosts.stream().anyMatch(h -> h.has(source));
    }

    @Override
    public CompletionStage<Optional<IpAddress>> proxy(
        Host host, Lookup.Found found, AddressFamily family) {
      assertThat(found.destination().rlocs()).hasSize(RLOCS);
      return CompletableFuture.completedStage(Optional.of(IpAddress.parse("100.64.0.1")));
    }

    @Override
    public CompletionStage<Optional<String>> nameOf(IpAddress proxy) {
      return CompletableFuture.completedStage(Optional.of("bob.east.example"));
    }
  }

  @BeforeEach
  void open() throws IOException {
    List<Rloc> many =
        java.util.stream.IntStream.range(0, RLOCS)
            .mapToObj(i -> new Rloc(i, 0, new Locator.Ip(new Ipv4Address(0xC0000200 + i), 0)))
            .toList();
    Host bob = host("bob.east.example", "10.0.0.2", "0b00000000bb", Policy.lax("lax"));
    world =
        NameServer.open(
            new Fixed(List.of(bob), many),
            new Directory(List.of()),
            NameServer.Side.WORLD,
            LOOPBACK,
            0);
    Directory directory =
        new Directory(
            List.of(
                new Directory.Upstream(
                    "", List.of(new Directory.Server("127.0.0.1", world.address().getPort())))),
            LONG,
            () -> 0);
    SourceRule friends =
        new SourceRule(
            Optional.empty(), Optional.of("friend.west.example"), Optional.empty(), true, Set.of());
    SourceRule nobody =
        new SourceRule(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            EnumSet.noneOf(Check.class));
    hosts =
        NameServer.open(
            new Fixed(
                List.of(
                    host("alice.west.example", "127.0.0.1", "0a00000000aa", Policy.lax("lax")),
                    host("open.west.example", "10.0.0.3", "0a00000000ab", Policy.lax("lax")),
                    host(
                        "closed.west.example",
                        "10.0.0.4",
                        "0a00000000ac",
                        Policy.lax("p").withSources(List.of(friends, nobody))),
                    host(
                        "certified.west.example",
                        "10.0.0.5",
                        "0a00000000ad",
                        Policy.lax("p").withIdentityTypes(List.of(3), 0, 60))),
                List.of()),
            directory,
            NameServer.Side.HOSTS,
            LOOPBACK,
            0);
  }

  @AfterEach
  void close() {
    hosts.close();
    world.close();
  }

  private static Message ask(NameServer server, String name, int type, boolean tcp)
      throws IOException {
    SimpleResolver resolver = new SimpleResolver(server.address());
    resolver.setTCP(tcp);
    resolver.setIgnoreTruncation(true);
    resolver.setTimeout(Duration.ofSeconds(10));
    return resolver.send(
        Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN)));
  }

  @Test
  void what_does_not_fit_into_a_datagram_is_cut_and_comes_whole_over_tcp() throws IOException {
    Message cut = ask(world, "bob.east.example", Type.NAPTR, false);
    assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(cut.numBytes()).isLessThanOrEqualTo(1232);
    Message whole = ask(world, "bob.east.example", Type.NAPTR, true);
    assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(whole.getSection(Section.ANSWER)).hasSize(RLOCS);
  }

  @Test
  void hosts_are_answered_over_tcp_too_and_the_edge_itself_asks_so_where_it_has_to()
      throws IOException {
    for (boolean tcp : new boolean[] {false, true}) {
      Message answer = ask(hosts, "bob.east.example", Type.A, tcp);
      assertThat(((ARecord) answer.getSection(Section.ANSWER).getFirst()).getAddress())
          .isEqualTo(InetAddress.getByName("100.64.0.1"));
    }
  }

  @Test
  void a_connection_carries_several_questions_and_one_that_is_none_ends_it() throws IOException {
    byte[] query =
        Message.newQuery(
                Record.newRecord(
                    Name.fromString("open.west.example", Name.root), Type.A, DClass.IN))
            .toWire();
    try (Socket s = new Socket(hosts.address().getAddress(), hosts.address().getPort())) {
      var out = new java.io.DataOutputStream(s.getOutputStream());
      var in = new java.io.DataInputStream(s.getInputStream());
      for (int i = 0; i < 3; i++) {
        out.writeShort(query.length);
        out.write(query);
        byte[] answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
        assertThat(new Message(answer).getRcode()).isEqualTo(Rcode.NOERROR);
      }
      out.writeShort(3);
      out.write(new byte[3]);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void a_host_behind_the_same_edge_is_told_as_its_policy_has_it() throws IOException {
    Message open = ask(hosts, "open.west.example", Type.A, false);
    assertThat(((ARecord) open.getSection(Section.ANSWER).getFirst()).getAddress())
        .isEqualTo(InetAddress.getByName("10.0.0.3"));
    // Neither a friend, nor certified.
    for (String name : List.of("closed.west.example", "certified.west.example")) {
      Message refused = ask(hosts, name, Type.A, false);
      assertThat(refused.getRcode()).as(name).isEqualTo(Rcode.REFUSED);
      assertThat(refused.getSection(Section.ANSWER)).isEmpty();
    }
  }

  @Test
  void the_world_is_told_of_our_hosts_and_of_nothing_else() throws IOException {
    assertThat(ask(world, "alice.west.example", Type.NAPTR, false).getRcode())
        .isEqualTo(Rcode.REFUSED);
    Message address = ask(world, "bob.east.example", Type.A, false);
    assertThat(address.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(address.getSection(Section.ANSWER)).isEmpty();
  }

  /** Asks from an address, and hears one answer. */
  private static final class Client implements AutoCloseable {
    private final DatagramSocket socket;
    private final NameServer server;

    Client(String from, NameServer server) throws IOException {
      socket = new DatagramSocket(0, InetAddress.getByName(from));
      this.server = server;
    }

    void ask(String name, int type) throws IOException {
      byte[] octets =
          Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN))
              .toWire();
      socket.send(new DatagramPacket(octets, octets.length, server.address()));
    }

    Message answer() throws IOException {
      DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
      socket.receive(packet);
      return new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @Test
  void a_host_that_asks_without_end_waits_alone_and_takes_only_so_many_sockets() throws Exception {
    List<Host> two =
        List.of(
            host("busy.west.example", "127.0.0.2", "0a00000000b1", Policy.lax("lax")),
            host("alice.west.example", "127.0.0.3", "0a00000000b2", Policy.lax("lax")));
    try (ScriptedDns dns = new ScriptedDns();
        NameServer server =
            NameServer.open(
                new Fixed(two, List.of()),
                new Directory(
                    List.of(new Directory.Upstream("", List.of(dns.server()))), LONG, () -> 0),
                NameServer.Side.HOSTS,
                LOOPBACK,
                0);
        Client busy = new Client("127.0.0.2", server);
        Client alice = new Client("127.0.0.3", server)) {
      for (int i = 0; i < Asker.OF_A_HOST; i++) {
        busy.ask("q" + i + ".deaf.example", Type.TXT);
        assertThat(dns.next().name()).isEqualTo("q" + i + ".deaf.example");
      }
      for (int i = 0; i < 500; i++) {
        busy.ask("more" + i + ".deaf.example", i % 2 == 0 ? Type.TXT : Type.A);
        assertThat(busy.answer().getRcode()).isEqualTo(Rcode.SERVFAIL);
      }
      assertThat(dns.waiting()).isZero();
      alice.ask("www.example", Type.TXT);
      assertThat(alice.answer().getRcode()).isEqualTo(Rcode.NOERROR);
    }
  }

  @Test
  void names_are_resolved_for_hosts_and_not_for_whoever_asks() throws IOException {
    try (Client stranger = new Client("127.0.0.9", hosts)) {
      for (int type : new int[] {Type.A, Type.TXT, Type.PTR, Type.NAPTR}) {
        stranger.ask("open.west.example", type);
        Message answer = stranger.answer();
        assertThat(answer.getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
      }
    }
  }

  @Test
  void beyond_its_share_of_answers_a_network_has_to_come_by_tcp() throws IOException {
    Host bob = host("bob.east.example", "10.0.0.2", "0b00000000bb", Policy.lax("lax"));
    List<Rloc> one = List.of(new Rloc(1, 1, new Locator.Ip(Ipv4Address.parse("198.51.100.1"), 0)));
    // Two answers at once, and another one in an hour.
    AnswerRate rate = new AnswerRate(System.nanoTime(), Duration.ofHours(1).toNanos(), 2, 1);
    try (NameServer server =
            NameServer.open(
                new Fixed(List.of(bob), one),
                new Directory(List.of()),
                NameServer.Side.WORLD,
                LOOPBACK,
                0,
                rate);
        Client resolver = new Client("127.0.0.7", server)) {
      for (int i = 0; i < 3; i++) {
        resolver.ask("bob.east.example", Type.NAPTR);
        Message answer = resolver.answer();
        assertThat(answer.getHeader().getFlag(Flags.TC)).isEqualTo(i == 2);
        assertThat(answer.getSection(Section.ANSWER)).hasSize(i == 2 ? 0 : 1);
      }
      assertThat(ask(server, "bob.east.example", Type.NAPTR, true).getSection(Section.ANSWER))
          .hasSize(1);
    }
  }

  @Test
  void where_nobody_can_say_whether_a_name_is_behind_an_edge_hosts_are_told_to_ask_again()
      throws IOException {
    try (ScriptedDns dns = new ScriptedDns();
        NameServer server =
            NameServer.open(
                new Fixed(
                    List.of(
                        host("alice.west.example", "127.0.0.3", "0a00000000b2", Policy.lax("l"))),
                    List.of()),
                new Directory(
                    List.of(new Directory.Upstream("", List.of(dns.server()))), LONG, () -> 0),
                NameServer.Side.HOSTS,
                LOOPBACK,
                0);
        Client alice = new Client("127.0.0.3", server)) {
      alice.ask("bob.broken.example", Type.A);
      assertThat(alice.answer().getRcode()).isEqualTo(Rcode.SERVFAIL);
      alice.ask("bob.none.example", Type.A);
      assertThat(alice.answer().getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }
  }
}
