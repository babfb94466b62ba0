package savd.cetp.session;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import savd.cetp.tun.ControlSink.Claim;
import savd.net.IpAddress;

/**
 * What waits for the control thread, and who finds room: however many knock, and however many have
 * a cookie, sessions and hosts do. Nobody waits to get in.
 */
final class ControlQueue {
  private static final int SIZE = 8192;
  private static final int KNOCKS = 1024;
  private static final int PROVEN = SIZE / 2;

  private final ArrayBlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(SIZE);
  private final KnownRlocs known = new KnownRlocs();

  /** The next task; null when there is none for so long. */
  Runnable poll(long nanos) throws InterruptedException {
    return queue.poll(nanos, TimeUnit.NANOSECONDS);
  }

  /** Puts a task of our own in; false where there is no room. */
  boolean offer(Runnable task) {
    return queue.offer(task);
  }

  /** The same, and waits for room so long. */
  boolean offer(Runnable task, long millis) throws InterruptedException {
    return queue.offer(task, millis, TimeUnit.MILLISECONDS);
  }

  /** Puts in what a datagram is to bring about; false where there is no room for its like. */
  boolean offer(Claim claim, IpAddress from, Runnable task) {
    // Those who only knock wait in a short queue, so that the others find room and are soon served;
    // among them those who have been here before.
    boolean room =
        switch (claim) {
          case SESSION -> true;
          case COOKIE -> queue.size() < PROVEN;
          case KNOCK -> hears(from);
          case NOTHING -> false;
        };
    return room && queue.offer(task);
  }

  private boolean hears(IpAddress from) {
    boolean listens = listens(from);
    if (listens) {
      known.heard(from, System.nanoTime());
    }
    return listens;
  }

  /** Whether somebody at an address would be heard if he knocked now. */
  boolean listens(IpAddress from) {
    return queue.size() < KNOCKS || known.isHeard(from, System.nanoTime());
  }

  /** Somebody has shown that he is at an address. */
  void proven(IpAddress address) {
    known.proven(address, System.nanoTime());
  }

  /** Has a question answered by the control thread; fails when it has no room. */
  <T> CompletableFuture<T> ask(Callable<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean queued =
        queue.offer(
            () -> {
              try {
                answer.complete(question.call());
              } catch (Exception e) {
                answer.completeExceptionally(e);
              }
            });
    if (!queued) {
      answer.completeExceptionally(new TimeoutException("the control plane is busy"));
    }
    return answer;
  }
}
