package savd.cetp.names;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import savd.net.IpAddress;
import savd.net.Prefix;

/**
 * DNS over TCP (RFC 7766): where an answer does not fit into a datagram. A thread for each
 * connection; how many there are, of one machine too, and how long each may take for a question and
 * to fetch an answer is bounded, however it dawdles.
 */
final class TcpNames implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TcpNames.class);
  private static final int MAX_CONNECTIONS = 64;
  static final int OF_A_MACHINE = 4;
  private static final long QUESTION_MILLIS = 10_000;
  private static final long ANSWER_MILLIS = 10_000;
  private static final long PAUSE_NANOS = 100_000_000L;
  private static final int MAX_MESSAGE = 0xFFFF;

  /** Who answers. */
  interface Answerer {
    CompletionStage<Message> answer(Message query, InetAddress from);
  }

  private final ServerSocket socket;
  private final Answerer answerer;
  private final Runnable tooMany;
  private final long questionMillis;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private TcpNames(ServerSocket socket, Answerer answerer, Runnable tooMany, long questionMillis) {
    this.socket = socket;
    this.answerer = answerer;
    this.tooMany = tooMany;
    this.questionMillis = questionMillis;
  }

  /**
   * Begins to serve.
   *
   * @param tooMany hears of each connection that is not taken
   */
  static TcpNames open(InetSocketAddress at, Answerer answerer, Runnable tooMany)
      throws IOException {
    return open(at, answerer, tooMany, QUESTION_MILLIS);
  }

  /** The same with another patience. */
  static TcpNames open(
      InetSocketAddress at, Answerer answerer, Runnable tooMany, long questionMillis)
      throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(at, MAX_CONNECTIONS);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    TcpNames names = new TcpNames(socket, answerer, tooMany, questionMillis);
    Thread.ofVirtual().name("cetp-dns-tcp " + at).start(names::acceptAll);
    return names;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  private void acceptAll() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        if (isTooMany(connection)) {
          tooMany.run();
          connection.close();
          continue;
        }
        connections.add(connection);
        Thread.ofVirtual().name("cetp-dns-connection").start(() -> serve(connection));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          LOG.warn("a DNS connection could not be accepted: {}", e.getMessage());
          // Without descriptors this fails at once, again and again.
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }
  }

  private boolean isTooMany(Socket connection) {
    Prefix from = machine(connection);
    return connections.size() >= MAX_CONNECTIONS
        || connections.stream().filter(c -> machine(c).equals(from)).count() >= OF_A_MACHINE;
  }

  private static Prefix machine(Socket connection) {
    return Networks.machine(IpAddress.ofOctets(connection.getInetAddress().getAddress()));
  }

  private void serve(Socket connection) {
    try (connection) {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      DataOutputStream out = new DataOutputStream(connection.getOutputStream());
      while (answerOne(connection, in, out)) {
        // The next one, of several a connection may carry.
      }
    } catch (EOFException e) {
      LOG.trace("a DNS connection has ended");
    } catch (IOException | ExecutionException | TimeoutException e) {
      LOG.debug("a DNS connection broke: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  private boolean answerOne(Socket connection, DataInputStream in, DataOutputStream out)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    byte[] octets;
    try (Patience _ = new Patience(connection, questionMillis)) {
      octets = new byte[in.readUnsignedShort()];
      in.readFully(octets);
    }
    Message query = new Message(octets);
    if (query.getHeader().getFlag(Flags.QR) || query.getQuestion() == null) {
      return false;
    }
    byte[] answer =
        answerer
            .answer(query, connection.getInetAddress())
            .toCompletableFuture()
            .get(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
            .toWire(MAX_MESSAGE);
    byte[] framed = new byte[2 + answer.length];
    framed[0] = (byte) (answer.length >> 8);
    framed[1] = (byte) answer.length;
    System.arraycopy(answer, 0, framed, 2, answer.length);
    try (Patience _ = new Patience(connection, ANSWER_MILLIS)) {
      out.write(framed);
      out.flush();
    }
    return true;
  }

  /** Closes a connection that is still at the same thing when time is up. */
  private static final class Patience implements AutoCloseable {
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Patience(Socket connection, long millis) {
      done.orTimeout(millis, TimeUnit.MILLISECONDS)
          .whenComplete(
              (nothing, late) -> {
                if (late != null) {
                  end(connection);
                }
              });
    }

    private static void end(Socket connection) {
      try {
        connection.close();
      } catch (IOException e) {
        LOG.debug("closing a DNS connection: {}", e.getMessage());
      }
    }

    @Override
    public void close() {
      done.complete(null);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket s : connections) {
        s.close();
      }
    } catch (IOException e) {
      LOG.debug("closing DNS connections: {}", e.getMessage());
    }
  }
}
