package savd.net;

/** Something that yields route changes: the set of live sessions, an MRT file, a test. */
public interface RouteSource extends AutoCloseable {
  /**
   * Begins to feed the sink; returns at once for a live source and after the last change for a
   * file.
   */
  void start(RouteSink sink);

  @Override
  void close();
}
