package savd.cetp.names;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import savd.cetp.fsm.Destination;
import savd.cetp.message.Identity;
import savd.cetp.message.Rloc;
import savd.net.AddressFamily;
import savd.net.IpAddress;

/**
 * Asks the DNS. What it says of other edges is remembered for a while, that it says nothing too;
 * what is under way is not asked again; and what is under way at a time is bounded, each question
 * having a socket of its own: all of hosts, all of callers, and each of them ({@link Asker}). With
 * several upstreams none gets more than half, so that one that is deaf keeps half for the others.
 * Any thread.
 */
public final class Directory {
  private static final long KEEP_NANOS = 30_000_000_000L;

  /** Within what RFC 2308 and, for failures, RFC 9520 have: as short as a correction may take. */
  private static final long KEEP_NOTHING_NANOS = 5_000_000_000L;

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MAX_KEPT = 10_000;

  /**
   * Where to ask.
   *
   * @param zone names in it and below; the empty text is all
   */
  public record Upstream(String zone, List<Server> servers) {
    public Upstream {
      servers = List.copyOf(servers);
    }

    boolean has(String name) {
      return zone.isEmpty() || name.equals(zone) || name.endsWith("." + zone);
    }
  }

  /** A DNS server. */
  public record Server(String address, int port) {}

  /** A question that was not put to anybody. */
  private static final class TooMuchAsked extends Exception {
    private static final long serialVersionUID = 1;
  }

  private record Kept(Lookup found, long untilNanos) {}

  /** What of an upstream's share the questions of a kind may have. */
  private record Half(ZoneServers servers, Asker.Kind kind) {}

  private final LongSupplier nanoTime;
  private final List<ZoneServers> upstreams;
  private final Shares shares = new Shares();
  private final Map<NameEvent, LongAdder> counts = new EnumMap<>(NameEvent.class);
  private final Map<ByteBuffer, CompletableFuture<Message>> asking = new HashMap<>();
  private final Map<String, CompletableFuture<Lookup>> lookingUp = new HashMap<>();
  private final Map<String, Kept> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > MAX_KEPT;
        }
      };

  public Directory(List<Upstream> upstreams) {
    this(upstreams, PATIENCE, System::nanoTime);
  }

  /** With another patience for each server, and another clock for what is remembered. */
  Directory(List<Upstream> upstreams, Duration patience, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.upstreams =
        upstreams.stream()
            .map(u -> new ZoneServers(u, patience))
            .sorted(Comparator.comparingInt(z -> -z.length()))
            .toList();
    for (NameEvent e : NameEvent.values()) {
      counts.put(e, new LongAdder());
    }
  }

  void count(NameEvent event) {
    counts.get(event).increment();
  }

  /** What was counted, by name. */
  public Map<String, Long> counters() {
    Map<String, Long> all = new LinkedHashMap<>();
    counts.forEach((event, count) -> all.put(event.toString(), count.sum()));
    return all;
  }

  /** Does something for somebody, or the other thing when that one has too much waiting. */
  <T> CompletionStage<T> within(
      Asker asker, Supplier<CompletionStage<T>> what, Supplier<T> otherwise) {
    if (!shares.take(asker.shares())) {
      return CompletableFuture.completedStage(otherwise.get());
    }
    CompletionStage<T> done;
    try {
      done = what.get();
    } catch (RuntimeException e) {
      done = CompletableFuture.failedFuture(e);
    }
    return done.whenComplete((answer, failure) -> shares.giveBack(asker.shares()));
  }

  /** What the servers of the question's zone say; fails when they are silent, or asked too much. */
  CompletionStage<Message> ask(Message query, Asker.Kind kind) {
    // The same octets but for the number: whoever has asked them gets a copy of the answer.
    byte[] octets = query.toWire();
    octets[0] = 0;
    octets[1] = 0;
    ByteBuffer question = ByteBuffer.wrap(octets);
    CompletableFuture<Message> answer;
    synchronized (asking) {
      CompletableFuture<Message> underWay = asking.get(question);
      if (underWay != null) {
        count(NameEvent.JOINED);
        return underWay.thenApply(Message::clone);
      }
      answer = new CompletableFuture<>();
      asking.put(question, answer);
    }
    send(query, kind)
        .whenComplete(
            (said, failure) -> {
              synchronized (asking) {
                asking.remove(question);
              }
              if (failure == null) {
                answer.complete(said);
              } else {
                answer.completeExceptionally(failure);
              }
            });
    return answer.thenApply(Message::clone);
  }

  private Optional<ZoneServers> serversOf(Name name) {
    String text = text(name);
    return upstreams.stream().filter(u -> u.has(text)).findFirst();
  }

  private CompletionStage<Message> send(Message query, Asker.Kind kind) {
    Name name = query.getQuestion().getName();
    Optional<ZoneServers> servers = serversOf(name);
    if (servers.isEmpty()) {
      return CompletableFuture.failedFuture(new IllegalStateException("no server for " + name));
    }
    int most = upstreams.size() == 1 ? kind.most() : kind.most() / 2;
    List<Shares.Share> share = List.of(new Shares.Share(new Half(servers.get(), kind), most));
    if (!shares.take(share)) {
      count(NameEvent.TOO_MANY_OF_SERVER);
      return CompletableFuture.failedFuture(new TooMuchAsked());
    }
    return servers
        .get()
        .ask(query)
        .whenComplete(
            (answer, failure) -> {
              shares.giveBack(share);
              if (failure != null) {
                count(NameEvent.UNANSWERED);
              }
            });
  }

  /** A name without its trailing dot, in lower case. */
  static String text(Name name) {
    String s = name.toString(true);
    return s.toLowerCase(Locale.ROOT);
  }

  /** Looks for what a caller says it is called. */
  public CompletionStage<Lookup> check(String name, IpAddress caller) {
    return within(
        Asker.caller(caller),
        () -> destination(name, Asker.Kind.CALLERS),
        () -> {
          count(NameEvent.TOO_MANY_OF_CALLERS);
          return new Lookup.Unanswered();
        });
  }

  /** What is known of a name behind another edge. */
  CompletionStage<Lookup> destination(String name, Asker.Kind kind) {
    Message query;
    try {
      Name full = Name.fromString(name, Name.root);
      query = Message.newQuery(Record.newRecord(full, Type.NAPTR, DClass.IN));
      if (serversOf(full).isEmpty()) {
        return CompletableFuture.completedStage(new Lookup.NotThere());
      }
    } catch (TextParseException e) {
      return CompletableFuture.completedStage(new Lookup.NotThere());
    }
    CompletableFuture<Lookup> outcome;
    synchronized (kept) {
      Kept k = kept.get(name);
      if (k != null && k.untilNanos - nanoTime.getAsLong() > 0) {
        return CompletableFuture.completedStage(k.found);
      }
      CompletableFuture<Lookup> underWay = lookingUp.get(name);
      if (underWay != null) {
        count(NameEvent.JOINED);
        return underWay;
      }
      outcome = new CompletableFuture<>();
      lookingUp.put(name, outcome);
    }
    send(query, kind)
        .whenComplete(
            (answer, failure) -> {
              Lookup found = failure == null ? found(name, answer) : new Lookup.Unanswered();
              synchronized (kept) {
                lookingUp.remove(name);
                if (!(failure instanceof TooMuchAsked)) {
                  keep(name, found);
                }
              }
              outcome.complete(found);
            });
    return outcome;
  }

  private void keep(String name, Lookup found) {
    long nanos = found instanceof Lookup.Found ? KEEP_NANOS : KEEP_NOTHING_NANOS;
    // Those that come last are forgotten last.
    kept.remove(name);
    kept.put(name, new Kept(found, nanoTime.getAsLong() + nanos));
  }

  /** Puts the records of an answer together: those with the best record's identity. */
  static Lookup found(String name, Message answer) {
    if (answer.getRcode() == Rcode.SERVFAIL) {
      return new Lookup.Unanswered();
    }
    List<Rloc> rlocs = new ArrayList<>();
    Identity identity = null;
    Set<AddressFamily> families = EnumSet.noneOf(AddressFamily.class);
    List<NAPTRRecord> records = new ArrayList<>();
    for (Record r : answer.getSection(Section.ANSWER)) {
      if (r instanceof NAPTRRecord n && n.getService().equals(DestinationUrl.SERVICE)) {
        records.add(n);
      }
    }
    records.sort(
        Comparator.comparingInt(NAPTRRecord::getOrder)
            .thenComparingInt(NAPTRRecord::getPreference));
    for (NAPTRRecord n : records) {
      Optional<DestinationUrl> url =
          DestinationUrl.ofNaptr(n.getRegexp(), n.getOrder(), n.getPreference());
      if (url.isPresent() && (identity == null || identity.equals(url.get().identity()))) {
        identity = url.get().identity();
        rlocs.addAll(url.get().locators());
        families.addAll(url.get().families());
      }
    }
    return rlocs.isEmpty()
        ? new Lookup.NotThere()
        : new Lookup.Found(new Destination(name, identity, rlocs), families);
  }
}
