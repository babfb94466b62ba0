package savd.cetp.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import savd.cetp.packet.Checksum;

class SegmentSumTest {
  @Test
  void much_data_sums_as_on_the_heap_wherever_it_begins() {
    Random random = new Random(6);
    byte[] octets = new byte[3000];
    random.nextBytes(octets);
    MemorySegment m = MemorySegment.ofArray(octets);
    for (int n = 0; n < 500; n++) {
      int offset = random.nextInt(1000);
      int length = n < 100 ? n : random.nextInt(2000);
      assertThat(SegmentSum.of(m, offset, length))
          .isEqualTo(Checksum.fold(Checksum.add(0, ByteBuffer.wrap(octets), offset, length)));
    }
  }
}
