package savd.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.RouteBatch;

/** Reading good UPDATEs allocates nothing, whatever is in them. */
class NoAllocationTest {
  /** Octets the thread has allocated; by reflection, as the module does not read jdk.management. */
  private static long allocated() throws ReflectiveOperationException {
    Object bean =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    Method octets =
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getCurrentThreadAllocatedBytes");
    return (long) octets.invoke(bean);
  }

  @Test
  void of_a_session_with_four_octet_numbers_and_path_identifiers()
      throws ReflectiveOperationException {
    EnumSet<AddressFamily> both = EnumSet.allOf(AddressFamily.class);
    SessionParameters session = Updates.EXTERNAL.withAddPath(both, both);
    RouteBatch routes = Updates.batch(new RandomRoutes(9, session).changes(200, 20));
    byte[] stream = Updates.encode(out -> new UpdateEncoder(session).encode(routes, out));
    List<byte[]> frames = Updates.frames(stream, BgpFramer.MAX_LENGTH);
    UpdateDecoder decoder = new UpdateDecoder(session, m -> {});
    RouteBatch batch = new RouteBatch();
    read(frames, decoder, batch);
    allocated();
    long before = allocated();
    long idle = allocated() - before;
    before = allocated();
    for (int i = 0; i < 50; i++) {
      read(frames, decoder, batch);
    }
    assertThat(allocated() - before).isLessThanOrEqualTo(idle + 4096);
    assertThat(decoder.announced()).isGreaterThan(50_000);
  }

  private static void read(List<byte[]> frames, UpdateDecoder decoder, RouteBatch batch) {
    batch.reset(Updates.PEER, 1);
    for (int i = 0; i < frames.size(); i++) {
      byte[] frame = frames.get(i);
      decoder.decode(frame, 0, frame.length, batch);
    }
  }
}
