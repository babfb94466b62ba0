package savd.cetp.tun;

import java.util.function.BooleanSupplier;

/**
 * What a thread of the edge does over and over. A fault in one turn costs that turn, whoever has
 * caused it; what no program goes on after, as when there is no memory, ends the thread, and
 * somebody is told: an edge that looks up and does nothing would be the worst of all.
 */
public final class Turns implements Runnable {
  /** One turn. */
  public interface Turn {
    /**
     * @throws InterruptedException when the thread is to end
     */
    void take() throws InterruptedException;
  }

  /** Who is told of faults. Must not wait. */
  public interface Faults {
    /** A turn was lost. */
    void stumbled(RuntimeException e);

    /** The thread has ended. */
    void failed(Throwable cause);
  }

  private final BooleanSupplier goOn;
  private final Turn turn;
  private final Runnable afterFault;
  private final Faults faults;

  /**
   * @param afterFault takes back what the turn has left half done
   */
  public Turns(BooleanSupplier goOn, Turn turn, Runnable afterFault, Faults faults) {
    this.goOn = goOn;
    this.turn = turn;
    this.afterFault = afterFault;
    this.faults = faults;
  }

  @Override
  public void run() {
    try {
      while (goOn.getAsBoolean()) {
        try {
          turn.take();
        } catch (RuntimeException e) {
          faults.stumbled(e);
          afterFault.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      faults.failed(e);
    }
  }
}
