package savd.rpki.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a router and a cache, and fails: each connection is cut after as many octets of
 * the cache's as the plan says, and some of them have an octet spoiled before that. When the plan
 * is through, everything passes.
 */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int cachePort;
  private final List<Cut> plan;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /**
   * One connection's fate.
   *
   * @param after octets that pass
   * @param spoiled the octet that is changed on its way; -1 for none
   */
  record Cut(int after, int spoiled) {}

  CuttingProxy(int cachePort, List<Cut> plan) throws IOException {
    this.cachePort = cachePort;
    this.plan = plan;
    server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket router = server.accept();
        Socket cache = new Socket("127.0.0.1", cachePort);
        open.add(router);
        open.add(cache);
        int n = connections.getAndIncrement();
        Cut cut = n < plan.size() ? plan.get(n) : new Cut(Integer.MAX_VALUE, -1);
        Thread.ofVirtual().start(() -> pass(router, cache, new Cut(Integer.MAX_VALUE, -1)));
        Thread.ofVirtual().start(() -> pass(cache, router, cut));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static void pass(Socket from, Socket to, Cut cut) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] some = new byte[1024];
      int passed = 0;
      while (passed < cut.after()) {
        int n = in.read(some, 0, Math.min(some.length, cut.after() - passed));
        if (n < 0) {
          return;
        }
        if (cut.spoiled() >= passed && cut.spoiled() < passed + n) {
          some[cut.spoiled() - passed] ^= 0x10;
        }
        out.write(some, 0, n);
        passed += n;
      }
    } catch (IOException e) {
      // The other side is gone.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket s : open) {
      s.close();
    }
  }
}
