package savd.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls we make, with the arguments they have in C. Each returns what C returns, or the
 * negative error number: the error is captured with the call, because the virtual machine may
 * overwrite {@code errno} at any moment.
 */
public final class Libc {
  /** Event of poll(2): something to read. */
  public static final int POLLIN = 1;

  /** Event of poll(2): room to write. */
  public static final int POLLOUT = 4;

  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker LINKER = Linker.nativeLinker();

  private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = handle("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT = handle("connect", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle CLOSE = handle("close", JAVA_INT);
  private static final MethodHandle POLL = handle("poll", ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SETNS = handle("setns", JAVA_INT, JAVA_INT);
  private static final MethodHandle OPEN = variadic("open", ADDRESS, JAVA_INT);
  private static final MethodHandle IOCTL = variadic("ioctl", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SEND =
      longHandle("send", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECV =
      longHandle("recv", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle READ = longHandle("read", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle READ_AT = longHandle("read", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle WRITEV = longHandle("writev", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SENDMSG = longHandle("sendmsg", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECVMSG = longHandle("recvmsg", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SENDMMSG =
      handle("sendmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle RECVMMSG =
      handle("recvmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);

  private Libc() {}

  private static MethodHandle handle(String name, MemoryLayout... arguments) {
    return bound(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private static MethodHandle longHandle(String name, MemoryLayout... arguments) {
    return bound(name, FunctionDescriptor.of(JAVA_LONG, arguments));
  }

  private static MethodHandle bound(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  /** Both functions with more arguments than two have two that are always there. */
  private static MethodHandle variadic(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, arguments),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(2));
  }

  /** Room for the error number of one caller; not to be shared between threads. */
  public static MemorySegment captureState(Arena arena) {
    return arena.allocate(CAPTURE);
  }

  private static int errno(MemorySegment capture) {
    return (int) ERRNO.get(capture, 0L);
  }

  public static int socket(MemorySegment capture, int domain, int type, int protocol) {
    try {
      int r = (int) SOCKET.invokeExact(capture, domain, type, protocol);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static int bind(MemorySegment capture, int fd, MemorySegment address) {
    try {
      int r = (int) BIND.invokeExact(capture, fd, address, (int) address.byteSize());
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static int setsockopt(
      MemorySegment capture, int fd, int level, int option, MemorySegment value) {
    try {
      int r =
          (int) SETSOCKOPT.invokeExact(capture, fd, level, option, value, (int) value.byteSize());
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static int connect(MemorySegment capture, int fd, MemorySegment address) {
    try {
      int r = (int) CONNECT.invokeExact(capture, fd, address, (int) address.byteSize());
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** {@code length} has an int, the octets of {@code value}, and gets those the kernel wrote. */
  public static int getsockopt(
      MemorySegment capture,
      int fd,
      int level,
      int option,
      MemorySegment value,
      MemorySegment length) {
    try {
      int r = (int) GETSOCKOPT.invokeExact(capture, fd, level, option, value, length);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static int close(MemorySegment capture, int fd) {
    try {
      int r = (int) CLOSE.invokeExact(capture, fd);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static int poll(MemorySegment capture, MemorySegment fds, long count, int timeoutMillis) {
    try {
      int r = (int) POLL.invokeExact(capture, fds, count, timeoutMillis);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static int setns(MemorySegment capture, int fd, int kind) {
    try {
      int r = (int) SETNS.invokeExact(capture, fd, kind);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static int open(MemorySegment capture, MemorySegment path, int flags) {
    try {
      int r = (int) OPEN.invokeExact(capture, path, flags);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** {@code argument} is a number, or the address of a segment. */
  public static int ioctl(MemorySegment capture, int fd, long request, long argument) {
    try {
      int r = (int) IOCTL.invokeExact(capture, fd, request, argument);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static long read(MemorySegment capture, int fd, MemorySegment buffer, long length) {
    try {
      long r = (long) READ.invokeExact(capture, fd, buffer, length);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** The same, to an address. */
  public static long read(MemorySegment capture, int fd, long address, long length) {
    try {
      long r = (long) READ_AT.invokeExact(capture, fd, address, length);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static long send(
      MemorySegment capture, int fd, MemorySegment buffer, long length, int flags) {
    try {
      long r = (long) SEND.invokeExact(capture, fd, buffer, length, flags);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static long recv(
      MemorySegment capture, int fd, MemorySegment buffer, long length, int flags) {
    try {
      long r = (long) RECV.invokeExact(capture, fd, buffer, length, flags);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static long writev(MemorySegment capture, int fd, MemorySegment vectors, int count) {
    try {
      long r = (long) WRITEV.invokeExact(capture, fd, vectors, count);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static long sendmsg(MemorySegment capture, int fd, MemorySegment message, int flags) {
    try {
      long r = (long) SENDMSG.invokeExact(capture, fd, message, flags);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static long recvmsg(MemorySegment capture, int fd, MemorySegment message, int flags) {
    try {
      long r = (long) RECVMSG.invokeExact(capture, fd, message, flags);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** Sends {@code count} messages; how many of them went, or the error of the first. */
  public static int sendmmsg(
      MemorySegment capture, int fd, MemorySegment messages, int count, int flags) {
    try {
      int r = (int) SENDMMSG.invokeExact(capture, fd, messages, count, flags);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** Receives at most {@code count} messages, without time limit of its own. */
  public static int recvmmsg(
      MemorySegment capture, int fd, MemorySegment messages, int count, int flags) {
    try {
      int r = (int) RECVMMSG.invokeExact(capture, fd, messages, count, flags, MemorySegment.NULL);
      return r < 0 ? -errno(capture) : r;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }
}
