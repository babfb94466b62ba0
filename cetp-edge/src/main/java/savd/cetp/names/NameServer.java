package savd.cetp.names;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import savd.cetp.fsm.Host;
import savd.cetp.message.Rloc;
import savd.net.AddressFamily;
import savd.net.IpAddress;

/**
 * The edge as DNS server: towards its hosts, and whom it is told to resolve names for, it answers
 * everything, towards the world only where they are. By UDP, a thread for each address it listens
 * on, and by TCP. How many questions of one host wait is bounded ({@link Asker}), and so is what
 * goes by datagrams to sources that nobody has proved ({@link AnswerRate}).
 */
public final class NameServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NameServer.class);
  private static final int MAX_QUERY = 4096;

  /** Octets of an answer to who says nothing (RFC 1035), and to whoever says more. */
  private static final int PLAIN_OCTETS = 512;

  private static final int MOST_OCTETS = 1232;
  private static final int PROXY_TTL = 30;
  private static final int OWN_TTL = 30;

  /** What the server needs of the edge. Any thread may ask. */
  public interface Edge {
    List<Host> hosts();

    List<Rloc> rlocs();

    /** Whether names are resolved for who asks from there, a host of ours or not. */
    boolean resolvesFor(IpAddress source);

    /** A proxy address for a name towards a host; empty when there is none left. */
    CompletionStage<Optional<IpAddress>> proxy(Host host, Lookup.Found found, AddressFamily family);

    /** The name behind a proxy address; empty when unknown. */
    CompletionStage<Optional<String>> nameOf(IpAddress proxy);
  }

  /** Towards whom. */
  public enum Side {
    HOSTS,
    WORLD
  }

  private final Edge edge;
  private final Directory directory;
  private final Side side;
  private final AnswerRate rate;
  private final DatagramSocket socket;
  private final TcpNames streams;
  private final Thread thread;

  private NameServer(
      Edge edge, Directory directory, Side side, InetSocketAddress at, AnswerRate rate)
      throws IOException {
    this.rate = rate;
    this.edge = edge;
    this.directory = directory;
    this.side = side;
    socket = new DatagramSocket(at);
    try {
      streams =
          TcpNames.open(
              address(), this::answer, () -> directory.count(NameEvent.TOO_MANY_CONNECTIONS));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    thread = Thread.ofVirtual().name("cetp-dns " + at).unstarted(this::serve);
  }

  /** Begins to serve on an address. */
  public static NameServer open(
      Edge edge, Directory directory, Side side, IpAddress address, int port) throws IOException {
    return open(edge, directory, side, address, port, AnswerRate.usual(System.nanoTime()));
  }

  /** The same, with another rate of answers. */
  static NameServer open(
      Edge edge, Directory directory, Side side, IpAddress address, int port, AnswerRate rate)
      throws IOException {
    InetSocketAddress at = new InetSocketAddress(InetAddress.getByAddress(address.octets()), port);
    NameServer server = new NameServer(edge, directory, side, at, rate);
    server.thread.start();
    return server;
  }

  private void serve() {
    byte[] buffer = new byte[MAX_QUERY];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
        Record question = query.getQuestion();
        if (!query.getHeader().getFlag(Flags.QR) && question != null) {
          received(query, (InetSocketAddress) packet.getSocketAddress());
        }
      } catch (IOException e) {
        if (!socket.isClosed()) {
          LOG.debug("a query that is none: {}", e.getMessage());
        }
      } catch (RuntimeException e) {
        LOG.warn("a DNS query could not be answered", e);
      }
    }
  }

  private void received(Message query, InetSocketAddress from) {
    IpAddress source = IpAddress.ofOctets(from.getAddress().getAddress());
    AnswerRate.Verdict verdict =
        side == Side.HOSTS && isServed(from.getAddress(), source)
            ? AnswerRate.Verdict.ANSWER
            : rate.look(source, System.nanoTime());
    if (verdict != AnswerRate.Verdict.ANSWER) {
      directory.count(NameEvent.RATE_LIMITED);
    }
    switch (verdict) {
      case ANSWER ->
          answer(query, from.getAddress()).thenAccept(answer -> reply(query, answer, from));
      case COME_BY_TCP -> {
        Message cut = empty(query, Rcode.NOERROR);
        cut.getHeader().setFlag(Flags.TC);
        reply(query, cut, from);
      }
      case NOTHING -> {}
    }
  }

  private Optional<Host> host(IpAddress source) {
    return edge.hosts().stream().filter(h -> h.has(source)).findFirst();
  }

  /** Hosts, whom the operator has named, and the edge's own machine. */
  private boolean isServed(InetAddress from, IpAddress source) {
    return edge.resolvesFor(source) || from.equals(address().getAddress());
  }

  /** What one who asks from there is told. */
  private CompletionStage<Message> answer(Message query, InetAddress from) {
    return switch (side) {
      case WORLD -> CompletableFuture.completedStage(world(query, query.getQuestion()));
      case HOSTS -> inside(query, from);
    };
  }

  private CompletionStage<Message> inside(Message query, InetAddress from) {
    IpAddress source = IpAddress.ofOctets(from.getAddress());
    if (!isServed(from, source)) {
      directory.count(NameEvent.STRANGER);
      return CompletableFuture.completedStage(empty(query, Rcode.REFUSED));
    }
    Optional<Host> host = host(source);
    return directory.within(
        host.map(Asker::host).orElseGet(() -> Asker.inside(source)),
        () ->
            forHost(query, query.getQuestion(), host)
                .handle(
                    (answer, failure) -> failure == null ? answer : empty(query, Rcode.SERVFAIL)),
        () -> {
          directory.count(NameEvent.TOO_MANY_OF_HOSTS);
          return empty(query, Rcode.SERVFAIL);
        });
  }

  /** In a datagram as long as the asker can take (RFC 6891); what does not fit comes by TCP. */
  private void reply(Message query, Message answer, InetSocketAddress to) {
    int most = query.getOPT() == null ? PLAIN_OCTETS : query.getOPT().getPayloadSize();
    byte[] octets = answer.toWire(Math.clamp(most, PLAIN_OCTETS, MOST_OCTETS));
    try {
      socket.send(new DatagramPacket(octets, octets.length, to));
    } catch (IOException e) {
      LOG.debug("no answer to {}: {}", to, e.getMessage());
    }
  }

  /** Where it listens, for datagrams and connections alike. */
  public InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  private static Message empty(Message query, int code) {
    Message m = new Message(query.getHeader().getID());
    m.getHeader().setFlag(Flags.QR);
    m.getHeader().setRcode(code);
    if (query.getHeader().getFlag(Flags.RD)) {
      m.getHeader().setFlag(Flags.RD);
      m.getHeader().setFlag(Flags.RA);
    }
    m.addRecord(query.getQuestion(), Section.QUESTION);
    return m;
  }

  private static Message with(Message query, Record record) {
    Message m = empty(query, Rcode.NOERROR);
    m.addRecord(record, Section.ANSWER);
    return m;
  }

  /** Where our hosts are; nothing else. */
  private Message world(Message query, Record question) {
    String name = Directory.text(question.getName());
    Optional<Host> host = edge.hosts().stream().filter(h -> h.name().equals(name)).findFirst();
    if (host.isEmpty()) {
      return empty(query, Rcode.REFUSED);
    }
    Message m = empty(query, Rcode.NOERROR);
    m.getHeader().setFlag(Flags.AA);
    m.getHeader().unsetFlag(Flags.RA);
    if (question.getType() == Type.NAPTR || question.getType() == Type.ANY) {
      edge.rlocs().stream()
          .filter(r -> r.preference() < Rloc.DRAIN)
          .forEach(r -> m.addRecord(naptr(question.getName(), host.get(), r), Section.ANSWER));
    }
    return m;
  }

  private static Record naptr(Name name, Host host, Rloc r) {
    java.util.Set<AddressFamily> families = java.util.EnumSet.noneOf(AddressFamily.class);
    host.ipv4().ifPresent(a -> families.add(AddressFamily.IPV4));
    host.ipv6().ifPresent(a -> families.add(AddressFamily.IPV6));
    return new NAPTRRecord(
        name,
        DClass.IN,
        OWN_TTL,
        r.order(),
        r.preference(),
        "U",
        DestinationUrl.SERVICE,
        DestinationUrl.naptr(host.identities().getFirst(), r.locator(), families),
        Name.root);
  }

  private CompletionStage<Message> forHost(Message query, Record question, Optional<Host> asking) {
    String name = Directory.text(question.getName());
    if (question.getType() == Type.PTR) {
      return reverse(query, question);
    }
    if (question.getType() != Type.A && question.getType() != Type.AAAA) {
      return forward(query);
    }
    AddressFamily family = question.getType() == Type.A ? AddressFamily.IPV4 : AddressFamily.IPV6;
    Optional<Host> own = edge.hosts().stream().filter(h -> h.name().equals(name)).findFirst();
    if (own.isPresent()) {
      // Both are behind this edge: they talk to each other directly, if the one lets the other.
      boolean may =
          asking.map(h -> own.get().policy().admitsLocally(h.name(), h.identities())).orElse(true);
      if (!may) {
        return CompletableFuture.completedStage(empty(query, Rcode.REFUSED));
      }
      Optional<? extends IpAddress> address =
          family == AddressFamily.IPV4 ? own.get().ipv4() : own.get().ipv6();
      return CompletableFuture.completedStage(address(query, question, address));
    }
    if (asking.isEmpty()) {
      return forward(query);
    }
    return directory
        .destination(name, Asker.Kind.HOSTS)
        .thenCompose(
            lookup ->
                switch (lookup) {
                  case Lookup.NotThere _ -> forward(query);
                  // Else its other addresses, or that it has none, would be remembered.
                  case Lookup.Unanswered _ ->
                      CompletableFuture.completedStage(empty(query, Rcode.SERVFAIL));
                  case Lookup.Found found -> proxy(query, asking.get(), found, family);
                });
  }

  private CompletionStage<Message> proxy(
      Message query, Host asking, Lookup.Found found, AddressFamily family) {
    boolean has =
        found.families().contains(family)
            && (family == AddressFamily.IPV4
                ? asking.ipv4().isPresent()
                : asking.ipv6().isPresent());
    return has
        ? edge.proxy(asking, found, family)
            .thenApply(proxy -> address(query, query.getQuestion(), proxy))
        : CompletableFuture.completedStage(empty(query, Rcode.NOERROR));
  }

  private static Message address(
      Message query, Record question, Optional<? extends IpAddress> address) {
    if (address.isEmpty()) {
      return empty(query, Rcode.NOERROR);
    }
    try {
      InetAddress inet = InetAddress.getByAddress(address.get().octets());
      Name name = question.getName();
      return with(
          query,
          question.getType() == Type.A
              ? new ARecord(name, DClass.IN, PROXY_TTL, inet)
              : new AAAARecord(name, DClass.IN, PROXY_TTL, inet));
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 octets", e);
    }
  }

  private CompletionStage<Message> reverse(Message query, Record question) {
    IpAddress address;
    try {
      address = IpAddress.ofOctets(ReverseMap.fromName(question.getName()).getAddress());
    } catch (java.net.UnknownHostException e) {
      return forward(query);
    }
    return edge.nameOf(address)
        .thenCompose(
            name -> {
              if (name.isEmpty()) {
                return forward(query);
              }
              try {
                Name target = Name.fromString(name.get(), Name.root);
                return CompletableFuture.completedStage(
                    with(query, new PTRRecord(question.getName(), DClass.IN, PROXY_TTL, target)));
              } catch (TextParseException e) {
                return forward(query);
              }
            });
  }

  /** Not of our kind: whatever the DNS says. */
  private CompletionStage<Message> forward(Message query) {
    return directory
        .ask(query, Asker.Kind.HOSTS)
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                return empty(query, Rcode.SERVFAIL);
              }
              answer.getHeader().setID(query.getHeader().getID());
              return answer;
            });
  }

  @Override
  public void close() {
    streams.close();
    socket.close();
  }
}
