package savd.testbed.lab;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A platform thread that lives in a network namespace: sockets made on it belong there and stay
 * there, whoever uses them later.
 */
public final class NamespaceThread implements AutoCloseable {
  private final ExecutorService executor;

  private NamespaceThread(ExecutorService executor) {
    this.executor = executor;
  }

  public static NamespaceThread enter(String namespace) {
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

  public <T> T call(Callable<T> work) {
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

  public Future<?> submit(Runnable work) {
    return executor.submit(work);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
