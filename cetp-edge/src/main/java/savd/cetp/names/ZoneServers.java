package savd.cetp.names;

import java.io.IOException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;

/**
 * The servers of a zone, asked one after the other until one has something to say; first the one
 * that was not found silent lately.
 */
final class ZoneServers {
  private static final int IDS = 1 << 16;

  private final Directory.Upstream upstream;
  private final List<Resolver> servers = new ArrayList<>();
  private final SecureRandom random = new SecureRandom();
  private volatile int first;

  ZoneServers(Directory.Upstream upstream, Duration patience) {
    this.upstream = upstream;
    for (Directory.Server s : upstream.servers()) {
      try {
        SimpleResolver r = new SimpleResolver(s.address());
        r.setPort(s.port());
        r.setTimeout(patience);
        servers.add(r);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException("not an address: " + s.address(), e);
      }
    }
  }

  boolean has(String name) {
    return upstream.has(name);
  }

  /** How specific it is. */
  int length() {
    return upstream.zone().length();
  }

  /** Asks; fails when no server answers. */
  CompletionStage<Message> ask(Message query) {
    Message ours = query.clone();
    // Whoever asks us has chosen its number, and could tell others what answer to forge.
    ours.getHeader().setID(random.nextInt(IDS));
    return ask(ours, first, servers.size());
  }

  private CompletionStage<Message> ask(Message query, int at, int left) {
    if (left == 0) {
      return CompletableFuture.failedFuture(new IOException("no server answers"));
    }
    int next = (at + 1) % servers.size();
    return servers
        .get(at)
        .sendAsync(query)
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                first = next;
              }
              boolean last = left == 1;
              return failure == null && (last || saysSomething(answer))
                  ? CompletableFuture.completedStage(answer)
                  : ask(query, next, left - 1);
            })
        .thenCompose(answer -> answer);
  }

  /** Not that it cannot, or will not, say. */
  private static boolean saysSomething(Message answer) {
    return answer.getRcode() != Rcode.SERVFAIL && answer.getRcode() != Rcode.REFUSED;
  }
}
