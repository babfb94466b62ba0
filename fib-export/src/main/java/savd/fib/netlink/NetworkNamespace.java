package savd.fib.netlink;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import savd.linux.Libc;

/**
 * Does something in another network namespace: sockets opened there stay there, wherever they are
 * used afterwards. A thread that entered a namespace is not reused.
 *
 * @param handle the file that stands for it, for instance below {@code /run/netns}
 */
public record NetworkNamespace(Path handle) {
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;

  /** The namespace {@code ip netns add NAME} made. */
  public static NetworkNamespace named(String name) {
    return new NetworkNamespace(Path.of("/run/netns", name));
  }

  /** Runs the task on a thread of its own inside the namespace and waits for it. */
  public <T> T call(Callable<T> task) throws Exception {
    FutureTask<T> future =
        new FutureTask<>(
            () -> {
              enter();
              return task.call();
            });
    Thread thread = Thread.ofPlatform().name("netns-" + handle.getFileName()).start(future);
    try {
      T result = future.get();
      thread.join();
      return result;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void enter() throws NetlinkException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment capture = Libc.captureState(arena);
      int fd = Libc.open(capture, arena.allocateFrom(handle.toString()), O_RDONLY_CLOEXEC);
      if (fd < 0) {
        throw new NetlinkException("open " + handle, -fd);
      }
      int r = Libc.setns(capture, fd, CLONE_NEWNET);
      Libc.close(capture, fd);
      if (r < 0) {
        throw new NetlinkException("setns " + handle, -r);
      }
    }
  }
}
