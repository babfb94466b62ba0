package savd.daemon.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.daemon.config.ControlSection;

/**
 * Accepts savctl and its like and lets a virtual thread serve each. Nothing here touches the core:
 * every question goes through {@link Handlers}.
 */
public final class ControlServer implements AutoCloseable {
  /** Rows asked of the handler at a time, so that a long table never holds the core up. */
  public static final int PAGE_ROWS = 1000;

  /** Connections at once; a further one is told so and closed. */
  static final int MAX_CONNECTIONS = 128;

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  /** Before another connection is tried to be accepted. */
  private static final long PAUSE_MILLIS = 100;

  private final ControlSocket socket;
  private final Handlers handlers;
  private final EventHub events;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closing = new CountDownLatch(1);

  private ControlServer(ControlSocket socket, Handlers handlers, EventHub events) {
    this.socket = socket;
    this.handlers = handlers;
    this.events = events;
  }

  /**
   * Opens the socket and begins to serve.
   *
   * @throws IOException with a message for the operator: another savd is running, no permission, no
   *     such group
   */
  public static ControlServer open(ControlSection settings, Handlers handlers, EventHub events)
      throws IOException {
    ControlSocket socket = ControlSocket.open(settings.socket(), settings.mode(), settings.group());
    ControlServer server = new ControlServer(socket, handlers, events);
    Thread.ofPlatform().name("savd-control").daemon().start(server::acceptAll);
    return server;
  }

  private void acceptAll() {
    ServerSocketChannel channel = socket.channel();
    while (closing.getCount() > 0) {
      try {
        serve(channel.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // Out of descriptors, most likely: the waiting connection stays queued, so pause.
        LOG.warn("control socket: cannot accept: {}", e.getMessage());
        if (isClosingWithin(PAUSE_MILLIS)) {
          return;
        }
      }
    }
  }

  private boolean isClosingWithin(long millis) {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void serve(SocketChannel channel) throws IOException {
    Connection connection = new Connection(channel, handlers, events);
    if (connections.size() >= MAX_CONNECTIONS) {
      connection.refuse();
      return;
    }
    connections.add(connection);
    Thread.ofVirtual()
        .name("savd-control-connection")
        .start(
            () -> {
              try {
                connection.run();
              } finally {
                connections.remove(connection);
              }
            });
  }

  /** Closes the socket, removes its file and ends all connections. */
  @Override
  public void close() {
    closing.countDown();
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connections.forEach(Connection::close);
  }
}
