package savd.cetp.names;

import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import savd.cetp.fsm.Destination;
import savd.cetp.message.Identity;
import savd.cetp.message.Rloc;
import savd.net.AddressFamily;

/**
 * Asks the DNS. What is behind another edge is remembered for a while, and how much is asked at a
 * time is bounded: a caller names the names we ask for, when it is checked. Any thread.
 */
public final class Directory {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final long KEEP_NANOS = 30_000_000_000L;
  private static final long KEEP_NOTHING_NANOS = 5_000_000_000L;
  private static final int MAX_KEPT = 10_000;
  private static final int MAX_OUTSTANDING = 256;

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

  /** What the DNS says, and which families the host has. */
  public record Found(Destination destination, Set<AddressFamily> families) {}

  private record Kept(Optional<Found> found, long untilNanos) {}

  private final List<Upstream> upstreams;
  private final Map<Upstream, List<Resolver>> resolvers = new LinkedHashMap<>();
  private final Semaphore outstanding = new Semaphore(MAX_OUTSTANDING);
  private final Map<String, Kept> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > MAX_KEPT;
        }
      };

  public Directory(List<Upstream> upstreams) {
    this.upstreams =
        upstreams.stream()
            .sorted(Comparator.comparingInt((Upstream u) -> -u.zone().length()))
            .toList();
    for (Upstream u : this.upstreams) {
      List<Resolver> all = new ArrayList<>();
      for (Server s : u.servers()) {
        try {
          SimpleResolver r = new SimpleResolver(s.address());
          r.setPort(s.port());
          r.setTimeout(TIMEOUT);
          all.add(r);
        } catch (UnknownHostException e) {
          throw new IllegalArgumentException("not an address: " + s.address(), e);
        }
      }
      resolvers.put(u, all);
    }
  }

  /** Asks the servers of the question's zone, one after the other. */
  CompletionStage<Message> ask(Message query) {
    String name = text(query.getQuestion().getName());
    for (Upstream u : upstreams) {
      if (u.has(name)) {
        return ask(query, resolvers.get(u), 0);
      }
    }
    return CompletableFuture.failedFuture(new IOException("no server for " + name));
  }

  private static CompletionStage<Message> ask(Message query, List<Resolver> all, int at) {
    if (at >= all.size()) {
      return CompletableFuture.failedFuture(new IOException("no server answers"));
    }
    return all.get(at)
        .sendAsync(query)
        .handle(
            (answer, failure) ->
                failure == null
                    ? CompletableFuture.completedStage(answer)
                    : ask(query, all, at + 1))
        .thenCompose(s -> s);
  }

  /** A name without its trailing dot, in lower case. */
  static String text(Name name) {
    String s = name.toString(true);
    return s.toLowerCase(java.util.Locale.ROOT);
  }

  /** What is known of a name behind another edge; empty when there is no such thing. */
  public CompletionStage<Optional<Found>> destination(String name) {
    synchronized (kept) {
      Kept k = kept.get(name);
      if (k != null && k.untilNanos - System.nanoTime() > 0) {
        return CompletableFuture.completedStage(k.found);
      }
    }
    Message query;
    try {
      Name full = Name.fromString(name, Name.root);
      query = Message.newQuery(Record.newRecord(full, Type.NAPTR, DClass.IN));
    } catch (TextParseException e) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    if (!outstanding.tryAcquire()) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return ask(query)
        .handle(
            (answer, failure) -> {
              outstanding.release();
              Optional<Found> found =
                  failure == null ? found(name, answer) : Optional.<Found>empty();
              long keep = found.isPresent() ? KEEP_NANOS : KEEP_NOTHING_NANOS;
              synchronized (kept) {
                kept.put(name, new Kept(found, System.nanoTime() + keep));
              }
              return found;
            });
  }

  /** Puts the records of an answer together: those with the best record's identity. */
  static Optional<Found> found(String name, Message answer) {
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
        ? Optional.empty()
        : Optional.of(new Found(new Destination(name, identity, rlocs), families));
  }
}
