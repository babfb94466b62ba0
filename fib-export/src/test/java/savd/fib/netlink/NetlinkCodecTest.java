package savd.fib.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import savd.fib.netlink.NetlinkReader.Attributes;

class NetlinkCodecTest {
  private static byte[] message() {
    try (NetlinkWriter out = new NetlinkWriter()) {
      long m = out.beginMessage(0x0A0C, NetlinkWriter.NLM_F_ACK, 77);
      out.netfilterHeader(1, 10);
      out.string(1, "savd");
      out.u8(2, 200);
      out.u16(3, 0xABCD);
      out.u32(4, 0xDEADBEEF);
      out.u64(5, 0x0102030405060708L);
      long nested = out.beginNested(6);
      out.u128(7, 0x20010DB8_00000000L, 1);
      out.bytes(8, new byte[] {1, 2, 3});
      out.endNested(nested);
      out.endMessage(m);
      return out.toArray();
    }
  }

  @Test
  void whatIsWrittenIsReadBack() {
    NetlinkReader reader = new NetlinkReader(MemorySegment.ofArray(message()));
    assertThat(reader.nextMessage()).isTrue();
    assertThat(reader.type()).isEqualTo(0x0A0C);
    assertThat(reader.sequence()).isEqualTo(77);
    Attributes a = reader.attributes(4);
    assertThat(a.next() && a.type() == 1 && a.string().equals("savd")).isTrue();
    assertThat(a.next() && a.type() == 2 && a.unsigned() == 200).isTrue();
    assertThat(a.next() && a.type() == 3 && a.u16() == 0xABCD).isTrue();
    assertThat(a.next() && a.type() == 4 && a.u32() == 0xDEADBEEF).isTrue();
    assertThat(a.next() && a.type() == 5 && a.u64() == 0x0102030405060708L).isTrue();
    assertThat(a.next() && a.type() == 6).isTrue();
    Attributes inner = a.nested();
    assertThat(inner.next() && inner.high() == 0x20010DB8_00000000L && inner.low() == 1).isTrue();
    assertThat(inner.next()).isTrue();
    assertThat(inner.array()).containsExactly(1, 2, 3);
    assertThat(inner.next()).isFalse();
    assertThat(a.next()).isFalse();
    assertThat(reader.nextMessage()).isFalse();
    assertThat(reader.isMalformed()).isFalse();
  }

  /** The bytes nft 1.0.6 sends to create a table (strace -e trace=sendmsg), padding included. */
  @Test
  void attributesAreLaidOutAsNftLaysThemOut() {
    try (NetlinkWriter out = new NetlinkWriter()) {
      long m = out.beginMessage(0x0A00, NetlinkWriter.NLM_F_CREATE, 1);
      out.netfilterHeader(1, 0);
      out.string(1, "savd");
      out.u32(2, 0);
      out.bytes(6, new byte[] {0, 5, 's', 'a', 'v', 'd', 0});
      out.endMessage(m);
      ByteBuffer expected = ByteBuffer.allocate(52).order(ByteOrder.nativeOrder());
      expected.putInt(52).putShort((short) 0x0A00).putShort((short) 0x401).putInt(1).putInt(0);
      expected.put(new byte[] {1, 0, 0, 0});
      expected.putShort((short) 9).putShort((short) 1).put("savd\0\0\0\0".getBytes());
      expected.putShort((short) 8).putShort((short) 2).putInt(0);
      expected.putShort((short) 11).putShort((short) 6);
      expected.put(new byte[] {0, 5, 's', 'a', 'v', 'd', 0, 0});
      assertThat(out.toArray()).isEqualTo(expected.array());
    }
  }

  @Test
  void aDatagramCutAnywhereIsEitherReadOrMalformed() {
    byte[] whole = message();
    for (int n = 0; n < whole.length; n++) {
      NetlinkReader reader = new NetlinkReader(MemorySegment.ofArray(Arrays.copyOf(whole, n)));
      assertThat(reader.nextMessage()).isFalse();
      assertThat(reader.isMalformed()).isEqualTo(n > 0);
    }
  }

  @Test
  void arbitraryBytesAreWalkedWithoutHarm() {
    Random random = new Random(7);
    byte[] seed = message();
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = seed.clone();
      for (int k = 0; k < 1 + random.nextInt(6); k++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      NetlinkReader reader = new NetlinkReader(MemorySegment.ofArray(bytes));
      int messages = 0;
      while (reader.nextMessage()) {
        messages++;
        reader.acknowledgement();
        walk(reader.attributes(random.nextInt(24)), 0);
      }
      assertThat(messages).isLessThanOrEqualTo(bytes.length / 16);
    }
  }

  private static void walk(Attributes a, int depth) {
    while (a.next()) {
      a.type();
      a.string();
      a.unsigned();
      a.u16();
      a.u32();
      a.u64();
      a.high();
      a.low();
      if (depth < 4) {
        walk(a.nested(), depth + 1);
      }
    }
  }

  @Test
  void lengthFieldsAtTheirLimits() {
    ByteBuffer b = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
    for (int length : new int[] {0, 15, 25, 0x7FFFFFFF, -1}) {
      b.putInt(0, length);
      NetlinkReader reader = new NetlinkReader(MemorySegment.ofArray(b.array()));
      assertThat(reader.nextMessage()).as("message length %s", length).isFalse();
      assertThat(reader.isMalformed()).isTrue();
    }
    b.putInt(0, 24);
    for (int length : new int[] {0, 3, 9, 0xFFFF}) {
      b.putShort(16, (short) length);
      NetlinkReader reader = new NetlinkReader(MemorySegment.ofArray(b.array()));
      assertThat(reader.nextMessage()).isTrue();
      assertThat(reader.attributes(0).next()).as("attribute length %s", length).isFalse();
    }
    for (int length : new int[] {4, 8}) {
      b.putShort(16, (short) length);
      NetlinkReader reader = new NetlinkReader(MemorySegment.ofArray(b.array()));
      assertThat(reader.nextMessage() && reader.attributes(0).next()).isTrue();
    }
  }

  @Test
  void anAttributeLongerThanItsLengthFieldIsRefusedByTheWriter() {
    try (NetlinkWriter out = new NetlinkWriter()) {
      out.bytes(1, new byte[0]);
      out.bytes(1, new byte[NetlinkWriter.MAX_ATTRIBUTE - 4]);
      assertThatThrownBy(() -> out.bytes(1, new byte[NetlinkWriter.MAX_ATTRIBUTE - 3]))
          .isInstanceOf(IllegalArgumentException.class);
      long nested = out.beginNested(2);
      out.bytes(1, new byte[NetlinkWriter.MAX_ATTRIBUTE - 8]);
      out.u32(1, 1);
      assertThatThrownBy(() -> out.endNested(nested)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aLargeBatchGrowsTheBufferAndClearingShrinksIt() {
    try (NetlinkWriter out = new NetlinkWriter()) {
      byte[] block = new byte[60_000];
      Arrays.fill(block, (byte) 7);
      for (int i = 0; i < 100; i++) {
        out.bytes(1, block);
      }
      assertThat(out.size()).isEqualTo(100L * 60_004);
      Attributes a = new Attributes(MemorySegment.ofArray(out.toArray()));
      int n = 0;
      while (a.next()) {
        assertThat(a.array()).isEqualTo(block);
        n++;
      }
      assertThat(n).isEqualTo(100);
      out.clear();
      assertThat(out.segment().byteSize()).isLessThanOrEqualTo(1 << 20);
    }
  }
}
