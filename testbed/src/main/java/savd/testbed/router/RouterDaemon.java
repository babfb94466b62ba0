package savd.testbed.router;

import java.time.Duration;
import java.util.List;
import savd.testbed.lab.Await;

/** A running, or stopped, BGP router in one node of a laboratory. */
public interface RouterDaemon {
  /** The product's name. */
  String kind();

  RouterPlan plan();

  /** Starts it; returns when it answers questions. Throws {@code LabException} with its log. */
  void start();

  /** Ends it as an operator would; what it says to its neighbours then is its own affair. */
  void stop();

  /** Ends it with SIGKILL. */
  void kill();

  /** Goes on with another plan, without a restart; the sessions must be the same. */
  void reconfigure(RouterPlan plan);

  /** True when the session's state is Established. */
  boolean isEstablished(String session);

  /** What it sends on the session by its own account; see {@link Advertised}. */
  List<Advertised> advertised(String session);

  /** How it is doing, for messages: its log's tail and its view of the sessions. */
  String describe();

  /** Returns when every session is established. */
  default void awaitEstablished(Duration bound) {
    for (Session session : plan().sessions()) {
      Await.until(
          bound,
          () -> kind() + " session " + session.name() + " established\n" + describe(),
          () -> isEstablished(session.name()));
    }
  }
}
