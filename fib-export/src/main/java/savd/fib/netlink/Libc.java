package savd.fib.netlink;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls we make. Each returns what C returns, or the negative error number: the error is
 * captured with the call, because the virtual machine may overwrite {@code errno} at any moment.
 */
final class Libc {
  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker LINKER = Linker.nativeLinker();

  private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = handle("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = handle("close", JAVA_INT);
  private static final MethodHandle SETNS = handle("setns", JAVA_INT, JAVA_INT);
  private static final MethodHandle OPEN = variadicOpen();
  private static final MethodHandle SEND =
      longHandle("send", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECV =
      longHandle("recv", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

  private Libc() {}

  private static MethodHandle handle(String name, MemoryLayout... arguments) {
    return bind(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private static MethodHandle longHandle(String name, MemoryLayout... arguments) {
    return bind(name, FunctionDescriptor.of(JAVA_LONG, arguments));
  }

  private static MethodHandle bind(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  private static MethodHandle variadicOpen() {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow("open"),
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(2));
  }

  /** Room for the error number of one caller; not to be shared between threads. */
  static MemorySegment captureState(Arena arena) {
    return arena.allocate(CAPTURE);
  }

  private static int errno(MemorySegment capture) {
    return (int) ERRNO.get(capture, 0L);
  }

  static int socket(MemorySegment capture, int domain, int type, int protocol) {
    try {
      int r = (int) SOCKET.invokeExact(capture, domain, type, protocol);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  static int bind(MemorySegment capture, int fd, MemorySegment address) {
    try {
      int r = (int) BIND.invokeExact(capture, fd, address, (int) address.byteSize());
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  static int setsockopt(MemorySegment capture, int fd, int level, int option, MemorySegment value) {
    try {
      int r =
          (int) SETSOCKOPT.invokeExact(capture, fd, level, option, value, (int) value.byteSize());
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  static int close(MemorySegment capture, int fd) {
    try {
      int r = (int) CLOSE.invokeExact(capture, fd);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  static int setns(MemorySegment capture, int fd, int kind) {
    try {
      int r = (int) SETNS.invokeExact(capture, fd, kind);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  static int open(MemorySegment capture, MemorySegment path, int flags) {
    try {
      int r = (int) OPEN.invokeExact(capture, path, flags);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  static long send(MemorySegment capture, int fd, MemorySegment buffer, long length, int flags) {
    try {
      long r = (long) SEND.invokeExact(capture, fd, buffer, length, flags);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  static long recv(MemorySegment capture, int fd, MemorySegment buffer, long length, int flags) {
    try {
      long r = (long) RECV.invokeExact(capture, fd, buffer, length, flags);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** An {@code int} as a socket option value. */
  static MemorySegment intOption(Arena arena, int value) {
    return arena.allocateFrom(ValueLayout.JAVA_INT, value);
  }
}
