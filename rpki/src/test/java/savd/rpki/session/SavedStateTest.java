package savd.rpki.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.rpki.fsm.Sets;
import savd.rpki.message.RtrSerial;
import savd.rpki.message.Timing;
import savd.rpki.payload.Payload;

@Timeout(120)
class SavedStateTest {
  private static final Payload A = new Sets(1).next();
  private static final Payload B = new Sets(2).next();

  @TempDir private Path dir;

  private static SavedState state(int version, Payload payload, long millis) {
    return new SavedState(
        "c at x:1",
        millis,
        version,
        version,
        new RtrSerial(-7),
        version == 0 ? Timing.DEFAULT : new Timing(100, 50, 1000),
        Sets.in(version, payload));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whatWasWrittenIsReadBack(int version) throws IOException {
    Path file = dir.resolve("state");
    state(version, B, 1).write(file);
    state(version, A, 5).write(file);
    assertThat(SavedState.read(file)).contains(state(version, A, 5));
  }

  @Test
  void aFileThatIsNotWholeIsAsIfAbsent() throws IOException {
    Path file = dir.resolve("state");
    assertThat(SavedState.read(file)).isEmpty();
    state(2, A, 5).write(file);
    byte[] whole = Files.readAllBytes(file);
    for (int cut = 0; cut < whole.length; cut += 11) {
      Files.write(file, Arrays.copyOf(whole, cut));
      assertThat(SavedState.read(file)).isEmpty();
      byte[] spoiled = whole.clone();
      spoiled[cut] ^= 4;
      Files.write(file, spoiled);
      assertThat(SavedState.read(file)).isEmpty();
    }
  }

  @Test
  void dataThatExpiredOrAreOfTheFutureAreNotUsed() throws IOException {
    Path file = dir.resolve("state");
    long now = System.currentTimeMillis();
    state(2, A, now - 990_000).write(file);
    assertThat(new StateKeeper(file).read()).isPresent();
    state(2, A, now - 1_000_001).write(file);
    assertThat(new StateKeeper(file).read()).isEmpty();
    state(2, A, now + 600_000).write(file);
    assertThat(new StateKeeper(file).read()).isEmpty();
  }

  @Test
  void aSecondRunHasTheDataAtOnceAndAsksForChangesOnly() throws Exception {
    Path file = dir.resolve("state");
    try (RtrCache cache = new RtrCache(RtrCacheConfig.on(new InetSocketAddress("127.0.0.1", 0)))) {
      cache.publish(A);
      CacheConfig c = CacheConfig.builder("c", "127.0.0.1").port(cache.ports().getFirst()).build();
      Heard first = new Heard();
      try (RtrClients clients = new RtrClients(first, Optional.of(file))) {
        clients.configure(RtrConfig.of(List.of(c)));
        first.await("the load", h -> h.events().contains("c SYNCHRONIZED in use"));
      }
      cache.publish(B);
      Heard second = new Heard();
      try (RtrClients clients = new RtrClients(second, Optional.of(file))) {
        clients.configure(RtrConfig.of(List.of(c)));
        second.await("the change", h -> B.equals(h.payload()));
        assertThat(second.events().getFirst()).isEqualTo("payload of c: " + A.vrpCount());
        CacheStatus s = clients.status().getFirst();
        assertThat(s.counters().fullLoads()).isZero();
        assertThat(s.counters().updates()).isEqualTo(1);
      }
      Heard other = new Heard();
      try (RtrClients clients = new RtrClients(other, Optional.of(file))) {
        clients.configure(
            RtrConfig.of(List.of(CacheConfig.builder("d", "127.0.0.1").port(c.port()).build())));
        other.await("a load", h -> h.payload() != null);
        assertThat(clients.status().getFirst().counters().fullLoads())
            .as("data of another cache are not used")
            .isEqualTo(1);
      }
    }
  }
}
