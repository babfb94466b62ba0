package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.PeerId;
import savd.net.RouteBatch;

class CoreQueueTest {
  private final CoreQueue queue = new CoreQueue();

  private RouteBatch bigBatch() {
    RouteBatch batch = queue.acquire(new PeerId(1), 0);
    byte[] block = new byte[1 << 20];
    batch.addAttributes(block, 0, block.length);
    batch.event(RouteBatch.Kind.END_OF_RIB, AddressFamily.IPV4);
    return batch;
  }

  @Test
  void batchesAndTasksComeOutInTheOrderTheyWentIn() throws InterruptedException {
    RouteBatch first = bigBatch();
    Runnable task = () -> {};
    RouteBatch second = bigBatch();
    queue.submit(first);
    queue.execute(task);
    queue.submit(second);
    assertThat(List.of(queue.take(0), queue.take(0), queue.take(0)))
        .containsExactly(first, task, second);
    assertThat(queue.take(0)).isNull();
  }

  @Test
  void aFullQueueStillTakesWhatWasReadAndResumesProducersBelowTheLowMark()
      throws InterruptedException {
    List<String> resumed = new ArrayList<>();
    while (queue.isWritable()) {
      queue.submit(bigBatch());
    }
    queue.submit(bigBatch());
    queue.whenWritable(() -> resumed.add("a"));
    queue.whenWritable(() -> resumed.add("b"));
    int batches = 0;
    while (resumed.isEmpty()) {
      queue.release((RouteBatch) queue.take(0));
      batches++;
    }
    assertThat(resumed).containsExactly("a", "b");
    assertThat(batches).isLessThan(10);
    assertThat(queue.isEmpty()).isFalse();
    queue.whenWritable(() -> resumed.add("c"));
    assertThat(resumed).endsWith("c");
  }

  @Test
  void aReleasedBatchIsUsedAgainEmpty() throws InterruptedException {
    RouteBatch batch = bigBatch();
    queue.submit(batch);
    queue.release((RouteBatch) queue.take(0));
    RouteBatch again = queue.acquire(new PeerId(2), 5);
    assertThat(again).isSameAs(batch);
    assertThat(again.size()).isZero();
    assertThat(again.peer()).isEqualTo(new PeerId(2));
  }
}
