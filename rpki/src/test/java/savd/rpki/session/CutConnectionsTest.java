package savd.rpki.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import savd.rpki.fsm.CacheFsmConfig;
import savd.rpki.fsm.Sets;
import savd.rpki.message.Timing;
import savd.rpki.payload.Payload;

/** Connections that break anywhere, with data that change meanwhile. */
@Timeout(120)
class CutConnectionsTest {
  @Test
  void onlyCompleteSetsAreEverInForceAndTheLastOneIsInTheEnd() throws Exception {
    SplittableRandom random = new SplittableRandom(20261122);
    Sets sets = new Sets(5);
    List<CuttingProxy.Cut> plan = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int after = random.nextInt(1, 1500);
      // What is spoiled in a set is not noticed as a rule, so only headers of answers are.
      plan.add(new CuttingProxy.Cut(after, i % 4 == 0 ? random.nextInt(2) : -1));
    }
    CacheFsmConfig eager = new CacheFsmConfig(0, 2, Timing.DEFAULT, 0);
    Set<Payload> complete = ConcurrentHashMap.newKeySet();
    List<Payload> wrong = new ArrayList<>();
    Heard heard =
        new Heard() {
          @Override
          public synchronized void payload(String from, Payload p) {
            if (!complete.contains(p)) {
              wrong.add(p);
            }
            super.payload(from, p);
          }
        };
    try (RtrCache cache =
            new RtrCache(
                RtrCacheConfig.on(new InetSocketAddress("127.0.0.1", 0)).withProtocol(eager));
        CuttingProxy proxy = new CuttingProxy(cache.ports().getFirst(), plan);
        RtrClients clients = new RtrClients(heard)) {
      Payload last = sets.next();
      complete.add(last);
      cache.publish(last);
      clients.configure(
          RtrConfig.of(List.of(CacheConfig.builder("c", "127.0.0.1").port(proxy.port()).build())));
      int acted = 0;
      while (proxy.connections() <= plan.size()) {
        int seen = acted;
        heard.await("something to act on", h -> acts(h) > seen);
        acted = acts(heard);
        String state = heard.events().getLast();
        if (state.contains("SYNCHRONIZED") || proxy.connections() % 3 == 0) {
          // More octets flow, and the connection is cut at last.
          last = sets.next();
          complete.add(last);
          cache.publish(last);
        }
        clients.refresh("c");
      }
      Payload end = last;
      heard.await("the last set", h -> end.equals(h.payload()));
      assertThat(wrong).isEmpty();
      assertThat(proxy.connections()).isGreaterThan(plan.size());
      assertThat(heard.events()).doesNotContain("none");
    }
  }

  private static int acts(Heard h) {
    return (int)
        h.events().stream()
            .filter(e -> e.contains("WAITING") || e.contains("SYNCHRONIZED"))
            .count();
  }
}
