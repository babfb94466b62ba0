package savd.cetp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading a message allocates nothing, good or bad. */
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
  void whole_and_cut_messages_alike() throws ReflectiveOperationException {
    List<ByteBuffer> inputs =
        Vectors.all().values().stream()
            .flatMap(v -> List.of(v.octets(), Arrays.copyOf(v.octets(), 25)).stream())
            .map(ByteBuffer::wrap)
            .toList();
    MessageReader reader = new MessageReader();
    read(inputs, reader, 2);
    allocated();
    long before = allocated();
    long idle = allocated() - before;
    before = allocated();
    int good = read(inputs, reader, 20_000);
    assertThat(allocated() - before).isLessThanOrEqualTo(idle + 4096);
    assertThat(good).isEqualTo(20_000 * Vectors.all().size());
  }

  private static int read(List<ByteBuffer> inputs, MessageReader reader, int times) {
    int good = 0;
    for (int n = 0; n < times; n++) {
      for (int i = 0; i < inputs.size(); i++) {
        ByteBuffer b = inputs.get(i);
        good += reader.read(b, 0, b.capacity(), Carriage.DATAGRAM) == Finding.WELL_FORMED ? 1 : 0;
      }
    }
    return good;
  }
}
