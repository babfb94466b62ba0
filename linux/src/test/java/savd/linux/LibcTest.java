package savd.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibcTest {
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int O_DIRECTORY = 0x10000;
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_NONBLOCK = 2 | 0x800 | 0x80000;
  private static final long FIONREAD = 0x541B;

  @TempDir Path directory;

  @Test
  void a_call_that_fails_gives_the_negative_error_number() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment capture = Libc.captureState(arena);
      MemorySegment file = arena.allocateFrom(directory.resolve("absent").toString());
      assertThat(Libc.open(capture, file, O_RDONLY_CLOEXEC)).isEqualTo(-Errno.ENOENT);
      assertThat(Libc.close(capture, -1)).isEqualTo(-9);
      assertThat(Errno.name(9)).isEqualTo("EBADF");
    }
  }

  @Test
  void a_file_is_opened_asked_about_and_read() throws Exception {
    Path file = Files.writeString(directory.resolve("f"), "seven c");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment capture = Libc.captureState(arena);
      MemorySegment name = arena.allocateFrom(file.toString());
      assertThat(Libc.open(capture, name, O_RDONLY_CLOEXEC | O_DIRECTORY)).isEqualTo(-20);
      int fd = Libc.open(capture, name, O_RDONLY_CLOEXEC);
      MemorySegment waiting = arena.allocate(ValueLayout.JAVA_INT);
      assertThat(Libc.ioctl(capture, fd, FIONREAD, waiting.address())).isZero();
      assertThat(waiting.get(ValueLayout.JAVA_INT, 0)).isEqualTo(7);
      MemorySegment buffer = arena.allocate(16);
      assertThat(Libc.read(capture, fd, buffer, 16)).isEqualTo(7);
      assertThat(buffer.getString(0)).isEqualTo("seven c");
      assertThat(Libc.close(capture, fd)).isZero();
    }
  }

  @Test
  void an_empty_socket_says_so_at_once_and_by_poll() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment capture = Libc.captureState(arena);
      int fd = Libc.socket(capture, AF_INET, SOCK_DGRAM_NONBLOCK, 0);
      MemorySegment loopback = arena.allocate(16, 4);
      loopback.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
      loopback.set(ValueLayout.JAVA_BYTE, 4, (byte) 127);
      loopback.set(ValueLayout.JAVA_BYTE, 7, (byte) 1);
      assertThat(Libc.bind(capture, fd, loopback)).isZero();
      MemorySegment buffer = arena.allocate(16);
      assertThat(Libc.recv(capture, fd, buffer, 16, 0)).isEqualTo(-Errno.EAGAIN);
      MemorySegment polled = arena.allocate(8, 4);
      polled.set(ValueLayout.JAVA_INT, 0, fd);
      polled.set(ValueLayout.JAVA_SHORT, 4, (short) Libc.POLLIN);
      assertThat(Libc.poll(capture, polled, 1, 0)).isZero();
      assertThat(Libc.close(capture, fd)).isZero();
    }
  }
}
