package savd.testbed.rpki;

/** A running, or stopped, cache that speaks RTR on a port of one node of a laboratory. */
public interface RtrCache {
  /** The product's name. */
  String kind();

  /** The port it listens on, on every address of its node. */
  int port();

  /** Starts it; returns when it listens. Throws {@code LabException} with its log. */
  void start();

  void stop();

  /** Ends it with SIGKILL. */
  void kill();

  /** Goes on with another set, which it announces as a change of the one before. */
  void replace(RpkiData data);
}
