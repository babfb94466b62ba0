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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/**
 * DNS over TCP (RFC 7766): where an answer does not fit into a datagram. A thread for each
 * connection; how many there are, and how long they may be silent, is bounded.
 */
final class TcpNames implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TcpNames.class);
  private static final int MAX_CONNECTIONS = 64;
  private static final int IDLE_MILLIS = 10_000;
  private static final long PATIENCE_SECONDS = 10;
  private static final int MAX_MESSAGE = 0xFFFF;

  /** Who answers. */
  interface Answerer {
    CompletionStage<Message> answer(Message query, InetAddress from);
  }

  private final ServerSocket socket;
  private final Answerer answerer;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private TcpNames(ServerSocket socket, Answerer answerer) {
    this.socket = socket;
    this.answerer = answerer;
  }

  static TcpNames open(InetSocketAddress at, Answerer answerer) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(at, MAX_CONNECTIONS);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    TcpNames names = new TcpNames(socket, answerer);
    Thread.ofVirtual().name("cetp-dns-tcp " + at).start(names::acceptAll);
    return names;
  }

  private void acceptAll() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        if (connections.size() >= MAX_CONNECTIONS) {
          connection.close();
          continue;
        }
        connections.add(connection);
        Thread.ofVirtual().name("cetp-dns-connection").start(() -> serve(connection));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          LOG.warn("a DNS connection could not be accepted: {}", e.getMessage());
        }
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setSoTimeout(IDLE_MILLIS);
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
    byte[] octets = new byte[in.readUnsignedShort()];
    in.readFully(octets);
    Message query = new Message(octets);
    if (query.getHeader().getFlag(Flags.QR) || query.getQuestion() == null) {
      return false;
    }
    byte[] answer =
        answerer
            .answer(query, connection.getInetAddress())
            .toCompletableFuture()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .toWire(MAX_MESSAGE);
    byte[] framed = new byte[2 + answer.length];
    framed[0] = (byte) (answer.length >> 8);
    framed[1] = (byte) answer.length;
    System.arraycopy(answer, 0, framed, 2, answer.length);
    out.write(framed);
    out.flush();
    return true;
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
