package savd.testbed.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The few calls of the C library that Java has no word for. */
public final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOCKADDR_LL_OCTETS = 20;
  private static final int CPU_SET_OCTETS = 128;

  private static final MethodHandle OPEN =
      bind(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETNS =
      bind("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SOCKET =
      bind("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle IF_NAMETOINDEX =
      bind("if_nametoindex", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle SENDTO =
      bind(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SCHED_GETCPU =
      bind("sched_getcpu", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle SCHED_SETAFFINITY =
      bind("sched_setaffinity", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));

  private static final long SENDING_PROCESSOR =
      check("sched_getcpu", s -> (int) SCHED_GETCPU.invokeExact(s));

  private Libc() {}

  private static MethodHandle bind(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker.Option[] all = java.util.Arrays.copyOf(options, options.length + 1);
    all[options.length] = Linker.Option.captureCallState("errno");
    return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), descriptor, all);
  }

  /** A call that has been made: its result, or an exception that names it and its errno. */
  private interface Call {
    long make(MemorySegment state) throws Throwable;
  }

  private static long check(String what, Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = call.make(state);
      if (result < 0) {
        throw new LabException(what + ": errno " + (int) ERRNO.get(state, 0L));
      }
      return result;
    } catch (LabException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new LabException(what, e);
    }
  }

  /** Moves the calling platform thread, for the rest of its life, into a network namespace. */
  static void enterNetworkNamespace(String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      int fd = (int) check("open " + path, s -> (int) OPEN.invokeExact(s, name, 0));
      try {
        check("setns " + path, s -> (int) SETNS.invokeExact(s, fd, CLONE_NEWNET));
      } finally {
        close(fd);
      }
    }
  }

  /**
   * Binds the calling thread to one processor, the same for every thread that asks: packets sent on
   * it pass through one queue of the kernel and keep their order, whoever sends them.
   */
  static void shareOneProcessor() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(CPU_SET_OCTETS);
      set.set(ValueLayout.JAVA_BYTE, SENDING_PROCESSOR / 8, (byte) (1 << SENDING_PROCESSOR % 8));
      check(
          "sched_setaffinity",
          s -> (int) SCHED_SETAFFINITY.invokeExact(s, 0, (long) CPU_SET_OCTETS, set));
    }
  }

  public static void close(int fd) {
    check("close", s -> (int) CLOSE.invokeExact(s, fd));
  }

  /** A socket that sends whole frames and receives nothing. */
  public static int openFrameSocket() {
    return (int)
        check(
            "socket(AF_PACKET)",
            s -> (int) SOCKET.invokeExact(s, AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
  }

  public static int interfaceIndex(String device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(device);
      int index = (int) check("if_nametoindex", s -> (int) IF_NAMETOINDEX.invokeExact(s, name));
      if (index == 0) {
        throw new LabException("no interface " + device + " here");
      }
      return index;
    }
  }

  /** Builds a {@code sockaddr_ll} for frames that leave by an interface. */
  public static MemorySegment linkAddress(Arena arena, int interfaceIndex) {
    MemorySegment address = arena.allocate(SOCKADDR_LL_OCTETS, 8);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
    address.set(JAVA_INT, 4, interfaceIndex);
    return address;
  }

  public static void send(int fd, MemorySegment frame, MemorySegment linkAddress) {
    check(
        "sendto",
        s ->
            (long)
                SENDTO.invokeExact(
                    s, fd, frame, frame.byteSize(), 0, linkAddress, SOCKADDR_LL_OCTETS));
  }
}
