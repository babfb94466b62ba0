package savd.testbed.probe;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import savd.testbed.lab.LabException;

/**
 * A platform thread that lives in a network namespace: sockets made on it belong there and stay
 * there, whoever uses them later.
 */
final class NamespaceThread implements AutoCloseable {
  private final ExecutorService executor;

  private NamespaceThread(ExecutorService executor) {
    this.executor = executor;
  }

  static NamespaceThread enter(String namespace) {
    ExecutorService executor =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("in " + namespace).factory());
    NamespaceThread thread = new NamespaceThread(executor);
    thread.call(
        () -> {
          Libc.enterNetworkNamespace("/run/netns/" + namespace);
          Libc.shareOneProcessor();
          return null;
        });
    return thread;
  }

  <T> T call(Callable<T> work) {
    try {
      return executor.submit(work).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof LabException l
          ? l
          : new LabException("in a namespace: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  Future<?> submit(Runnable work) {
    return executor.submit(work);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
