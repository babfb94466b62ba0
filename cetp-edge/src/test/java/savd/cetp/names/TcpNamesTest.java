package savd.cetp.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Connections of those who dawdle, or come in numbers. */
@Timeout(60)
class TcpNamesTest {
  private final AtomicInteger refused = new AtomicInteger();
  private final List<Socket> sockets = new ArrayList<>();
  private TcpNames names;
  private InetSocketAddress at;

  private void open(long questionMillis) throws IOException {
    names =
        TcpNames.open(
            new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0),
            (query, from) -> CompletableFuture.completedStage(query),
            refused::incrementAndGet,
            questionMillis);
    at = names.address();
  }

  @AfterEach
  void close() throws IOException {
    for (Socket s : sockets) {
      s.close();
    }
    names.close();
  }

  private Socket connect(String from) throws IOException {
    Socket s = new Socket();
    sockets.add(s);
    s.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    s.connect(at);
    return s;
  }

  private static boolean isServed(Socket s) throws IOException {
    byte[] query =
        Message.newQuery(Record.newRecord(Name.fromString("a.example."), Type.A, DClass.IN))
            .toWire();
    try {
      OutputStream out = s.getOutputStream();
      out.write(0);
      out.write(query.length);
      out.write(query);
      return s.getInputStream().read() >= 0;
    } catch (SocketException e) {
      return false;
    }
  }

  @Test
  void one_address_has_four_connections_and_others_have_theirs() throws IOException {
    open(600_000);
    for (int i = 0; i < TcpNames.OF_A_MACHINE; i++) {
      assertThat(isServed(connect("127.0.0.2"))).isTrue();
    }
    assertThat(isServed(connect("127.0.0.2"))).isFalse();
    assertThat(refused).hasValue(1);
    assertThat(isServed(connect("127.0.0.3"))).isTrue();
  }

  @Test
  void who_sends_an_octet_now_and_then_is_not_waited_for() throws IOException {
    open(200);
    Socket slow = connect("127.0.0.2");
    slow.setSoTimeout(20);
    OutputStream out = slow.getOutputStream();
    boolean over = false;
    // Each octet comes long before the patience for it would be at its end; 65,535 of them do not.
    out.write(0xFF);
    out.write(0xFF);
    while (!over) {
      try {
        out.write(0);
        over = slow.getInputStream().read() < 0;
      } catch (SocketTimeoutException e) {
        over = false;
      } catch (SocketException e) {
        over = true;
      }
    }
  }
}
