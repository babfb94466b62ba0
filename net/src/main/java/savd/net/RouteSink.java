package savd.net;

/**
 * Where a route source puts what it has read. One sink serves live sessions, MRT files and tests
 * alike.
 *
 * <p>A source takes an empty batch, fills it and submits it; it must not touch the batch
 * afterwards. Batches of one peer are applied in the order submitted. Safe to call from several
 * threads, each with its own batch.
 */
public interface RouteSink {
  /** An empty batch to fill, reset for the peer. */
  RouteBatch acquire(PeerId peer, long arrivalNanos);

  /** Hands a batch over. Never blocks and never drops. */
  void submit(RouteBatch batch);

  /**
   * False while the receiver lags: the source should stop reading until {@link #whenWritable} runs
   * its task.
   */
  boolean isWritable();

  /**
   * Runs the task, once, on any thread, as soon as {@link #isWritable} holds (at once where it
   * holds already).
   */
  void whenWritable(Runnable task);
}
